"""kill -9 amid a backup or a restore: what there is afterwards is whole, or does not look so, and a repeat works."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from creditshop.backup import back_up, check, restore
from creditshop.config import Settings
from tests.backup.dying import die, steps_of
from tests.backup.places import empty_place, files, open_shop, rows
from tests.conftest import Database
from tests.forks import start_server

KILLS = 5  # evenly over all steps, the last included
AMID = 266  # a step of a restore on PostgreSQL: to count them costs all migrations, and they only become more


@pytest.fixture(scope="module", autouse=True)
def _forks() -> Iterator[None]:
    start_server()
    yield


def fatal_steps(all_steps: int) -> list[int]:
    return [all_steps * number // KILLS for number in range(1, KILLS + 1)]


def test_amid_a_backup(db: Database, tmp_path: Path) -> None:
    shop, folder = open_shop(db), tmp_path / "backups"
    folder.mkdir()
    for step in fatal_steps(steps_of("backup", shop, folder / "counted.zip")):
        path = folder / f"{step}.zip"
        die("backup", shop, path, step=step)
        if not path.exists():
            back_up(shop, path)
        check(path)


def test_amid_a_restore(db: Database, tmp_path: Path) -> None:
    shop, path = open_shop(db), tmp_path / "backup.zip"
    back_up(shop, path)
    counted = empty_place(shop, tmp_path / "counted")
    for step in fatal_steps(steps_of("restore", counted, path)) if shop.is_sqlite else [AMID]:
        place = empty_place(shop, tmp_path / f"place-{step}")
        die("restore", place, path, step=step)
        if not is_there(place):
            restore(place, path)
        assert rows(place) == rows(shop)
        assert files(place).items() >= files(shop).items()


def is_there(place: Settings) -> bool:
    """Whether somebody who looks for the database finds one."""
    path = place.creditshop_data_dir / "creditshop.db"
    return path.exists() if place.is_sqlite else bool(rows(place))
