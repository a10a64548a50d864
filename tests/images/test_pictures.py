"""A wallet keeps the same picture once, as many as it may, and only until it is deleted."""

from dataclasses import replace

import pytest

from creditshop.images import PictureNotFound, PicturesFull, delete_picture, find_picture, pictures
from tests.conftest import Database
from tests.images.shop import open_shop, picture, wallet_with


def test_a_picture_is_found_as_it_was_kept(db: Database) -> None:
    kept = picture(db, open_shop(db))
    assert kept.id.startswith("img_")
    assert db.transact(find_picture, kept.id) == kept


def test_the_same_bytes_are_the_same_picture_of_one_wallet(db: Database) -> None:
    wallet, other = open_shop(db), db.transact(wallet_with, 0)
    first = picture(db, wallet)
    assert picture(db, wallet) == first
    assert picture(db, wallet, sha256="bb").id != first.id
    assert picture(db, other).id != first.id


def test_two_uploads_of_the_same_at_once_are_one_picture(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second finds out when it inserts: what it looked for before was not there yet."""
    wallet = open_shop(db)
    late: list[pictures.PictureView] = []
    check = pictures._check_room

    def meanwhile(session: pictures.Session, new: pictures.PictureView) -> None:
        check(session, new)
        if not late:
            late.append(new)
            pictures.keep(session, replace(new, id="img_first"))

    monkeypatch.setattr(pictures, "_check_room", meanwhile)
    assert picture(db, wallet).id == "img_first"


def test_a_deleted_picture_is_gone(db: Database) -> None:
    kept = picture(db, open_shop(db))
    db.transact(delete_picture, kept.id)
    with pytest.raises(PictureNotFound):
        db.transact(find_picture, kept.id)


@pytest.mark.parametrize(("limit", "value"), [("MOST_PICTURES", 2), ("MOST_BYTES", 2500)])
def test_a_wallet_keeps_no_more_than_it_may(
    db: Database, monkeypatch: pytest.MonkeyPatch, limit: str, value: int
) -> None:
    """OWASP ASVS 5.0, 5.2.4."""
    monkeypatch.setattr(pictures, limit, value)
    wallet, other = open_shop(db), db.transact(wallet_with, 0)
    first = picture(db, wallet, sha256="1")
    picture(db, wallet, sha256="2")
    with pytest.raises(PicturesFull):
        picture(db, wallet, sha256="3")
    assert picture(db, wallet, sha256="1") == first
    picture(db, other, sha256="3")
    db.transact(delete_picture, first.id)
    picture(db, wallet, sha256="3")
