"""What was backed up comes back: every row, every file, in this version's schema, and nowhere that anything is."""

import zipfile
from pathlib import Path

import pytest

from alembic import command
from creditshop.backup import TargetExists, WrongArchive, back_up, check, restore
from creditshop.config import Mode
from creditshop.database import migrations
from creditshop.database.migrations import alembic_config
from tests.backup.places import empty_place, files, is_untouched, open_shop, rows
from tests.conftest import Database


def test_every_row_and_file_comes_back(db: Database, tmp_path: Path) -> None:
    shop = open_shop(db)
    made = back_up(shop, tmp_path / "backup.zip")
    assert check(tmp_path / "backup.zip") == made
    place = empty_place(shop, tmp_path / "elsewhere")
    assert restore(place, tmp_path / "backup.zip") == made
    assert rows(place) == rows(shop)
    assert files(place) == files(shop)
    assert {name.split("/")[0] for name in files(shop)} == {"ledger-signing-key", "heads", "pictures"}
    assert {path.stat().st_mode & 0o777 for path in place.creditshop_data_dir.rglob("*") if path.is_file()} == {0o600}
    assert made.contents.rows["credit_transaction"] == len(rows(shop)["credit_transaction"]) > 0


def test_it_is_for_the_eyes_of_its_owner_and_never_written_over(db: Database, tmp_path: Path) -> None:
    shop, path = open_shop(db), tmp_path / "backup.zip"
    back_up(shop, path)
    assert path.stat().st_mode & 0o777 == 0o600
    before = path.read_bytes()
    with pytest.raises(TargetExists, match="never overwritten"):
        back_up(shop, path)
    assert path.read_bytes() == before


def test_a_backup_of_an_earlier_schema_is_brought_up_to_date(db: Database, tmp_path: Path) -> None:
    shop, url = open_shop(db), db.url
    db.engine.dispose()
    command.downgrade(alembic_config(url), "0009")
    made = back_up(shop, tmp_path / "backup.zip")
    assert made.contents.revision == "0009"
    migrations.upgrade(url)
    place = empty_place(shop, tmp_path / "elsewhere")
    restore(place, tmp_path / "backup.zip")
    assert rows(place) == rows(shop)


def test_it_is_put_only_where_nothing_is(db: Database, tmp_path: Path) -> None:
    shop = open_shop(db)
    back_up(shop, tmp_path / "backup.zip")
    before = rows(shop), files(shop)
    with pytest.raises(TargetExists):
        restore(shop, tmp_path / "backup.zip")
    assert (rows(shop), files(shop)) == before


def test_a_key_that_is_there_is_never_replaced(db: Database, tmp_path: Path) -> None:
    shop = open_shop(db)
    back_up(shop, tmp_path / "backup.zip")
    place = empty_place(shop, tmp_path / "elsewhere")
    place.creditshop_data_dir.mkdir(parents=True)
    key = place.creditshop_data_dir / "ledger-signing-key"
    key.write_bytes(b"another shop's")
    with pytest.raises(TargetExists, match="ledger-signing-key"):
        restore(place, tmp_path / "backup.zip")
    assert files(place) == {"ledger-signing-key": b"another shop's"}
    key.unlink()
    assert is_untouched(place)


def test_live_money_is_never_put_into_a_sandbox_nor_the_reverse(db: Database, tmp_path: Path) -> None:
    shop = open_shop(db)
    back_up(shop, tmp_path / "backup.zip")
    live = empty_place(shop, tmp_path / "elsewhere").model_copy(
        update={"stripe_secret_key": type(shop.stripe_secret_key)("sk_live_1")}
    )
    assert live.mode is Mode.LIVE
    with pytest.raises(WrongArchive, match="sandbox mode"):
        restore(live, tmp_path / "backup.zip")
    assert is_untouched(live)


@pytest.mark.parametrize(
    ("old", "new"), [('"revision": "', '"revision": "9'), ('"data/ledger-signing-key"', '"data/../ledger-signing-key"')]
)
def test_what_this_version_does_not_know_is_refused(db: Database, tmp_path: Path, old: str, new: str) -> None:
    shop = open_shop(db)
    back_up(shop, tmp_path / "backup.zip")
    rewrite(tmp_path / "backup.zip", tmp_path / "other.zip", old, new)
    place = empty_place(shop, tmp_path / "elsewhere")
    with pytest.raises(WrongArchive):
        restore(place, tmp_path / "other.zip")
    assert is_untouched(place)


def rewrite(path: Path, to: Path, old: str, new: str) -> None:
    """A whole archive with another manifest, and its parts named accordingly."""
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(to, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "manifest.json":
                assert old.encode() in data
                data = data.replace(old.encode(), new.encode())
            target.writestr(new.strip('"') if name == old.strip('"') else name, data)
