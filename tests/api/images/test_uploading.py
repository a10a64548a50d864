"""An app uploads an image, and nobody else ever sees it there."""

from collections.abc import AsyncIterator

import pytest

from creditshop.api.rest.images import LARGEST_IMAGE
from creditshop.apikeys import Scope
from creditshop.images import pictures
from tests.api.images.gallery import Gallery, files, refused
from tests.api.rest.app import customer, key_for
from tests.images import drawn


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
    """OWASP ASVS 5.0, 5.2.2."""
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
    """OWASP ASVS 5.0, 5.2.1."""
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
    """OWASP ASVS 5.0, 8.2.2."""
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
