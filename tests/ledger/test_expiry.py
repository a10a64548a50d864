"""The job that lets credits expire on wallets that nobody touches."""

from typing import Any

from sqlalchemy import event, text
from sqlmodel import Session

from creditshop.jobs import JobRun, Registry
from creditshop.ledger import Lot, balance, expire_due, expiry, register_jobs
from tests.conftest import Database
from tests.ledger.acts import DAY, NOW, parts, violations, wallet_with

SHORT, LONG = Lot(5, "promotion", expires_at=NOW), Lot(7, "promotion", expires_at=NOW + DAY)


def test_due_credits_expire_and_others_stay(db: Database) -> None:
    wallets = [db.transact(wallet_with, SHORT, LONG) for _ in range(3)]
    assert db.transact(expire_due, now=NOW) == 3
    assert [parts(db, wallet).available for wallet in wallets] == [7, 7, 7]
    assert db.transact(expire_due, now=NOW) == 0
    assert violations(db) == []


def test_it_goes_on_until_nothing_is_due(db: Database) -> None:
    for _ in range(3):
        db.transact(wallet_with, SHORT)
    assert [db.transact(expire_due, now=NOW, limit=2) for _ in range(3)] == [2, 1, 0]


async def test_the_job_hands_on_what_is_too_much_for_one(db: Database) -> None:
    wallets = [db.transact(wallet_with, SHORT) for _ in range(101)]
    effect = await expiry.expire(JobRun("job_1", "k", expiry.KIND, {}, 1, 1, NOW))

    def run(session: Session) -> int:
        effect(session)
        queued = session.connection().execute(text(f"SELECT count(*) FROM job WHERE kind = '{expiry.KIND}'"))
        return int(queued.scalar_one())

    assert db.transact(run) == 1
    assert sum(db.transact(balance, wallet).available for wallet in wallets) == 5
    assert db.transact(run) == 1


def test_several_due_grants_of_one_wallet_expire_together(db: Database) -> None:
    wallet = db.transact(wallet_with, SHORT, SHORT, LONG)
    assert [db.transact(expire_due, now=NOW, limit=1) for _ in range(2)] == [1, 0]
    assert parts(db, wallet).available == 7


def test_looking_for_what_is_due_reads_nothing_else(db: Database) -> None:
    def plan(session: Session) -> str:
        connection = session.connection()
        seen: list[tuple[str, Any]] = []
        event.listen(connection, "before_cursor_execute", lambda *call: seen.append(call[2:4]))
        connection.execute(expiry.due_grants(100, NOW))
        ((statement, parameters),) = seen
        on_sqlite = connection.dialect.name == "sqlite"
        if not on_sqlite:
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")  # so few rows are read faster in one go
        explain = "EXPLAIN QUERY PLAN" if on_sqlite else "EXPLAIN"
        return str(connection.exec_driver_sql(f"{explain} {statement}", parameters).all())

    assert "due_grants" in db.transact(plan)


def test_the_job_is_scheduled() -> None:
    registry = Registry()
    register_jobs(registry)
    assert expiry.KIND in registry.kinds
    assert expiry.KIND in registry.entries
