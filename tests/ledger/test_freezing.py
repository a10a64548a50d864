"""A disputed purchase: its credits are frozen, and then taken back or free again."""

import pytest

from creditshop.ledger import (
    Freeze,
    InsufficientCredits,
    Lot,
    Parts,
    Posted,
    grants_at,
    grants_in_use,
    guarding,
    live_grants,
)
from tests.conftest import Database
from tests.ledger.acts import (
    DAY,
    NOW,
    capture,
    counts,
    do,
    expire,
    freeze,
    grant,
    hold_id,
    open_hold,
    parts,
    reinstate,
    release,
    revoke,
    spend,
    unfreeze,
    violations,
    wallet_with,
)


def moved(outcome: object) -> list[tuple[str, str, int]]:
    """What an operation moved."""
    assert isinstance(outcome, Posted), outcome
    return [(one.debit, one.credit, one.amount) for one in outcome.moved]


def test_what_remains_of_a_disputed_purchase_cannot_be_spent(db: Database) -> None:
    wallet = db.transact(wallet_with, 100, Lot(20, "bonus"))
    do(db, spend(wallet, 30), grant(wallet, 50, reference="pur_2"))
    outcome, refusal, spent = do(db, freeze(wallet), spend(wallet, 51), spend(wallet, 50))
    assert moved(outcome) == [("available", "frozen", 90)]
    assert isinstance(refusal, InsufficientCredits) and refusal.available == 50
    assert isinstance(spent, Posted) and spent.parts == Parts(0, 0, 90, 0)
    assert counts(db, "pur_1") == {"bonus": (0, 0, 0, 0, 0), "purchase": (0, 0, 90, 0, 0)}
    assert violations(db) == []


def test_a_won_dispute_frees_the_credits(db: Database) -> None:
    wallet = db.transact(wallet_with, 100)
    frozen, again, free = do(db, freeze(wallet, key="dispute"), freeze(wallet, key="dispute"), unfreeze(wallet))
    assert (frozen, moved(free)) == (again, [("frozen", "available", 100)])
    assert parts(db, wallet) == Parts(100, 0, 0, 0)
    assert violations(db) == []


def test_frozen_credits_outlive_their_time_and_expire_at_once_when_free(db: Database) -> None:
    wallet = db.transact(wallet_with, Lot(60, "purchase", 60, "eur", expires_at=NOW + DAY))
    do(db, freeze(wallet))
    do(db, expire(wallet), now=NOW + 2 * DAY)
    assert parts(db, wallet) == Parts(0, 0, 60, 0)
    (free,) = do(db, unfreeze(wallet), now=NOW + 2 * DAY)
    assert moved(free) == [("frozen", "available", 60), ("available", "expired", 60)]
    assert violations(db) == []


def test_free_credits_pay_debt_first(db: Database) -> None:
    wallet = db.transact(wallet_with, 100)
    do(db, freeze(wallet), grant(wallet, 70, reference="pur_2"), spend(wallet, 70), revoke(wallet, 70, "pur_2"))
    (free,) = do(db, unfreeze(wallet))
    assert moved(free) == [("frozen", "owed", 70), ("frozen", "available", 30)]
    assert counts(db, "pur_1") == {"purchase": (30, 0, 0, 0, 70)}
    assert violations(db) == []


def test_a_lost_dispute_takes_frozen_credits_and_makes_spent_ones_debt(db: Database) -> None:
    wallet = db.transact(wallet_with, 100)
    do(db, spend(wallet, 70), freeze(wallet))
    (lost,) = do(db, revoke(wallet, 100))
    assert moved(lost) == [("frozen", "revoked", 30), ("owed", "revoked", 70)]
    assert parts(db, wallet) == Parts(0, 0, 0, 70)
    assert violations(db) == []


def test_of_a_purchase_frozen_credits_are_taken_before_free_and_expired_ones_and_none_of_another(db: Database) -> None:
    lots = Lot(10, "bonus", expires_at=NOW + DAY), 20
    wallet = db.transact(wallet_with, *lots)
    do(db, freeze(wallet), grant(wallet, *lots), grant(wallet, 40, reference="pur_2"))
    do(db, freeze(wallet, "pur_2"), grant(wallet, 5, reference="pur_3"))
    (taken,) = do(db, revoke(wallet, 100), now=NOW + DAY)
    assert moved(taken) == [
        ("available", "expired", 10),
        ("frozen", "revoked", 10),
        ("frozen", "revoked", 20),
        ("available", "revoked", 20),
        ("expired", "revoked", 10),
        ("available", "revoked", 5),
        ("owed", "revoked", 35),
    ]
    assert parts(db, wallet).frozen == 40
    assert violations(db) == []


def test_nothing_to_freeze_leaves_no_trace_not_even_of_what_is_due(db: Database) -> None:
    wallet = db.transact(wallet_with, Lot(60, "purchase", 60, "eur", expires_at=NOW + DAY))
    for nothing in (freeze(wallet, key="later"), unfreeze(wallet, key="later")):
        assert do(db, nothing, now=NOW + DAY) == [Posted(None, Parts(60, 0, 0, 0), (), None)]
    (found,) = do(db, Freeze(wallet, "internal", "later", "system", "pur_1", cause="refund"))
    assert moved(found) == [("available", "frozen", 60)]
    (free,) = do(db, unfreeze(wallet))
    assert moved(free) == [("frozen", "available", 60)]
    assert violations(db) == []


def test_credits_that_a_hold_lets_go_when_it_is_due_are_frozen(db: Database) -> None:
    wallet = db.transact(wallet_with, 100)
    do(db, open_hold(wallet, 100, lasts=DAY))
    (nothing,) = do(db, freeze(wallet))
    assert moved(nothing) == []
    (found,) = do(db, freeze(wallet), now=NOW + DAY)
    assert moved(found) == [("held", "available", 100), ("available", "frozen", 100)]
    assert violations(db) == []


def test_a_hold_goes_on_and_what_it_gives_back_is_free(db: Database) -> None:
    wallet = db.transact(wallet_with, 100)
    (opened,) = do(db, open_hold(wallet, 40))
    do(db, freeze(wallet), release(wallet, hold_id(opened)))
    assert parts(db, wallet) == Parts(40, 0, 60, 0)
    assert violations(db) == []


def test_frozen_credits_are_shown_with_their_grant_now_and_then(db: Database) -> None:
    wallet = db.transact(wallet_with, 100)
    do(db, freeze(wallet), now=NOW + DAY)
    (shown,) = db.transact(grants_in_use, wallet, now=NOW + DAY)
    assert (shown.remaining, shown.frozen) == (0, 100)
    assert db.transact(live_grants, wallet, now=NOW + DAY) == ()
    past = [db.transact(grants_at, wallet, NOW + days * DAY)[0] for days in (0, 1)]
    assert [(one.remaining, one.frozen) for one in past] == [(100, 0), (0, 100)]


@pytest.fixture
def disputed(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """What is frozen, as somebody above the ledger knows it."""
    references = set[str]()
    monkeypatch.setattr(guarding, "_guards", [lambda _, asked: references & set(asked)])
    return references


def test_nobody_gets_around_a_freeze_by_reserving_first(db: Database, disputed: set[str]) -> None:
    """Not even a spend that is posted together with the end of the hold."""
    wallet = db.transact(wallet_with, 100)
    (held,) = do(db, open_hold(wallet, 100))
    disputed.add("pur_1")
    released, refusal = do(db, release(wallet, hold_id(held)), spend(wallet, 1))
    assert moved(released) == [("held", "available", 100), ("available", "frozen", 100)]
    assert isinstance(refusal, InsufficientCredits) and refusal.available == 0
    assert parts(db, wallet) == Parts(0, 0, 100, 0)
    assert violations(db) == []


def test_a_hold_that_lapses_gives_a_spend_nothing_of_what_is_frozen(db: Database, disputed: set[str]) -> None:
    wallet = db.transact(wallet_with, 100)
    do(db, grant(wallet, 50, reference="pur_2"), open_hold(wallet, 120, lasts=DAY))
    disputed.add("pur_1")
    refusal, spent = do(db, spend(wallet, 51), spend(wallet, 50), now=NOW + 2 * DAY)
    assert isinstance(refusal, InsufficientCredits) and refusal.available == 50
    assert isinstance(spent, Posted) and spent.parts == Parts(0, 0, 100, 0)
    assert violations(db) == []


def test_what_a_capture_leaves_is_frozen_after_debt_is_paid(db: Database, disputed: set[str]) -> None:
    wallet = db.transact(wallet_with, 100)
    (held,) = do(db, open_hold(wallet, 100))
    do(db, revoke(wallet, 10, reference="pur_2"))
    disputed.add("pur_1")
    (captured,) = do(db, capture(wallet, hold_id(held), 30))
    assert isinstance(captured, Posted) and captured.parts == Parts(0, 0, 60, 0)
    assert violations(db) == []


def test_what_is_given_back_to_a_frozen_purchase_is_frozen(db: Database, disputed: set[str]) -> None:
    wallet = db.transact(wallet_with, 100)
    do(db, revoke(wallet, 40, reference="pur_2", key="refund"))
    disputed.add("pur_1")
    do(db, freeze(wallet), reinstate(wallet, 40, "refund", reference="pur_2"))
    assert parts(db, wallet) == Parts(0, 0, 100, 0)
    assert violations(db) == []
