"""Migrations of a shop at work on PostgreSQL: one host at a time, and nobody waits long behind them."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import make_url

from creditshop.database import migrations
from creditshop.database.migrations import MigrationBlocked, alembic_config, upgrade
from tests.conftest import Database
from tests.ledger.acts import do, parts, spend, violations, wallet_with
from tests.waiting import until

SCRIPTS = ScriptDirectory(str(migrations.ROOT / "alembic"))
ON_POSTGRESQL = pytest.mark.parametrize("db", ["postgresql"], indirect=True)
NEXT = """
from alembic import op

revision, down_revision = "9999", {head!r}


def upgrade():
    op.execute("ALTER TABLE credit_transaction ADD COLUMN more integer")
    op.execute("ALTER TABLE wallet ADD COLUMN more integer")
"""

CONCURRENTLY = """
from alembic import op

revision, down_revision = "9999", {head!r}


def upgrade():
    with op.get_context().autocommit_block():
        op.create_index("more", "wallet", ["created_at"], postgresql_concurrently=True)
"""


@pytest.fixture
def url(db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database that lacks the next version's migration, which locks tables the other way round than a spend does."""

    def with_next(url: str) -> Config:
        config = alembic_config(url)
        config.set_main_option("version_locations", f"{SCRIPTS.versions} {tmp_path}")
        config.set_main_option("path_separator", "space")
        return config

    write(tmp_path, NEXT)
    monkeypatch.setattr(migrations, "alembic_config", with_next)
    monkeypatch.setattr(migrations, "_PAUSE", 0.01)
    return db.url


def write(folder: Path, migration: str) -> None:
    """Make this the next migration."""
    (folder / "next.py").write_text(migration.format(head=SCRIPTS.get_current_head()))


def columns(url: str) -> set[str]:
    """Of the table of wallets."""
    with psycopg.connect(url) as connection:
        rows = connection.execute("SELECT column_name FROM information_schema.columns WHERE table_name = 'wallet'")
        return {row[0] for row in rows}


@contextmanager
def meanwhile(act: Callable[[], object]) -> Iterator[None]:
    """Two threads that repeat this while the block runs; what any of them raised is raised."""
    over = threading.Event()

    def repeat() -> None:
        while not over.is_set():
            act()

    with ThreadPoolExecutor(2) as pool:
        repeating = [pool.submit(repeat) for _ in range(2)]
        try:
            yield
        finally:
            over.set()
    for thread in repeating:
        thread.result()


@ON_POSTGRESQL
def test_who_spends_and_reads_meanwhile_notices_nothing(db: Database, url: str) -> None:
    wallet = db.transact(wallet_with, 100_000)

    def use() -> None:
        do(db, spend(wallet, 1))
        parts(db, wallet)

    with meanwhile(use):
        upgrade(url)
    assert "more" in columns(url)
    assert violations(db) == []


@ON_POSTGRESQL
def test_a_lock_that_somebody_holds_is_waited_for_in_short_turns(
    db: Database, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrations, "LOCK_TIMEOUT", "50ms")
    monkeypatch.setattr(migrations, "_TRIES", 1000)
    with psycopg.connect(url) as holder, ThreadPoolExecutor(1) as pool:
        holder.execute("SELECT count(*) FROM wallet")
        migrating = pool.submit(upgrade, url)
        until(lambda: is_waiting(url, "relation"), what="the migration to wait")
        with psycopg.connect(url) as reader:
            reader.execute("SET lock_timeout = '5s'")
            reader.execute("SELECT count(*) FROM wallet")
        holder.rollback()
        migrating.result()
    assert "more" in columns(url)


@ON_POSTGRESQL
def test_a_lock_that_is_never_let_go_ends_in_words_and_changes_nothing(
    db: Database, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrations, "LOCK_TIMEOUT", "50ms")
    monkeypatch.setattr(migrations, "_TRIES", 2)
    with psycopg.connect(url) as holder:
        holder.execute("SELECT count(*) FROM wallet")
        with pytest.raises(MigrationBlocked, match="nothing was changed"):
            upgrade(url)
    assert "more" not in columns(url)


@ON_POSTGRESQL
def test_two_hosts_that_migrate_at_once_do_it_one_after_the_other(db: Database, url: str) -> None:
    with psycopg.connect(url) as other, ThreadPoolExecutor(1) as pool:
        other.execute("SELECT pg_advisory_lock(%s)", (migrations.ONE_AT_A_TIME,))
        migrating = pool.submit(upgrade, url)
        until(lambda: is_waiting(url, "advisory"), what="this host to wait for its turn")
        assert "more" not in columns(url)
        other.execute("ALTER TABLE credit_transaction ADD COLUMN more integer")
        other.execute("ALTER TABLE wallet ADD COLUMN more integer")
        other.execute("UPDATE alembic_version SET version_num = '9999'")
        other.commit()
        other.execute("SELECT pg_advisory_unlock_all()")
        migrating.result()
    assert "more" in columns(url)


@ON_POSTGRESQL
def test_an_index_can_be_made_without_stopping_anybody(db: Database, url: str, tmp_path: Path) -> None:
    write(tmp_path, CONCURRENTLY)
    with psycopg.connect(url) as writer:
        writer.execute("UPDATE shop_identity SET mode = mode")
        upgrade(url)
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT indisvalid FROM pg_index WHERE indexrelid = 'more'::regclass").fetchone()[0]


def is_waiting(url: str, for_what: str) -> bool:
    """Whether anybody waits for a lock of this kind in the database."""
    with psycopg.connect(url) as connection:
        query = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND wait_event = %s"
        return bool(connection.execute(query, (make_url(url).database, for_what)).fetchone()[0])


def test_revisions_are_in_order_as_text() -> None:
    names = [script.revision for script in SCRIPTS.walk_revisions()]
    assert names == sorted(names, reverse=True)
    assert all(len(name) == 4 and name.isdecimal() for name in names)
