"""An app uploads an image and signs an address; whoever has the address sees the image, and it is charged once."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
import pytest

from creditshop import ratelimit
from creditshop.api import images
from creditshop.api.images import create_images
from creditshop.api.rest.images import LARGEST_IMAGE
from creditshop.apikeys import Scope
from creditshop.catalog import seed_features
from creditshop.config import settings
from creditshop.images import Format, delete_picture, pictures, store, workshop
from creditshop.ledger import balance, suspend
from tests.api.rest.app import App, calling, customer, fill, key_for
from tests.conftest import Database
from tests.images import drawn
from tests.images.shop import is_sound
from tests.images.test_resizing import opened

Query = dict[str, str]


@dataclass
class Gallery:
    """An app of a customer with ten credits, and everybody else."""

    db: Database
    app: App
    world: httpx.AsyncClient
    owner: str
    wallet: str

    async def upload(self, data: bytes, wallet: str = "", **headers: str) -> httpx.Response:
        params = {"wallet": wallet or self.wallet}
        return await self.app.http.post("/images", params=params, content=data, headers=self.app.headers() | headers)

    async def sign(self, image: str, **more: Any) -> Query:
        """The query of a signed address."""
        answer = await self.app.post("/images/sign", **{"src": image, "w": 32, **more})
        assert answer.status_code == 200, answer.text
        url = urlsplit(answer.json()["url"])
        assert f"{url.scheme}://{url.netloc}{url.path}" == f"{settings().public_url}/api/images/resize"
        return dict(parse_qsl(url.query))

    async def signed(self, **more: Any) -> Query:
        """The query of a new image's signed address."""
        return await self.sign((await self.upload(drawn.jpeg())).json()["id"], **more)

    async def see(self, query: Query, **headers: str) -> httpx.Response:
        return await self.world.get("/resize", params=query, headers=headers)

    @property
    def credits(self) -> tuple[int, int]:
        """Available and held."""
        parts = self.db.transact(balance, self.wallet)
        return parts.available, parts.held


@pytest.fixture
async def gallery(db: Database) -> AsyncIterator[Gallery]:
    ratelimit.forget()
    db.transact(seed_features)
    owner, wallet = customer(db, credits=10)
    outside = httpx.ASGITransport(create_images(), raise_app_exceptions=False)
    token = key_for(db, owner, {Scope.READ, Scope.SPEND})
    async with calling(token) as app, httpx.AsyncClient(transport=outside, base_url="http://shop.test") as world:
        yield Gallery(db, app, world, owner, wallet)


def refused(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    problem: dict[str, Any] = answer.json()
    assert (problem["code"], problem["status"], problem["request_id"]) == (code, status, answer.headers["request-id"])
    assert "public" not in answer.headers.get("cache-control", "")
    return problem


def files() -> list[Path]:
    return sorted((settings().creditshop_data_dir / "pictures").glob("img_*/*"))


async def test_an_image_is_kept_and_described(gallery: Gallery) -> None:
    answer = await gallery.upload(drawn.jpeg(exif=drawn.exif(6)))
    assert answer.status_code == 201
    image = answer.json()
    assert image["id"].startswith("img_")
    assert (image["wallet"], image["media_type"], image["width"], image["height"]) == (
        gallery.wallet, "image/jpeg", 48, 64
    )  # fmt: skip
    assert (await gallery.app.get(f"/images/{image['id']}")).json() == image
    assert gallery.credits == (10, 0)


async def test_the_same_file_again_is_the_same_image(gallery: Gallery) -> None:
    first, second = [await gallery.upload(drawn.jpeg()) for _ in range(2)]
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    assert len(files()) == 1


async def test_an_image_that_is_too_many_leaves_no_file(gallery: Gallery, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_PICTURES", 1)
    await gallery.upload(drawn.jpeg())
    refused(await gallery.upload(drawn.png()), 409, "IMAGES_FULL")
    assert len(files()) == 1


async def test_its_type_is_that_of_its_bytes(gallery: Gallery) -> None:
    answer = await gallery.upload(drawn.png(), **{"content-type": "image/gif"})
    assert answer.json()["media_type"] == "image/png"
    problem = refused(await gallery.upload(drawn.SVG, **{"content-type": "image/png"}), 415, "IMAGE_TYPE_UNKNOWN")
    assert problem["accepted"] == ["image/jpeg", "image/png", "image/webp", "image/gif"]


async def test_what_is_no_good_is_refused_and_leaves_no_file(gallery: Gallery) -> None:
    refused(await gallery.upload(b""), 415, "IMAGE_TYPE_UNKNOWN")
    refused(await gallery.upload(drawn.jpeg()[:-60]), 422, "IMAGE_BROKEN")
    refused(await gallery.upload(drawn.png_bomb(50_000, 50_000)), 422, "IMAGE_TOO_MANY_PIXELS")
    assert files() == []


async def test_an_upload_is_read_up_to_the_limit_and_no_further(gallery: Gallery) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 1
            yield drawn.jpeg() + bytes(1024 * 1024)

    answer = await gallery.app.http.post(
        "/images", params={"wallet": gallery.wallet}, content=endless(), headers=gallery.app.headers()
    )
    refused(answer, 413, "TOO_LARGE")
    assert sent == LARGEST_IMAGE // (1024 * 1024)
    assert files() == []


async def test_somebody_elses_image_looks_like_a_missing_one(gallery: Gallery) -> None:
    image = (await gallery.upload(drawn.jpeg())).json()["id"]
    other, other_wallet = customer(gallery.db)
    refused(await gallery.upload(drawn.jpeg(), other_wallet), 404, "WALLET_NOT_FOUND")
    gallery.app.token = key_for(gallery.db, other, {Scope.READ, Scope.SPEND})
    for answer in (
        await gallery.app.get(f"/images/{image}"),
        await gallery.app.post("/images/sign", src=image, w=9),
        await gallery.app.http.delete(f"/images/{image}", headers=gallery.app.headers()),
    ):
        assert refused(answer, 404, "IMAGE_NOT_FOUND")["image"] == image


async def test_the_shops_own_key_keeps_images_for_its_customers(gallery: Gallery) -> None:
    gallery.app.token = key_for(gallery.db)
    answer = await gallery.upload(drawn.jpeg(), "external:ada")
    assert answer.status_code == 201
    assert answer.json()["wallet"] != gallery.wallet
    refused(await gallery.upload(drawn.jpeg(), "wal_none"), 404, "WALLET_NOT_FOUND")


@pytest.mark.parametrize(
    "wrong",
    [
        {"w": 0}, {"w": 4097}, {"w": "32"}, {"w": 1.5}, {"h": 0}, {"fmt": "svg"}, {"expires_in": 59},
        {"expires_in": 2_592_001}, {"src": "../etc"}, {"url": "http://example.com/a.png"},
    ],
)  # fmt: skip
async def test_only_what_is_documented_is_signed(gallery: Gallery, wrong: dict[str, Any]) -> None:
    answer = await gallery.app.post("/images/sign", **{"src": "img_1", "w": 32, **wrong})
    refused(answer, 422, "INVALID_REQUEST")


@pytest.mark.parametrize("form", Format)
async def test_a_signed_address_serves_the_image_resized(gallery: Gallery, form: Format) -> None:
    answer = await gallery.see(await gallery.signed(w=32, h=12, fmt=form))
    assert (answer.status_code, answer.headers["content-type"]) == (200, form.media_type)
    assert opened(answer.content).size == (16, 12)
    assert gallery.credits == (9, 0)
    assert is_sound(gallery.db)


async def test_it_may_be_cached_by_anybody_until_it_expires(gallery: Gallery) -> None:
    answer = await gallery.see(await gallery.signed(expires_in=60))
    kind, seconds, immutable = answer.headers["cache-control"].split(", ")
    assert (kind, immutable) == ("public", "immutable")
    assert 50 <= int(seconds.removeprefix("max-age=")) <= 60


async def test_who_has_it_already_is_told_so(gallery: Gallery) -> None:
    query = await gallery.signed()
    tag = (await gallery.see(query)).headers["etag"]
    for known in (tag, f'W/{tag}, "other"'):
        answer = await gallery.see(query, **{"if-none-match": known})
        assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", tag)
    assert (await gallery.see(query, **{"if-none-match": '"other"'})).status_code == 200


async def test_the_same_address_is_charged_once(gallery: Gallery) -> None:
    query = await gallery.signed()
    first = await gallery.see(query)
    for path in files():
        if path.name != "original":
            path.unlink()  # as the hourly job may
    again = [await gallery.see(query), await gallery.see({**query, "utm": "mail"}), await gallery.see(query)]
    assert {answer.content for answer in again} == {first.content}
    assert gallery.credits == (9, 0)


async def test_each_new_address_is_charged(gallery: Gallery) -> None:
    image = (await gallery.upload(drawn.jpeg())).json()["id"]
    for more in ({"w": 1}, {"w": 2}, {"w": 1, "fmt": "png"}, {"w": 1, "expires_in": 60}):
        assert (await gallery.see(await gallery.sign(image, **more))).status_code == 200
    assert gallery.credits == (6, 0)


async def test_many_requests_of_a_new_address_at_once_charge_once(gallery: Gallery) -> None:
    query = await gallery.signed()
    answers = await asyncio.gather(*(gallery.see(query) for _ in range(12)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert gallery.credits == (9, 0)
    assert is_sound(gallery.db)


@pytest.mark.parametrize("name", ["src", "w", "h", "fmt", "exp", "sig"])
async def test_an_altered_address_is_refused(gallery: Gallery, name: str) -> None:
    query = await gallery.signed(h=20)
    other = (await gallery.upload(drawn.png())).json()["id"]
    changed = {"src": other, "w": "33", "h": "21", "fmt": "png", "exp": str(int(query["exp"]) + 1), "sig": "A" * 43}
    refused(await gallery.see({**query, name: changed[name]}), 403, "SIGNATURE_INVALID")
    refused(await gallery.see({key: query[key] for key in query if key != name}), 403, "SIGNATURE_INVALID")
    assert gallery.credits == (10, 0)


async def test_an_address_signed_elsewhere_is_refused(gallery: Gallery, clean_settings: pytest.MonkeyPatch) -> None:
    query = await gallery.signed()
    clean_settings.setenv("IMAGE_SIGNING_SECRET", "another secret of 32 characters.")
    settings.cache_clear()
    refused(await gallery.see(query), 403, "SIGNATURE_INVALID")


async def test_an_expired_address_is_refused_even_if_it_was_paid(
    gallery: Gallery, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = await gallery.signed(expires_in=60)
    assert (await gallery.see(query)).status_code == 200
    end = datetime.fromtimestamp(int(query["exp"]), UTC)
    monkeypatch.setattr(images, "utcnow", lambda: end)
    refused(await gallery.see(query), 403, "LINK_EXPIRED")


async def test_without_credits_nothing_is_made_until_they_arrive(gallery: Gallery) -> None:
    _, wallet = customer(gallery.db)
    gallery.app.token = key_for(gallery.db)
    query = await gallery.sign((await gallery.upload(drawn.jpeg(), wallet)).json()["id"])
    problem = refused(await gallery.see(query), 402, "INSUFFICIENT_CREDITS")
    assert (problem["required"], problem["available"]) == (1, 0)
    assert [path.name for path in files()] == ["original"]
    fill(gallery.db, wallet, 1)
    assert (await gallery.see(query)).status_code == 200


async def test_a_suspended_wallet_pays_for_nothing_new(gallery: Gallery) -> None:
    paid, new = await gallery.signed(), await gallery.signed(w=9)
    await gallery.see(paid)
    gallery.db.transact(suspend, gallery.wallet)
    refused(await gallery.see(new), 403, "WALLET_SUSPENDED")
    assert (await gallery.see(paid)).status_code == 200


async def test_a_file_that_went_bad_costs_nothing(gallery: Gallery) -> None:
    query = await gallery.signed()
    (original,) = files()
    whole = original.read_bytes()
    original.write_bytes(whole[:-60])
    for _ in range(2):
        refused(await gallery.see(query), 422, "IMAGE_BROKEN")
        assert gallery.credits == (10, 0)
    original.write_bytes(whole)
    assert (await gallery.see(query)).status_code == 200
    assert gallery.credits == (9, 0)


async def test_a_file_that_is_lost_costs_nothing(gallery: Gallery) -> None:
    query = await gallery.signed()
    files()[0].unlink()
    refused(await gallery.see(query), 404, "IMAGE_NOT_FOUND")
    assert gallery.credits == (10, 0)


async def test_a_full_disk_costs_nothing(gallery: Gallery, monkeypatch: pytest.MonkeyPatch) -> None:
    query = await gallery.signed()

    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(store, "_write", full)
        refused(await gallery.see(query), 503, "UNAVAILABLE")
        refused(await gallery.upload(drawn.png()), 503, "UNAVAILABLE")
    assert gallery.credits == (10, 0)
    assert (await gallery.see(query)).status_code == 200


async def test_more_work_than_can_be_done_is_put_off_and_costs_nothing(
    gallery: Gallery, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = await gallery.signed()
    taken = 0
    while workshop._places.acquire(blocking=False):
        taken += 1
    answer = await gallery.see(query)
    refused(answer, 503, "UNAVAILABLE")
    assert int(answer.headers["retry-after"]) > 0
    assert gallery.credits == (10, 0)
    workshop._places.release(taken)
    assert (await gallery.see(query)).status_code == 200


async def test_a_crash_between_hold_and_charge_costs_nothing_and_the_address_works_afterwards(
    gallery: Gallery, monkeypatch: pytest.MonkeyPatch
) -> None:
    query, now = await gallery.signed(), datetime.now(UTC)

    def dies(*_args: object) -> None:
        raise RuntimeError("as if the process was killed: nobody releases the hold")

    with monkeypatch.context() as broken:
        broken.setattr(images, "resize", dies)
        assert (await gallery.see(query)).status_code == 500
    assert gallery.credits == (9, 1)
    monkeypatch.setattr(images, "utcnow", lambda: now + timedelta(minutes=5))
    assert (await gallery.see(query)).status_code == 200
    assert gallery.credits == (9, 0)
    assert is_sound(gallery.db)


async def test_a_deleted_image_is_served_no_more(gallery: Gallery) -> None:
    query = await gallery.signed()
    await gallery.see(query)
    deleted = await gallery.app.http.delete(f"/images/{query['src']}", headers=gallery.app.headers())
    assert (deleted.status_code, deleted.content) == (204, b"")
    refused(await gallery.see(query), 404, "IMAGE_NOT_FOUND")
    refused(await gallery.app.get(f"/images/{query['src']}"), 404, "IMAGE_NOT_FOUND")


async def test_there_is_no_address_that_leads_to_another_file(gallery: Gallery) -> None:
    query = await gallery.signed()
    for name in ("../signing.key", "/etc/passwd", f"{query['src']}/../signing.key", "http://example.com/a.png"):
        refused(await gallery.see({**query, "src": name}), 403, "SIGNATURE_INVALID")
    assert (await gallery.world.get(f"/resize?{urlencode(query)}&src=img_other")).status_code == 403


async def test_a_picture_deleted_while_it_is_made_costs_nothing(
    gallery: Gallery, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = await gallery.signed()
    original = store.original

    def too_late(picture_id: str) -> bytes:
        gallery.db.transact(delete_picture, picture_id)
        store.remove([picture_id])
        return original(picture_id)

    monkeypatch.setattr(store, "original", too_late)
    refused(await gallery.see(query), 404, "IMAGE_NOT_FOUND")
    assert gallery.credits == (10, 0)
