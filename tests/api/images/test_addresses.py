"""Whoever has a signed address sees the image, and it is charged once."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest

from creditshop.api import images
from creditshop.config import settings
from creditshop.images import Format
from tests.api.images.gallery import Gallery, files, refused
from tests.images import drawn
from tests.images.shop import is_sound
from tests.images.test_resizing import opened


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


async def test_a_deleted_image_is_served_no_more(gallery: Gallery) -> None:
    query = await gallery.signed()
    await gallery.see(query)
    deleted = await gallery.app.http.delete(f"/images/{query['src']}", headers=gallery.app.headers())
    assert (deleted.status_code, deleted.content) == (204, b"")
    refused(await gallery.see(query), 404, "IMAGE_NOT_FOUND")
    refused(await gallery.app.get(f"/images/{query['src']}"), 404, "IMAGE_NOT_FOUND")


async def test_there_is_no_address_that_leads_to_another_file(gallery: Gallery) -> None:
    """OWASP ASVS 5.0, 5.3.2."""
    query = await gallery.signed()
    for name in ("../signing.key", "/etc/passwd", f"{query['src']}/../signing.key", "http://example.com/a.png"):
        refused(await gallery.see({**query, "src": name}), 403, "SIGNATURE_INVALID")
    assert (await gallery.world.get(f"/resize?{urlencode(query)}&src=img_other")).status_code == 403
