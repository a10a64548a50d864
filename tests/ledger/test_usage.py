"""What was used by day and feature, told to whoever listens, and explained afterwards."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

import pytest
from sqlmodel import Session

from creditshop.ledger import (
    DayUse,
    Happened,
    IdempotencyConflict,
    Lot,
    Posted,
    balance_at,
    daily_use,
    explain,
    grants_at,
    listen,
    post,
)
from creditshop.ledger.listening import _listeners
from tests.conftest import Database
from tests.ledger.acts import (
    DAY,
    NOW,
    capture,
    do,
    grant,
    hold_id,
    open_hold,
    parts,
    release,
    spend,
    use,
    violations,
    wallet_with,
)

TODAY = NOW.date()


@pytest.fixture
def heard() -> Iterator[list[tuple[str, str]]]:
    """Kind and owner of everything that the ledger tells while the test runs."""
    said: list[tuple[str, str]] = []

    def hear(_session: Session, happened: Sequence[Happened], _now: datetime) -> None:
        said.extend((one.operation.kind, one.owner_id) for one in happened)

    listen(hear)
    yield said
    _listeners.remove(hear)


def days(db: Database, wallet: str) -> tuple[DayUse, ...]:
    """The use of a month around."""
    return db.transact(daily_use, wallet, since=date(2026, 2, 15), until=date(2026, 3, 15))


def test_use_adds_up_by_day_and_feature(db: Database) -> None:
    wallet = db.transact(wallet_with, 60, 40)
    do(db, use(wallet, 3, "image.resize", 3), use(wallet, 2, "image.resize", 2), spend(wallet, 60))
    do(db, use(wallet, 1, "image.resize"), now=NOW + DAY)
    assert days(db, wallet) == (
        DayUse(TODAY, "", 60, 1),
        DayUse(TODAY, "image.resize", 5, 2),
        DayUse(TODAY + DAY, "image.resize", 1, 1),
    )
    assert violations(db) == []


def test_a_hold_counts_as_use_when_it_is_captured(db: Database) -> None:
    wallet = db.transact(wallet_with, 100)
    first, second = do(db, open_hold(wallet, 10), open_hold(wallet, 10))
    assert days(db, wallet) == ()
    do(db, capture(wallet, hold_id(first), 4), release(wallet, hold_id(second)), now=NOW)
    assert days(db, wallet) == (DayUse(TODAY, "", 4, 1),)


def test_a_replay_is_not_used_twice(db: Database) -> None:
    wallet = db.transact(wallet_with, 100)
    ask = use(wallet, 5, "image.resize")
    do(db, ask, ask)
    do(db, ask)
    assert days(db, wallet) == (DayUse(TODAY, "image.resize", 5, 1),)


def test_the_same_use_is_the_same_operation_whatever_it_costs_by_now(db: Database) -> None:
    wallet = db.transact(wallet_with, 100)
    (first,) = do(db, use(wallet, 5, "image.resize", 2, key="one"))
    (again,) = do(db, use(wallet, 9, "image.resize", 2, key="one"))
    (other,) = do(db, use(wallet, 5, "image.resize", 3, key="one"))
    assert again == first
    assert isinstance(other, IdempotencyConflict)
    assert parts(db, wallet).available == 95


def test_listeners_hear_of_what_took_effect_and_of_nothing_else(db: Database, heard: list[tuple[str, str]]) -> None:
    wallet = db.transact(wallet_with)
    bought, used = grant(wallet, 10), spend(wallet, 4)
    do(db, bought, used, used, spend(wallet, 100))
    do(db, used)
    assert [kind for kind, _ in heard] == ["grant", "spend"]
    assert len({owner for _, owner in heard}) == 1


def test_what_a_listener_raises_undoes_the_batch(db: Database) -> None:
    wallet = db.transact(wallet_with, 10)

    def fail(_session: Session, _happened: Sequence[Happened], _now: datetime) -> None:
        raise ValueError("no")

    listen(fail)
    try:
        with pytest.raises(ValueError, match="no"):
            db.transact(post, [spend(wallet, 4)], now=NOW)
    finally:
        _listeners.remove(fail)
    assert parts(db, wallet).available == 10


def test_an_operation_is_explained_by_its_movements_and_their_grants(db: Database) -> None:
    wallet, other = db.transact(wallet_with, Lot(5, "bonus"), Lot(10, "purchase", 10, "eur")), db.transact(wallet_with)
    (outcome,) = do(db, use(wallet, 8, "image.resize", 8))
    assert isinstance(outcome, Posted)
    told = db.transact(explain, wallet, str(outcome.operation_id))
    assert told is not None
    assert (told.kind, told.at) == ("spend", NOW)
    assert [(moved.amount, moved.feature) for moved in told.movements] == [(5, "image.resize"), (3, "image.resize")]
    assert [(view.cause, view.remaining) for view in told.grants] == [("bonus", 0), ("purchase", 7)]
    assert {moved.grant_id for moved in told.movements} == {view.id for view in told.grants}
    assert db.transact(explain, other, str(outcome.operation_id)) is None
    assert db.transact(explain, wallet, "op_unknown") is None


def test_what_was_left_of_each_grant_at_a_moment(db: Database) -> None:
    wallet = db.transact(wallet_with, 10)
    do(db, open_hold(wallet, 4, lasts=9 * DAY), now=NOW + DAY)
    do(db, spend(wallet, 6), now=NOW + 2 * DAY)
    seen = [db.transact(grants_at, wallet, NOW + days * DAY) for days in (-1, 0, 1, 2)]
    assert [[(grant.remaining, grant.held) for grant in then] for then in seen] == [[], [(10, 0)], [(6, 4)], [(0, 4)]]


def test_parts_and_grants_of_a_moment_are_of_one_entry(db: Database) -> None:
    """Two processes spend at once: the later by the clock comes first into the books."""
    wallet = db.transact(wallet_with, 10)
    do(db, spend(wallet, 3), now=NOW + 2 * DAY)
    do(db, spend(wallet, 5), now=NOW + DAY)
    for moment in (NOW, NOW + DAY, NOW + 2 * DAY):
        then = db.transact(grants_at, wallet, moment)
        assert sum(grant.remaining for grant in then) == db.transact(balance_at, wallet, moment).available
