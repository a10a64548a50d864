"""What the doctor says of databases and disks, each a real one."""

from pathlib import Path

from sqlalchemy import text

from creditshop.config import Settings
from creditshop.database.identity import claim_account
from creditshop.doctor import State
from creditshop.doctor.storage_side import belonging, database, disk, places
from tests.conftest import Database
from tests.served import free_port

KEY = "sk_test_" + "ofatestaccount"


async def test_a_database_with_every_migration_is_well(db: Database) -> None:
    assert (await database(Settings())).state is State.OK
    db.transact(lambda session: session.execute(text("UPDATE alembic_version SET version_num = '0009'")))
    assert (await database(Settings())).state is State.PROBLEM


async def test_it_makes_no_database_where_a_backup_may_be_put_back(tmp_path: Path) -> None:
    line = await database(Settings(database_url=f"sqlite:///{tmp_path}/data/shop.db"))
    assert (line.state, [*tmp_path.iterdir()]) == (State.PROBLEM, [])


async def test_the_key_of_another_mode_or_account_is_told(db: Database) -> None:
    assert (await belonging(Settings(), None)).state is State.OK
    assert (await belonging(Settings(stripe_secret_key=KEY), "acct_1")).state is State.PROBLEM
    db.transact(claim_account, "acct_1", KEY)
    assert (await belonging(Settings(), "acct_1")).state is State.OK
    assert (await belonging(Settings(), "acct_2")).state is State.PROBLEM


async def test_a_disk_that_fills_up(tmp_path: Path) -> None:
    where = [tmp_path / "not" / "there" / "yet"]
    assert (await disk(where, least=0, little=0)).state is State.OK
    assert (await disk(where, least=0, little=1e9)).state is State.WARNING
    assert (await disk(where, least=1e9)).state is State.PROBLEM
    full = Path("/proc")  # never has any room
    assert (await disk([tmp_path, full], little=0)).state is State.PROBLEM


def test_the_disk_of_the_database_counts_where_the_shop_keeps_it_itself(tmp_path: Path) -> None:
    data, elsewhere = tmp_path / "data", tmp_path / "elsewhere"
    sqlite = Settings(creditshop_data_dir=data, database_url=f"sqlite:///{elsewhere}/shop.db")
    assert places(sqlite) == [data, elsewhere]
    server = f"postgresql://127.0.0.1:{free_port()}/shop"
    assert places(Settings(creditshop_data_dir=data, database_url=server)) == [data]
