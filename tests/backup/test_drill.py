"""The drill: a shop that is backed up at work, lost altogether and put back has all that was acknowledged before."""

import asyncio
import os
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random

import psycopg
import pytest
from sqlalchemy import make_url, select
from sqlmodel import Session

from creditshop.alerts import violations
from creditshop.backup import restore
from creditshop.catalog import seed_packages
from creditshop.config import settings
from creditshop.database import engine, new_id, read, transact, transactions
from creditshop.inbox import bind, dispatch
from creditshop.inbox.models import EVENTS
from creditshop.jobs import JobRun
from creditshop.ledger import post_one, witness
from creditshop.ledger.models import OPERATIONS
from creditshop.payments.events import Event
from tests.conftest import Database, sibling
from tests.crash.acts import ACTS, NOW, wire
from tests.ledger.acts import spend, wallet_with

ROOT = Path(__file__).resolve().parents[2]
AT_WORK = 4  # of each kind at the same moment


@pytest.fixture(autouse=True)
def _wired() -> AsyncIterator[None]:
    before = (dispatch._current.handlers, dispatch._current.awaited)
    wire()
    yield
    bind(*before)


class Acknowledged:
    """What callers have been told: ids of webhooks that were paid out, and keys of spends."""

    def __init__(self) -> None:
        self.events: set[str] = set()
        self.spends: set[str] = set()
        self.files = 0

    def now(self) -> tuple[frozenset[str], frozenset[str]]:
        return frozenset(self.events), frozenset(self.spends)


async def pay(told: Acknowledged) -> None:
    event: Event = await transact(ACTS["paid"].prepare, Random(len(told.events)))
    await transact(ACTS["paid"].do, event)
    told.events.add(event.id)


async def use(told: Acknowledged, wallet: str) -> None:
    key = new_id("key")
    await transact(post_one, spend(wallet, 1, key), now=NOW)
    told.spends.add(key)


async def sign(told: Acknowledged) -> None:
    told.files += 1
    run = JobRun(f"job_{told.files}", "sign", witness.KIND, {}, 1, 1, NOW)
    effect = await witness.sign_heads(run)
    if effect is not None:
        await transact(effect)


@asynccontextmanager
async def at_work() -> AsyncIterator[Acknowledged]:
    """Webhooks, spends and signatures without a pause while the block runs."""
    told, wallet, stop = Acknowledged(), await transact(wallet_with, 100_000), asyncio.Event()

    async def repeat(act, *args) -> None:
        while not stop.is_set():
            await act(told, *args)

    async with asyncio.TaskGroup() as group:
        group.create_task(repeat(sign))
        for _ in range(AT_WORK):
            group.create_task(repeat(pay))
            group.create_task(repeat(use, wallet))
        try:
            yield told
        finally:
            stop.set()


async def back_up(path: Path) -> None:
    """In a process of its own, as an administrator does it."""
    command = (sys.executable, "-m", "creditshop", "backup", str(path))
    process = await asyncio.create_subprocess_exec(*command, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert await process.wait() == 0


def lose_everything(url: str) -> None:
    """The database is gone, and the data folder."""
    transactions.shutdown()
    engine.dispose()
    shutil.rmtree(settings().creditshop_data_dir)
    if url.startswith("sqlite"):
        Path(make_url(url).database or "").unlink()
        return
    with psycopg.connect(sibling(url, "postgres"), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{make_url(url).database}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{make_url(url).database}"')


def kept(session: Session) -> tuple[set[str], set[str]]:
    """The ids of events that were paid out, and the keys of operations."""
    connection, paid_out = session.connection(), select(EVENTS.c.event_id).where(EVENTS.c.state == "done")
    return set(connection.scalars(paid_out)), set(connection.scalars(select(OPERATIONS.c.key)))


async def test_nothing_that_was_acknowledged_before_the_backup_is_missing(db: Database, tmp_path: Path) -> None:
    await transact(seed_packages)
    async with at_work() as told:
        while min(map(len, told.now())) < 20 or told.files < 2:
            await asyncio.sleep(0)
        events, spends = told.now()
        await back_up(tmp_path / "backup.zip")
        assert told.now() > (events, spends), "nobody worked meanwhile"
    await asyncio.to_thread(lose_everything, db.url)
    await asyncio.to_thread(restore, settings(), tmp_path / "backup.zip")
    assert [violation async for violation in violations()] == []
    found_events, found_keys = await read(kept)
    assert events <= found_events
    assert spends <= found_keys
    await pay(Acknowledged())
