"""What goes wrong costs nothing."""

from datetime import UTC, datetime, timedelta

import pytest

from creditshop.api import images
from creditshop.images import delete_picture, store, workshop
from creditshop.ledger import suspend
from tests.api.images.gallery import Gallery, files, refused
from tests.api.rest.app import customer, fill, key_for
from tests.images import drawn
from tests.images.shop import is_sound


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
