"""Posting batches: one outcome each, one effect a key, whatever happens at the same time."""

import asyncio
import random
from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlmodel import Session

from creditshop.database import announcements, transact
from creditshop.ledger import (
    AmountInvalid,
    IdempotencyConflict,
    InsufficientCredits,
    Lot,
    Operation,
    Posted,
    post,
    post_one,
    wallet_of,
)
from creditshop.ledger.errors import LedgerError
from tests.conftest import Database
from tests.ledger.acts import DAY, NOW, do, expire, grant, parts, revoke, spend, violations, wallet_with


def count(session: Session, table: str) -> int:
    """Rows of a table."""
    return int(session.connection().execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


def test_the_outcomes_come_in_the_order_asked(db: Database) -> None:
    wallet, other = db.transact(wallet_with), db.transact(wallet_with)
    outcomes = do(db, spend(wallet, 5), grant(wallet, 10), spend(wallet, 7), grant(other, 1), spend(wallet, 7))
    assert [type(outcome) for outcome in outcomes] == [InsufficientCredits, Posted, Posted, Posted, InsufficientCredits]
    assert (parts(db, wallet).available, parts(db, other).available) == (3, 1)


def test_an_empty_batch_does_nothing(db: Database) -> None:
    assert do(db) == []


@pytest.mark.parametrize("make", [grant, spend, revoke])
def test_the_same_key_again_gives_the_stored_outcome(db: Database, make: object) -> None:
    wallet = db.transact(wallet_with, 100)
    operation = make(wallet, 40, key="once")  # type: ignore[operator]
    (first,) = do(db, operation)
    do(db, spend(wallet, 1))
    (again,) = do(db, operation, now=NOW + DAY)
    assert again == first
    assert isinstance(first, Posted)
    assert isinstance(again, Posted)
    assert (first.replayed, again.replayed) == (False, True)


def test_expiring_again_with_the_same_key_gives_the_stored_outcome(db: Database) -> None:
    wallet = db.transact(wallet_with, Lot(5, "promotion", expires_at=NOW))
    (first,) = do(db, expire(wallet, key="once"))
    assert do(db, expire(wallet, key="once")) == [first]


def test_who_asked_makes_no_difference_to_the_key(db: Database) -> None:
    operation = grant(db.transact(wallet_with), 40, key="once")
    (first,) = do(db, operation)
    assert do(db, replace(operation, actor="usr_other")) == [first]


def test_other_parameters_under_the_same_key_conflict(db: Database) -> None:
    wallet, other = db.transact(wallet_with, 100), db.transact(wallet_with, 100)
    lot = Lot(5, "bonus", expires_at=NOW + DAY)
    do(db, grant(wallet, lot, key="g", reference="r"), spend(wallet, 5, key="s"), revoke(wallet, 5, "pur_1", key="r"))
    conflicting: list[Operation] = [
        grant(wallet, replace(lot, credits=6), key="g", reference="r"),
        grant(wallet, replace(lot, expires_at=None), key="g", reference="r"),
        grant(wallet, lot, lot, key="g", reference="r"),
        grant(wallet, lot, key="g", reference="another"),
        spend(wallet, 6, key="s"),
        spend(other, 5, key="s"),
        revoke(wallet, 5, "pur_1", key="s"),
        replace(revoke(wallet, 5, "pur_1", key="r"), cause="dispute"),
        expire(wallet, key="s"),
    ]
    for outcome in do(db, *conflicting):
        assert isinstance(outcome, IdempotencyConflict)
    assert parts(db, other).available == 100


def test_the_same_key_in_another_scope_is_another_key(db: Database) -> None:
    wallet = db.transact(wallet_with, 100)
    outcomes = do(db, spend(wallet, 5, key="k"), replace(spend(wallet, 5, key="k"), scope="app_1"))
    assert all(isinstance(outcome, Posted) for outcome in outcomes)
    assert parts(db, wallet).available == 90


def test_a_key_twice_in_one_batch_acts_once(db: Database) -> None:
    wallet = db.transact(wallet_with, 100)
    first, again, other = do(db, spend(wallet, 5, key="k"), spend(wallet, 5, key="k"), spend(wallet, 6, key="k"))
    assert first == again
    assert isinstance(other, IdempotencyConflict)
    assert parts(db, wallet).available == 95


def test_a_refused_key_may_succeed_later(db: Database) -> None:
    wallet = db.transact(wallet_with)
    (refusal,) = do(db, spend(wallet, 5, key="k"))
    assert isinstance(refusal, InsufficientCredits)
    assert db.transact(count, "operation") == 0
    (outcome,) = do(db, grant(wallet, 5), spend(wallet, 5, key="k"))[1:]
    assert isinstance(outcome, Posted)


def test_a_wrong_amount_leaves_the_key_to_a_right_one(db: Database) -> None:
    wallet = db.transact(wallet_with, 10)
    wrong, right = do(db, spend(wallet, 0, key="k"), spend(wallet, 5, key="k"))
    assert isinstance(wrong, AmountInvalid)
    assert isinstance(right, Posted)


def test_a_transaction_that_fails_later_takes_the_posting_with_it(db: Database) -> None:
    wallet = db.transact(wallet_with, 10)

    def spend_and_fail(session: Session) -> None:
        post_one(session, spend(wallet, 5, key="k"), now=NOW)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        db.transact(spend_and_fail)
    assert parts(db, wallet).available == 10
    (outcome,) = do(db, spend(wallet, 5, key="k"))
    assert isinstance(outcome, Posted)
    assert not outcome.replayed


def test_two_postings_in_one_transaction_see_each_other(db: Database) -> None:
    wallet = db.transact(wallet_with, 10)

    def twice(session: Session) -> Posted:
        post_one(session, spend(wallet, 4, key="a"), now=NOW)
        assert post_one(session, spend(wallet, 4, key="a"), now=NOW).replayed
        return post_one(session, spend(wallet, 4, key="b"), now=NOW)

    assert db.transact(twice).parts.available == 2
    assert violations(db) == []


def test_the_owners_of_changed_wallets_are_announced(db: Database) -> None:
    wallet, other = db.transact(wallet_with, 10), db.transact(wallet_with)

    def announced(session: Session) -> frozenset[str]:
        post(session, [spend(wallet, 5), spend(other, 5)], now=NOW)
        return announcements.collected(session).owners

    owners = db.transact(announced)
    assert [db.transact(wallet_of, owner) for owner in owners] == [wallet]


async def attempt(operation: Operation) -> Posted | LedgerError:
    """Post at an edge, as routes do."""
    try:
        return await transact(post_one, operation, now=NOW)
    except LedgerError as refusal:
        return refusal


async def test_of_100_spends_of_a_tenth_at_once_exactly_10_succeed(db: Database) -> None:
    wallet = db.transact(wallet_with, 1000)
    outcomes = await asyncio.gather(*(attempt(spend(wallet, 100)) for _ in range(100)))
    assert [type(outcome) for outcome in outcomes].count(Posted) == 10
    assert parts(db, wallet).available == 0
    assert violations(db) == []


async def test_one_key_100_times_at_once_has_one_effect_and_one_answer(db: Database) -> None:
    wallet = db.transact(wallet_with, 1000)
    outcomes = await asyncio.gather(*(attempt(spend(wallet, 7, key="k")) for _ in range(100)))
    assert all(outcome == outcomes[0] for outcome in outcomes)
    assert [isinstance(outcome, Posted) and outcome.replayed for outcome in outcomes].count(False) == 1
    assert parts(db, wallet).available == 993


async def test_one_key_for_two_wallets_at_once_serves_one(db: Database) -> None:
    wallets = [db.transact(wallet_with, 100) for _ in range(8)]
    outcomes = await asyncio.gather(*(attempt(spend(wallet, 7, key="k")) for wallet in wallets))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["IdempotencyConflict"] * 7 + ["Posted"]
    assert sorted(parts(db, wallet).available for wallet in wallets) == [93] + [100] * 7


async def test_a_refused_key_waited_for_by_another_is_free_for_it(db: Database) -> None:
    poor, rich = db.transact(wallet_with), db.transact(wallet_with, 1000)
    asked = [spend(wallet, 1, key="k") for wallet in (poor, rich) * 20]
    outcomes = await asyncio.gather(*(attempt(operation) for operation in asked))
    assert {type(outcome).__name__ for outcome in outcomes[1::2]} == {"Posted"}
    assert parts(db, rich).available == 999


async def test_batches_over_the_same_wallets_in_any_order_never_deadlock(db: Database) -> None:
    wallets = [db.transact(wallet_with, 10_000) for _ in range(8)]
    shuffle = random.Random(7).sample

    def batch(number: int) -> list[Operation]:
        order = [spend(wallet, 1, key=f"{number % 20}-{wallet}") for wallet in wallets]
        return shuffle(order, len(order))

    await asyncio.gather(*(transact(post, batch(number), now=NOW) for number in range(60)))
    assert [parts(db, wallet).available for wallet in wallets] == [10_000 - 20] * 8
    assert violations(db) == []
    if db.engine.dialect.name == "postgresql":
        assert db.transact(deadlocks) == 0


def deadlocks(session: Session) -> int:
    """How many PostgreSQL has had to break in this database: it reruns them, so only this count tells."""
    session.connection().execute(text("SELECT pg_stat_force_next_flush()"))
    counted = text("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
    return int(session.connection().execute(counted).scalar_one())
