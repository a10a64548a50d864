"""The check of the books: what is broken is told of, and its wallet can spend nothing until somebody has looked."""

from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlmodel import Session

from creditshop import alerts
from creditshop.alerts import RuleName, books, violations
from creditshop.audit import Search, entries
from creditshop.database import transact
from creditshop.jobs import JobRun, Registry
from creditshop.jobs.models import JOBS
from creditshop.ledger import WalletSuspended, balance, suspend
from creditshop.ledger.models import WALLETS
from tests.alerts.conftest import Watched
from tests.conftest import Database
from tests.ledger.acts import do, spend, wallet_with


async def check(watched: Watched, **args: str) -> None:
    """One part of the check, at the shop's time."""
    kinds = Registry()
    alerts.register_jobs(kinds)
    effect = await kinds.kinds[books.KIND].handler(JobRun("job_1", "check", books.KIND, args, 1, 1, watched.now))
    assert effect
    await transact(effect)


def falsify(db: Database, wallet_id: str, by: int) -> None:
    """Somebody has written to the database."""

    def write(session: Session) -> None:
        changed = update(WALLETS).where(WALLETS.c.id == wallet_id).values(available=WALLETS.c.available + by)
        session.connection().execute(changed)

    db.transact(write)


async def test_a_broken_wallet_is_suspended_and_told_of(watched: Watched) -> None:
    sound, broken = watched.db.transact(wallet_with, 10), watched.db.transact(wallet_with, 10)
    await check(watched)
    assert await watched.watch() == ()
    falsify(watched.db, broken, by=5)
    await check(watched)
    (alert,) = await watched.watch()
    assert alert.rule is RuleName.VIOLATIONS
    assert {kind for kind, _ in alert.causes} == {"customer"}
    assert isinstance(do(watched.db, spend(broken, 1))[0], WalletSuspended)
    assert not isinstance(do(watched.db, spend(sound, 1))[0], Exception)
    (noted, *_) = watched.db.transact(entries, Search(action="customer.suspend"), limit=5).entries
    assert (noted.actor_email, "15" in noted.reason) == ("shop", True)


async def test_who_has_looked_is_not_overruled_and_what_is_mended_is_gone(watched: Watched) -> None:
    broken = watched.db.transact(wallet_with, 10)
    falsify(watched.db, broken, by=5)
    await check(watched)
    watched.db.transact(suspend, broken, suspended=False)
    watched.now += timedelta(hours=6)
    await check(watched)
    assert not watched.db.transact(balance, broken).suspended
    assert len(await watched.watch()) == 1
    falsify(watched.db, broken, by=-5)
    watched.now += timedelta(hours=6)
    await check(watched)
    await watched.watch(minutes=20, each=True)
    assert watched.open == ()
    falsify(watched.db, broken, by=1)
    watched.now += timedelta(hours=6)
    await check(watched)
    assert watched.db.transact(balance, broken).suspended
    assert len(await watched.watch()) == 1


async def test_many_wallets_are_checked_in_parts(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    wallets = sorted(watched.db.transact(wallet_with, 10) for _ in range(3))
    falsify(watched.db, wallets[-1], by=1)
    monkeypatch.setattr(books, "_PAGES", 1)
    monkeypatch.setattr(books.ledger, "verify", lambda session, after: _verify(session, after=after, limit=1))
    await check(watched)
    parts = 1
    while waiting := watched.db.transact(_next_part):
        await check(watched, **waiting)
        parts += 1
    assert parts == 4
    assert watched.db.transact(balance, wallets[-1]).suspended


async def test_it_finds_what_the_command_line_finds(watched: Watched) -> None:
    falsify(watched.db, watched.db.transact(wallet_with, 10), by=1)
    found = [violation async for violation in violations()]
    assert found
    await check(watched)
    (alert,) = await watched.watch()
    assert alert.value <= len(found)


_verify = books.ledger.verify


def _next_part(session: Session) -> dict[str, str]:
    """What the next part is to check; it counts as done."""
    row = session.connection().execute(JOBS.select().where(JOBS.c.kind == books.KIND)).mappings().first()
    session.connection().execute(JOBS.delete().where(JOBS.c.kind == books.KIND))
    return dict(row["args"]) if row else {}
