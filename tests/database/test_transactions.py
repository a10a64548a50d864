"""`transact` commits all or nothing, tells the outcome only after the commit, and groups waiting work on SQLite."""

import asyncio
import threading

import pytest
from sqlmodel import Session, text

from creditshop.config import Mode
from creditshop.database import announce, announcements, read, transact
from creditshop.database.identity import WrongDatabase, claim, claim_account, knows_key
from tests.conftest import Database


def create(session: Session) -> None:
    session.connection().execute(text("CREATE TABLE note (n INTEGER PRIMARY KEY)"))


def insert(session: Session, n: int) -> int:
    session.connection().execute(text("INSERT INTO note (n) VALUES (:n)"), {"n": n})
    announce(session, f"owner-{n}")
    return n


def count(session: Session) -> int:
    return int(session.connection().execute(text("SELECT count(*) FROM note")).scalar_one())


async def test_work_that_waits_together_fails_alone(db: Database) -> None:
    await transact(create)
    outcomes = await asyncio.gather(*(transact(insert, n % 40) for n in range(50)), return_exceptions=True)
    assert sum(isinstance(outcome, int) for outcome in outcomes) == 40
    assert await read(count) == 40


@pytest.mark.parametrize("db", ["postgresql"], indirect=True)
async def test_work_that_runs_into_a_deadlock_runs_again(db: Database) -> None:
    await transact(create)
    for n in (1, 2):
        await transact(insert, n)
    both_hold_one = threading.Barrier(2)
    tries: list[int] = []

    def lock(session: Session, first: int, second: int) -> int:
        hold = text("UPDATE note SET n = n WHERE n = :n")
        session.connection().execute(hold, {"n": first})
        tries.append(first)
        if len(tries) <= 2:
            both_hold_one.wait(timeout=10)
        session.connection().execute(hold, {"n": second})
        return first

    assert await asyncio.gather(transact(lock, 1, 2), transact(lock, 2, 1)) == [1, 2]
    assert len(tries) > 2


async def test_listeners_hear_of_committed_changes_only(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []
    monkeypatch.setattr(announcements, "_listeners", [heard.extend])
    await transact(create)
    await asyncio.gather(*(transact(insert, n) for n in (1, 2, 2)), return_exceptions=True)
    assert sorted(heard) == ["owner-1", "owner-2"]


async def test_a_row_is_not_a_value(db: Database) -> None:
    from creditshop.database.identity import ShopIdentity

    with pytest.raises(TypeError):
        await transact(lambda session: session.get_one(ShopIdentity, 1))


async def test_read_cannot_write(db: Database) -> None:
    await transact(create)
    with pytest.raises(Exception, match="read"):
        await read(insert, 1)


def test_a_database_of_another_mode_or_account_is_refused(db: Database) -> None:
    db.transact(claim, Mode.SANDBOX)
    with pytest.raises(WrongDatabase, match="sandbox"):
        db.transact(claim, Mode.LIVE)
    db.transact(claim_account, "acct_1", "sk_test_one")
    assert db.transact(knows_key, "sk_test_one")
    assert not db.transact(knows_key, "sk_test_two")
    db.transact(claim_account, "acct_1", "sk_test_two")
    with pytest.raises(WrongDatabase, match="acct_1"):
        db.transact(claim_account, "acct_2", "sk_test_three")
    assert db.transact(knows_key, "sk_test_two")
