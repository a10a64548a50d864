"""Holds: credits reserved for work in progress come to a good end, whatever becomes of the work."""

from datetime import timedelta

import pytest

from creditshop.ledger import (
    CaptureExceedsHold,
    HoldExpired,
    HoldNotFound,
    HoldNotOpen,
    IdempotencyConflict,
    InsufficientCredits,
    LedgerError,
    Lot,
    Operation,
    Outcome,
    Parts,
    Posted,
    WalletSuspended,
    find_hold,
    grants_in_use,
    grants_of,
    holds,
    open_holds,
    suspend,
)
from creditshop.ledger.expiry import expire_due
from creditshop.ledger.opening import open_books
from tests.conftest import Database
from tests.ledger.acts import (
    DAY,
    NOW,
    capture,
    do,
    expire,
    grant,
    hold_id,
    open_hold,
    parts,
    release,
    revoke,
    spend,
    violations,
    wallet_with,
)
from tests.plans import plan

HOUR = timedelta(hours=1)


def opened(db: Database, wallet: str, amount: int, lasts: timedelta = HOUR) -> str:
    """A new hold."""
    (outcome,) = do(db, open_hold(wallet, amount, lasts=lasts))
    return hold_id(outcome)


def refused(outcome: Outcome, kind: type[LedgerError]) -> bool:
    """Whether the operation was refused, and for this reason."""
    return isinstance(outcome, kind)


def test_held_credits_cannot_be_spent(db: Database) -> None:
    wallet = db.transact(wallet_with, 100)
    opened(db, wallet, 60)
    assert parts(db, wallet) == Parts(40, 60, 0, 0)
    (outcome,) = do(db, spend(wallet, 41))
    assert isinstance(outcome, InsufficientCredits)
    assert (outcome.required, outcome.available, outcome.held) == (41, 40, 60)


def test_a_capture_for_less_releases_the_rest(db: Database) -> None:
    wallet = db.transact(wallet_with, 100)
    hold = opened(db, wallet, 60)
    (outcome,) = do(db, capture(wallet, hold, 45))
    assert isinstance(outcome, Posted)
    assert (outcome.total("held", "spent"), outcome.total("held", "available")) == (45, 15)
    assert parts(db, wallet) == Parts(55, 0, 0, 0)
    found = db.transact(find_hold, hold, now=NOW)
    assert (found.state, found.captured, found.closed_at) == ("captured", 45, NOW)


def test_a_capture_takes_from_the_grants_that_were_reserved_in_burn_order(db: Database) -> None:
    wallet = db.transact(wallet_with, Lot(10, "promotion"), Lot(10, "purchase", 10, "eur"))
    hold = opened(db, wallet, 15)
    do(db, grant(wallet, Lot(50, "promotion", priority=1), reference="pur_2"), capture(wallet, hold, 12))
    left = {view.cause: (view.remaining, view.held) for view in db.transact(grants_of, ["pur_1"])}
    assert left == {"promotion": (0, 0), "purchase": (8, 0)}
    assert violations(db) == []


def test_released_credits_can_be_spent_again(db: Database) -> None:
    wallet = db.transact(wallet_with, 100)
    do(db, release(wallet, opened(db, wallet, 100)), spend(wallet, 100))
    assert parts(db, wallet) == Parts(0, 0, 0, 0)


def test_a_closed_hold_stays_closed(db: Database) -> None:
    wallet = db.transact(wallet_with, 100)
    used, given_back = opened(db, wallet, 10), opened(db, wallet, 10)
    do(db, capture(wallet, used), release(wallet, given_back))
    for again in (capture(wallet, used), release(wallet, used), capture(wallet, given_back)):
        assert refused(do(db, again)[0], HoldNotOpen)
    assert parts(db, wallet) == Parts(90, 0, 0, 0)


def test_more_than_is_held_is_not_captured(db: Database) -> None:
    wallet = db.transact(wallet_with, 100)
    hold = opened(db, wallet, 10)
    (outcome,) = do(db, capture(wallet, hold, 11))
    assert isinstance(outcome, CaptureExceedsHold)
    assert (outcome.held, outcome.wanted) == (10, 11)
    assert parts(db, wallet).held == 10


def test_another_wallet_s_hold_looks_like_a_missing_one(db: Database) -> None:
    wallet, other = db.transact(wallet_with, 100), db.transact(wallet_with, 100)
    hold = opened(db, wallet, 10)
    for act in (capture(other, hold), release(other, hold), release(wallet, "hld_unknown")):
        assert refused(do(db, act)[0], HoldNotFound)


def test_a_suspended_wallet_holds_nothing_new_but_ends_what_it_holds(db: Database) -> None:
    wallet = db.transact(wallet_with, 100)
    hold = opened(db, wallet, 10)
    db.transact(suspend, wallet)
    assert refused(do(db, open_hold(wallet, 1))[0], WalletSuspended)
    assert isinstance(do(db, capture(wallet, hold))[0], Posted)


@pytest.mark.parametrize("act", [capture, release])
def test_a_hold_whose_time_is_over_is_neither_captured_nor_released(db: Database, act: object) -> None:
    wallet = db.transact(wallet_with, 100)
    hold = opened(db, wallet, 10)
    late = act(wallet, hold)  # type: ignore[operator]
    assert refused(do(db, late, now=NOW + HOUR)[0], HoldExpired)
    assert parts(db, wallet).held == 10, "a refusal leaves no trace"
    assert db.transact(find_hold, hold, now=NOW + HOUR).state == "expired"
    do(db, expire(wallet), now=NOW + HOUR)
    assert refused(do(db, late, now=NOW + HOUR)[0], HoldExpired)


def test_credits_of_a_hold_whose_time_is_over_can_be_spent_at_once(db: Database) -> None:
    wallet = db.transact(wallet_with, 100)
    hold = opened(db, wallet, 100)
    (outcome,) = do(db, spend(wallet, 100), now=NOW + HOUR)
    assert isinstance(outcome, Posted)
    assert [(moved.cause, moved.reference) for moved in outcome.moved] == [("expiry", hold), ("spend", "job_1")]
    assert violations(db) == []


def test_the_job_ends_holds_whose_time_is_over(db: Database) -> None:
    wallet = db.transact(wallet_with, 100)
    opened(db, wallet, 40)
    assert db.transact(expire_due, now=NOW + HOUR - timedelta(microseconds=1)) == 0
    assert db.transact(expire_due, now=NOW + HOUR) == 1
    assert parts(db, wallet) == Parts(100, 0, 0, 0)


def test_held_credits_survive_their_grant_and_expire_once_released(db: Database) -> None:
    wallet = db.transact(wallet_with, Lot(100, "promotion", expires_at=NOW + DAY))
    used, given_back = opened(db, wallet, 30, 3 * DAY), opened(db, wallet, 30, 3 * DAY)
    do(db, expire(wallet), now=NOW + DAY)
    assert parts(db, wallet) == Parts(0, 60, 0, 0)
    (kept, lost) = do(db, capture(wallet, used, 20), release(wallet, given_back), now=NOW + 2 * DAY)
    assert isinstance(kept, Posted)
    assert isinstance(lost, Posted)
    assert (kept.total("held", "spent"), kept.total("available", "expired")) == (20, 10)
    assert parts(db, wallet) == Parts(0, 0, 0, 0)
    assert violations(db) == []


def test_a_release_pays_debt_first(db: Database) -> None:
    wallet = db.transact(wallet_with, 100)
    hold = opened(db, wallet, 100)
    do(db, revoke(wallet, 30))
    assert parts(db, wallet) == Parts(0, 100, 0, 30)
    do(db, release(wallet, hold))
    assert parts(db, wallet) == Parts(70, 0, 0, 0)
    assert violations(db) == []


def test_the_same_key_gives_the_same_hold_whatever_became_of_it(db: Database) -> None:
    wallet = db.transact(wallet_with, 100)
    ask = open_hold(wallet, 10, key="one")
    (first,) = do(db, ask)
    do(db, capture(wallet, hold_id(first)))
    (again,) = do(db, ask, now=NOW + 2 * DAY)
    assert again == first
    assert isinstance(again, Posted)
    assert again.replayed
    longer = open_hold(wallet, 10, key="one", lasts=2 * HOUR)
    assert refused(do(db, longer)[0], IdempotencyConflict)


def test_holds_are_listed_by_page_the_newest_first(db: Database) -> None:
    wallet = db.transact(wallet_with, 100)
    made = [hold_id(do(db, open_hold(wallet, 1), now=NOW + number * HOUR)[0]) for number in range(5)]
    first = db.transact(holds, wallet, now=NOW, limit=3)
    rest = db.transact(holds, wallet, now=NOW, limit=3, before=first.older)
    assert [hold.id for hold in (*first.holds, *rest.holds)] == made[::-1]
    assert rest.older is None


def test_open_holds_are_listed_by_their_end(db: Database) -> None:
    wallet, other = db.transact(wallet_with, 100), db.transact(wallet_with, 10)
    late, soon, gone = (opened(db, wallet, 10, HOUR * hours) for hours in (3, 2, 1))
    opened(db, other, 5)
    do(db, release(wallet, opened(db, wallet, 10)))
    assert [hold.id for hold in db.transact(open_holds, wallet, now=NOW)] == [gone, soon, late]
    assert [hold.id for hold in db.transact(open_holds, wallet, now=NOW + HOUR)] == [soon, late]


def test_a_grant_is_in_use_while_anything_of_it_is_held(db: Database) -> None:
    wallet = db.transact(wallet_with, Lot(10, "bonus", expires_at=NOW + DAY), 20)
    hold = opened(db, wallet, 10)
    used = db.transact(grants_in_use, wallet, now=NOW)
    assert [(grant.remaining, grant.held) for grant in used] == [(0, 10), (20, 0)]
    do(db, capture(wallet, hold))
    assert [grant.remaining for grant in db.transact(grants_in_use, wallet, now=NOW)] == [20]


def test_those_closed_long_ago_slow_nothing_down(db: Database) -> None:
    """A wallet may have had any number of holds: whatever it does next reads the open ones and the one it names."""
    wallet = db.transact(wallet_with, 100)
    opened(db, wallet, 10)
    hold = opened(db, wallet, 10)
    for act in (spend(wallet, 1), capture(wallet, hold)):
        found = plan_of(db, act)
        assert "open_holds" in found or "due_holds" in found
        assert "holds_of_wallet" not in found


def plan_of(db: Database, act: Operation) -> str:
    """How the holds that an operation needs are found."""
    return db.transact(plan, lambda session: open_books(session.connection(), [act], NOW))
