"""Files are whole or not there, outside the web root, and go when nobody needs them."""

import os
import time
from pathlib import Path

import pytest

from creditshop.config import settings
from creditshop.images import register_jobs, store
from creditshop.images.sweeping import sweep
from creditshop.jobs import JobRun, Registry
from tests.conftest import Database
from tests.images.shop import NOW, open_shop, picture

HOURS_AGO = time.time() - 7200
RUN = JobRun("job_1", "key", "images.sweep", {}, attempt=1, claim=1, now=NOW)


def folder() -> Path:
    return settings().creditshop_data_dir / "pictures"


def age(*paths: Path) -> None:
    for number, path in enumerate(paths):
        os.utime(path, (HOURS_AGO + number, HOURS_AGO + number))


def test_what_is_stored_is_read_again(clean_settings: pytest.MonkeyPatch) -> None:
    store.save_original("img_1", b"first")
    store.save_made("img_1", "d1", b"made")
    assert (store.original("img_1"), store.made("img_1", "d1"), store.made("img_1", "d2")) == (b"first", b"made", None)
    with pytest.raises(FileNotFoundError):
        store.original("img_2")


def test_only_the_shop_can_read_the_files(clean_settings: pytest.MonkeyPatch) -> None:
    store.save_original("img_1", b"first")
    assert [path.stat().st_mode & 0o077 for path in folder().glob("*/*")] == [0]


def test_a_write_that_fails_leaves_nothing(clean_settings: pytest.MonkeyPatch) -> None:
    store.save_original("img_1", b"first")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    clean_settings.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        store.save_original("img_1", b"second")
    assert store.original("img_1") == b"first"
    assert [path.name for path in folder().glob("*/*")] == ["original"]


def test_what_was_not_asked_for_the_longest_goes_first(clean_settings: pytest.MonkeyPatch) -> None:
    store.save_original("img_1", bytes(1000))
    for name in ("a", "b", "c"):
        store.save_made("img_1", name, bytes(100))
    age(*(folder() / "img_1" / name for name in ("a", "b", "c")))
    store.made("img_1", "a")
    store.trim(200)
    assert [store.made("img_1", name) is None for name in ("a", "b", "c")] == [False, True, False]
    assert store.original("img_1") == bytes(1000)


async def test_the_job_removes_files_without_a_picture_once_an_upload_had_its_time(db: Database) -> None:
    kept = picture(db, open_shop(db))
    for name in (kept.id, "img_deleted", "img_just_now"):
        store.save_original(name, b"file")
    secret = store.own_secret()
    age(folder() / kept.id, folder() / "img_deleted", folder() / "signing.key")
    await sweep(RUN)
    assert sorted(path.name for path in folder().iterdir()) == sorted([kept.id, "img_just_now", "signing.key"])
    assert store.own_secret() == secret


async def test_the_job_runs_every_hour_also_before_the_first_picture(db: Database) -> None:
    kinds = Registry()
    register_jobs(kinds)
    (entry,) = kinds.entries.values()
    assert entry.every.total_seconds() == 3600
    effect = await kinds.kinds[entry.kind].handler(RUN)
    assert effect is not None
    db.transact(effect)
