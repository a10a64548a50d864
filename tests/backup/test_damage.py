"""A backup that is not whole, or not as it was written, is refused, and nothing is touched.

What is in an archive differs between the databases; how it is read does not, so SQLite stands for both.
"""

import struct
import zipfile
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest

from creditshop.backup import ArchiveDamaged, back_up, check, restore
from creditshop.config import Settings
from tests.backup.places import empty_place, is_untouched, open_shop
from tests.conftest import Database

ON_SQLITE = pytest.mark.parametrize("db", ["sqlite"], indirect=True)


@pytest.fixture
def shop(db: Database, tmp_path: Path) -> Settings:
    """A shop whose backup is at `backup.zip`."""
    shop = open_shop(db)
    back_up(shop, tmp_path / "backup.zip")
    return shop


def refused(shop: Settings, path: Path) -> None:
    """Neither checked nor restored, and nothing touched."""
    place = empty_place(shop, path.parent / path.stem)
    with pytest.raises(ArchiveDamaged):
        check(path)
    with pytest.raises(ArchiveDamaged):
        restore(place, path)
    assert is_untouched(place)


@ON_SQLITE
def test_a_truncated_one(shop: Settings, tmp_path: Path) -> None:
    whole, path = (tmp_path / "backup.zip").read_bytes(), tmp_path / "cut.zip"
    for length in (0, len(whole) // 3, len(whole) - 100, len(whole) - 1):
        path.write_bytes(whole[:length])
        refused(shop, path)


@ON_SQLITE
def test_one_with_any_byte_of_its_data_changed(shop: Settings, tmp_path: Path) -> None:
    whole, path, random = (tmp_path / "backup.zip").read_bytes(), tmp_path / "changed.zip", Random(1)
    with zipfile.ZipFile(tmp_path / "backup.zip") as archive:
        infos = archive.infolist()
    for info in infos:
        names = struct.unpack_from("<HH", whole, info.header_offset + 26)  # of file and extra field: APPNOTE.TXT, 4.3.7
        place = info.header_offset + 30 + sum(names) + random.randrange(info.compress_size)
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        refused(shop, path)


@ON_SQLITE
def test_one_with_any_bit_changed_is_refused_in_words_or_is_the_same(shop: Settings, tmp_path: Path) -> None:
    whole, path, random = (tmp_path / "backup.zip").read_bytes(), tmp_path / "changed.zip", Random(2)
    made = check(tmp_path / "backup.zip")
    for start in (0, len(whole) - 500) * 150:  # the list of parts at the end is read by others' code: try it more often
        place = random.randrange(start, len(whole))
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1 << random.randrange(8)]) + whole[place + 1 :])
        with suppress(ArchiveDamaged):
            assert check(path) == made


@ON_SQLITE
@pytest.mark.parametrize("change", ["missing", "more", "other"])
def test_one_whose_parts_are_not_those_of_its_manifest(shop: Settings, tmp_path: Path, change: str) -> None:
    path, name = tmp_path / "other.zip", "data/ledger-signing-key"
    with zipfile.ZipFile(tmp_path / "backup.zip") as source, zipfile.ZipFile(path, "w") as target:
        for info in source.infolist():
            if info.filename != name or change == "more":
                target.writestr(info.filename, source.read(info))
        if change != "missing":
            target.writestr(name if change == "other" else "data/heads/sandbox/more.json", b"0" * 32)
    refused(shop, path)


@ON_SQLITE
def test_a_file_that_is_none(shop: Settings, tmp_path: Path) -> None:
    (tmp_path / "none.zip").write_bytes(b"not a backup")
    refused(shop, tmp_path / "none.zip")
    with zipfile.ZipFile(tmp_path / "empty.zip", "w"):
        pass
    refused(shop, tmp_path / "empty.zip")
    refused(shop, tmp_path / "gone.zip")
