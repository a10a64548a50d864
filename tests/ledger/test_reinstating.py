"""Taken back and given back: a refund that failed, a dispute that was won after all. No new grant arrives."""

from dataclasses import replace

import pytest

from creditshop.ledger import AmountInvalid, IdempotencyConflict, Lot, Operation, Parts, Posted
from creditshop.ledger.vocabulary import MAX_CREDITS
from tests.conftest import Database
from tests.ledger.acts import (
    DAY,
    NOW,
    counts,
    do,
    freeze,
    grant,
    parts,
    reinstate,
    revoke,
    spend,
    violations,
    wallet_with,
)

SHORT = Lot(100, "purchase", 100, "eur", expires_at=NOW + DAY)


def given_back(db: Database, operation: Operation, days: int = 0) -> list[tuple[str, int]]:
    """Where to, once it is done."""
    (outcome,) = do(db, operation, now=NOW + days * DAY)
    assert isinstance(outcome, Posted), outcome
    assert violations(db) == []
    return [(one.credit, one.amount) for one in outcome.moved if one.debit == "revoked"]


def test_what_was_taken_of_a_grant_goes_back_to_it(db: Database) -> None:
    wallet = db.transact(wallet_with, 100)
    do(db, spend(wallet, 30), grant(wallet, 50, reference="pur_2"), revoke(wallet, 100, key="refund"))
    assert parts(db, wallet) == Parts(20, 0, 0, 0)
    assert given_back(db, reinstate(wallet, 100, "refund")) == [("available", 30), ("available", 70)]
    assert counts(db, "pur_1", "pur_2") == {"pur_1": (70, 0, 0, 0, 0), "pur_2": (50, 0, 0, 0, 0)}


def test_debt_that_is_not_paid_yet_is_cancelled(db: Database) -> None:
    wallet = db.transact(wallet_with, 100)
    do(db, spend(wallet, 80), revoke(wallet, 100, key="refund"))
    assert given_back(db, reinstate(wallet, 100, "refund")) == [("owed", 80), ("available", 20)]
    assert parts(db, wallet) == Parts(20, 0, 0, 0)


def test_debt_that_was_paid_meanwhile_goes_back_to_those_who_paid_the_newest_first(db: Database) -> None:
    wallet = db.transact(wallet_with, 100)
    do(db, spend(wallet, 100), revoke(wallet, 100, key="refund"))
    do(db, grant(wallet, 30, reference="older"), now=NOW + DAY)
    do(db, grant(wallet, 50, reference="newer"), now=NOW + 2 * DAY)
    assert parts(db, wallet) == Parts(0, 0, 0, 20)
    assert given_back(db, reinstate(wallet, 90, "refund"), 3) == [("owed", 20), ("available", 50), ("available", 20)]
    assert counts(db, "older", "newer") == {"older": (20, 0, 0, 0, 10), "newer": (50, 0, 0, 0, 0)}
    assert parts(db, wallet) == Parts(70, 0, 0, 0)


def test_who_paid_debt_and_can_still_be_used_gets_it_back_before_who_cannot(db: Database) -> None:
    wallet = db.transact(wallet_with, 100)
    do(db, spend(wallet, 100), revoke(wallet, 100, key="refund"), grant(wallet, 60, reference="lasting"))
    do(db, grant(wallet, SHORT, reference="short"), now=NOW + DAY / 2)
    assert given_back(db, reinstate(wallet, 100, "refund"), 2) == [("available", 60), ("available", 40)]
    assert counts(db, "lasting", "short") == {"lasting": (60, 0, 0, 0, 0), "short": (0, 0, 0, 100, 0)}


def test_expired_credits_are_expired_again(db: Database) -> None:
    wallet = db.transact(wallet_with, SHORT)
    do(db, spend(wallet, 20))
    do(db, revoke(wallet, 100, key="refund"), now=NOW + DAY)
    assert given_back(db, reinstate(wallet, 100, "refund"), 1) == [("owed", 20), ("expired", 80)]
    assert counts(db, "pur_1") == {"purchase": (0, 0, 0, 80, 0)}


def test_what_has_become_due_meanwhile_expires_at_once(db: Database) -> None:
    wallet = db.transact(wallet_with, SHORT)
    do(db, revoke(wallet, 60, key="refund"))
    assert given_back(db, reinstate(wallet, 60, "refund"), 1) == [("available", 60)]
    assert counts(db, "pur_1") == {"purchase": (0, 0, 0, 100, 0)}
    assert parts(db, wallet) == Parts(0, 0, 0, 0)


def test_what_comes_back_pays_the_debt_of_another_purchase(db: Database) -> None:
    wallet = db.transact(wallet_with, 100)
    do(db, revoke(wallet, 100, key="refund"), grant(wallet, 70, reference="pur_2"), spend(wallet, 70))
    do(db, revoke(wallet, 70, "pur_2", key="other"))
    assert given_back(db, reinstate(wallet, 100, "refund")) == [("owed", 70), ("available", 30)]
    assert counts(db, "pur_1") == {"purchase": (30, 0, 0, 0, 70)}
    assert given_back(db, reinstate(wallet, 70, "other", reference="pur_2")) == [("available", 70)]
    assert counts(db, "pur_1") == {"purchase": (100, 0, 0, 0, 0)}


def test_a_dispute_that_was_lost_and_then_won(db: Database) -> None:
    wallet = db.transact(wallet_with, 100)
    do(db, spend(wallet, 40), freeze(wallet), revoke(wallet, 100, key="lost"))
    assert given_back(db, replace(reinstate(wallet, 100, "lost"), cause="dispute")) == [("owed", 40), ("available", 60)]
    assert parts(db, wallet) == Parts(60, 0, 0, 0)


def test_several_steps_give_back_what_was_taken_last_first(db: Database) -> None:
    wallet = db.transact(wallet_with, 100)
    do(db, revoke(wallet, 50, key="first"), spend(wallet, 30), revoke(wallet, 50, key="second"))
    keys = ("first", "second", "back1", "back2", "back3")
    steps = [given_back(db, reinstate(wallet, 20, *keys, key=key)) for key in ("back1", "back2", "back3")]
    assert steps == [[("owed", 20)], [("owed", 10), ("available", 10)], [("available", 10), ("available", 10)]]
    do(db, revoke(wallet, 30, key="third"))
    assert given_back(db, reinstate(wallet, 70, *keys, "third")) == [("available", 30), ("available", 40)]
    assert counts(db, "pur_1") == {"purchase": (70, 0, 0, 0, 0)}


def test_a_grant_that_already_got_back_what_others_paid_leaves_it_to_those(db: Database) -> None:
    """The newest giver is not the one who paid: what was taken of it comes back out of what the other gave."""
    wallet = db.transact(wallet_with)
    do(db, grant(wallet, 50, reference="old"), spend(wallet, 50), grant(wallet, SHORT, reference="spent"))
    do(db, spend(wallet, 100), revoke(wallet, 40, "spent", key="debt"), grant(wallet, 40, reference="payer"))
    do(db, grant(wallet, 60, reference="newest"), now=NOW + DAY / 2)
    do(db, revoke(wallet, 60, "newest", key="taken"), now=NOW + DAY / 2)
    assert given_back(db, reinstate(wallet, 40, "debt", reference="spent")) == [("available", 40)]
    assert counts(db, "payer", "newest") == {"payer": (0, 0, 0, 0, 40), "newest": (40, 0, 0, 0, 20)}
    assert given_back(db, reinstate(wallet, 60, "taken", reference="newest")) == [("available", 20), ("available", 40)]
    assert counts(db, "payer", "newest") == {"payer": (40, 0, 0, 0, 0), "newest": (60, 0, 0, 0, 0)}


def test_repeating_it_changes_nothing(db: Database) -> None:
    wallet = db.transact(wallet_with, 100)
    taken, back = revoke(wallet, 60, key="refund"), reinstate(wallet, 60, "a", "refund", key="back")
    first = do(db, taken, back, back)
    second = do(db, taken, replace(back, of=("refund", "a")), replace(back, cause="dispute"))
    assert first[1] == first[2] == second[1]
    assert isinstance(second[2], IdempotencyConflict)
    for other in (replace(back, credits=59), replace(back, of=("refund",)), replace(back, reference="pur_2")):
        assert isinstance(do(db, other)[0], IdempotencyConflict)
    assert parts(db, wallet) == Parts(100, 0, 0, 0)
    assert violations(db) == []


@pytest.mark.parametrize("of", [(), ("unknown",), ("spent",), ("refund",), ("refund", "back"), ("elsewhere",)])
def test_no_more_comes_back_than_was_taken(db: Database, of: tuple[str, ...]) -> None:
    """Of what is named, in this wallet, as a refund, and not given back before."""
    wallet, other = db.transact(wallet_with, 100), db.transact(wallet_with, 100)
    do(db, spend(wallet, 50, key="spent"), revoke(wallet, 40, key="refund"), revoke(other, 60, key="elsewhere"))
    do(db, reinstate(wallet, 30, "refund", key="back"))
    before = parts(db, wallet)
    (refusal,) = do(db, reinstate(wallet, 41 if of == ("refund",) else 11, *of), now=NOW + 2 * DAY)
    assert isinstance(refusal, AmountInvalid)
    assert parts(db, wallet) == before
    assert violations(db) == []


def test_who_forgets_what_was_given_back_gets_nothing_that_was_not_taken(db: Database) -> None:
    wallet = db.transact(wallet_with, 100)
    do(db, revoke(wallet, 40, key="refund"), reinstate(wallet, 40, "refund"))
    (refusal,) = do(db, reinstate(wallet, 40, "refund"))
    assert isinstance(refusal, AmountInvalid)
    assert violations(db) == []


def test_a_correction_is_undone_by_another_correction_only(db: Database) -> None:
    wallet = db.transact(wallet_with, 100)
    do(db, replace(revoke(wallet, 40, key="fix"), cause="adjustment"))
    (refusal,) = do(db, reinstate(wallet, 40, "fix"))
    assert isinstance(refusal, AmountInvalid)
    assert counts(db, "pur_1") == {"purchase": (60, 0, 0, 0, 0)}


def test_a_wallet_gets_no_more_back_than_it_can_hold(db: Database) -> None:
    wallet = db.transact(wallet_with, 100)
    do(db, revoke(wallet, 100, key="refund"), grant(wallet, MAX_CREDITS, reference="pur_2"))
    (refusal,) = do(db, reinstate(wallet, 100, "refund"))
    assert isinstance(refusal, AmountInvalid)
    do(db, freeze(wallet, "pur_2"))
    (refusal, full) = do(db, reinstate(wallet, 100, "refund"), grant(wallet, 1))
    assert isinstance(refusal, AmountInvalid) and isinstance(full, AmountInvalid)


def test_wallets_do_not_share_what_was_taken(db: Database) -> None:
    one, other = db.transact(wallet_with, 100), db.transact(wallet_with, 100)
    do(db, revoke(one, 40, key="a"), revoke(other, 70, key="b"))
    too_much, back = do(db, reinstate(one, 41, "a", "b"), reinstate(one, 40, "a", "b"))
    assert isinstance(too_much, AmountInvalid) and isinstance(back, Posted)
    assert (parts(db, one).available, parts(db, other).available) == (100, 30)
    assert violations(db) == []
