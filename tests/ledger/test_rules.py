"""What each operation does to the credits."""

import pytest

from creditshop.ledger import (
    INTERNAL,
    AmountInvalid,
    InsufficientCredits,
    Lot,
    Moved,
    Parts,
    Posted,
    Revoke,
    WalletNotFound,
    WalletSuspended,
    grants_of,
    post_one,
    suspend,
)
from creditshop.ledger.vocabulary import MAX_CREDITS
from tests.conftest import Database
from tests.ledger.acts import DAY, NOW, do, expire, grant, parts, revoke, spend, violations, wallet_with

TOO_MUCH = MAX_CREDITS + 1


def posted(db: Database, *operations: object) -> Posted:
    """The last outcome of a batch in which nothing may be refused."""
    outcomes = do(db, *operations)  # type: ignore[arg-type]
    assert all(isinstance(outcome, Posted) for outcome in outcomes), outcomes
    return outcomes[-1]  # type: ignore[return-value]


def left(db: Database, *references: str) -> dict[str, int]:
    """Credits that remain of each reference's grants."""
    return {view.reference: view.remaining for view in db.transact(grants_of, references)}


def test_granted_credits_can_be_spent(db: Database) -> None:
    wallet = db.transact(wallet_with, 100)
    outcome = posted(db, spend(wallet, 30))
    assert outcome.parts == parts(db, wallet) == Parts(70, 0, 0, 0)
    assert [(moved.debit, moved.credit, moved.amount) for moved in outcome.moved] == [("available", "spent", 30)]


def test_a_spend_names_each_grant_that_paid(db: Database) -> None:
    wallet = db.transact(wallet_with)
    do(db, grant(wallet, 10, reference="pur_a"))
    do(db, grant(wallet, 10, reference="pur_b"), now=NOW + DAY)
    older, younger = (db.transact(grants_of, [name])[0].id for name in ("pur_a", "pur_b"))
    assert posted(db, spend(wallet, 15)).moved == (
        Moved("available", "spent", 10, older, "spend", "job_1"),
        Moved("available", "spent", 5, younger, "spend", "job_1"),
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (Lot(10, "purchase", 10, "eur", priority=1), Lot(10, "promotion", priority=2)),
        (Lot(10, "bonus"), Lot(10, "purchase", 10, "eur", expires_at=NOW + DAY)),
        (
            Lot(10, "purchase", 10, "eur", expires_at=NOW + DAY),
            Lot(10, "purchase", 10, "eur", expires_at=NOW + 2 * DAY),
        ),
        (Lot(10, "purchase", 10, "eur", expires_at=NOW + DAY), Lot(10, "purchase", 10, "eur")),
    ],
    ids=["priority", "free before paid", "earliest expiry", "no expiry last"],
)
def test_grants_burn_in_order(db: Database, first: Lot, second: Lot) -> None:
    wallet = db.transact(wallet_with)
    do(db, grant(wallet, second, reference="second"), grant(wallet, first, reference="first"), spend(wallet, 10))
    assert left(db, "first", "second") == {"first": 0, "second": 10}


def test_older_grants_burn_first(db: Database) -> None:
    wallet = db.transact(wallet_with)
    do(db, grant(wallet, 10, reference="younger"), now=NOW)
    do(db, grant(wallet, 10, reference="older"), now=NOW - DAY)
    do(db, spend(wallet, 10))
    assert left(db, "older", "younger") == {"older": 0, "younger": 10}


def test_what_is_not_there_cannot_be_spent(db: Database) -> None:
    wallet = db.transact(wallet_with, 100)
    (refusal,) = do(db, spend(wallet, 101))
    assert isinstance(refusal, InsufficientCredits)
    assert (refusal.required, refusal.available, refusal.held) == (101, 100, 0)
    assert parts(db, wallet).available == 100


def test_post_one_raises_the_refusal(db: Database) -> None:
    wallet = db.transact(wallet_with)
    with pytest.raises(InsufficientCredits):
        db.transact(post_one, spend(wallet, 1), now=NOW)


def test_due_credits_expire_before_anything_else_happens(db: Database) -> None:
    wallet = db.transact(wallet_with, Lot(50, "promotion", expires_at=NOW + DAY), Lot(50, "purchase", 50, "eur"))
    outcome, refusal = do(db, spend(wallet, 20), spend(wallet, 50), now=NOW + DAY)
    assert isinstance(outcome, Posted)
    assert [(moved.credit, moved.amount) for moved in outcome.moved] == [("expired", 50), ("spent", 20)]
    assert isinstance(refusal, InsufficientCredits)
    assert refusal.available == 30


def test_credits_live_until_the_microsecond_before(db: Database) -> None:
    wallet = db.transact(wallet_with, Lot(50, "promotion", expires_at=NOW))
    (early,) = do(db, spend(wallet, 20), now=NOW.replace(hour=11, minute=59, second=59, microsecond=999_999))
    (late,) = do(db, spend(wallet, 20))
    assert isinstance(early, Posted)
    assert isinstance(late, InsufficientCredits)


def test_a_refused_spend_leaves_expiry_to_the_next_operation(db: Database) -> None:
    wallet = db.transact(wallet_with, Lot(50, "promotion", expires_at=NOW))
    do(db, spend(wallet, 20))
    assert parts(db, wallet).available == 50
    do(db, expire(wallet))
    assert parts(db, wallet).available == 0
    assert violations(db) == []


def test_expiring_nothing_leaves_no_trace(db: Database) -> None:
    wallet = db.transact(wallet_with, Lot(50, "promotion", expires_at=NOW + DAY))
    (nothing,) = do(db, expire(wallet, key="again"))
    assert nothing == Posted(None, Parts(50, 0, 0, 0), (), None)
    (something,) = do(db, expire(wallet, key="again"), now=NOW + DAY)
    assert isinstance(something, Posted)
    assert something.parts.available == 0
    assert violations(db) == []


def test_revoking_takes_the_purchase_s_own_credits_first(db: Database) -> None:
    wallet = db.transact(wallet_with)
    do(db, grant(wallet, Lot(10, "bonus"), reference="gift"), grant(wallet, 100, reference="pur_1"))
    do(db, revoke(wallet, 60, "pur_1"))
    assert left(db, "gift", "pur_1") == {"gift": 10, "pur_1": 40}


def test_revoking_spent_credits_takes_others_then_makes_debt(db: Database) -> None:
    wallet = db.transact(wallet_with, 100)
    do(db, spend(wallet, 80), grant(wallet, 30, reference="pur_2"))
    outcome = posted(db, revoke(wallet, 100, "pur_1"))
    assert [(moved.debit, moved.amount) for moved in outcome.moved] == [
        ("available", 20),
        ("available", 30),
        ("owed", 50),
    ]
    assert outcome.parts == Parts(0, 0, 0, 50)


def test_whatever_arrives_pays_debt_first(db: Database) -> None:
    wallet = db.transact(wallet_with, 100)
    do(db, spend(wallet, 100), revoke(wallet, 100))
    assert posted(db, grant(wallet, 70, reference="pur_2")).parts == Parts(0, 0, 0, 30)
    assert posted(db, grant(wallet, 70, reference="pur_3")).parts == Parts(40, 0, 0, 0)
    assert left(db, "pur_2", "pur_3") == {"pur_2": 0, "pur_3": 40}
    assert violations(db) == []


def test_expired_credits_never_become_debt(db: Database) -> None:
    wallet = db.transact(wallet_with, Lot(100, "purchase", 100, "eur", expires_at=NOW + DAY))
    do(db, spend(wallet, 20))
    (outcome,) = do(db, revoke(wallet, 100), now=NOW + 2 * DAY)
    assert isinstance(outcome, Posted)
    taken = [(moved.debit, moved.amount) for moved in outcome.moved if moved.credit == "revoked"]
    assert taken == [("expired", 80), ("owed", 20)]
    assert outcome.parts == Parts(0, 0, 0, 20)
    assert violations(db) == []


def test_an_expired_credit_is_taken_back_once(db: Database) -> None:
    wallet = db.transact(wallet_with, Lot(100, "purchase", 100, "eur", expires_at=NOW + DAY))
    do(db, expire(wallet), now=NOW + DAY)
    do(db, revoke(wallet, 60), revoke(wallet, 60), now=NOW + DAY)
    assert parts(db, wallet) == Parts(0, 0, 0, 20)
    assert violations(db) == []


def test_a_correction_takes_back_into_its_own_account_and_may_leave_debt(db: Database) -> None:
    wallet = db.transact(wallet_with, 5)
    (outcome,) = do(db, Revoke(wallet, INTERNAL, "fix", "usr_finance", 8, "adjustment", "counted twice"))
    assert isinstance(outcome, Posted)
    assert [(moved.debit, moved.credit, moved.amount) for moved in outcome.moved] == [
        ("available", "adjusted", 5),
        ("owed", "adjusted", 3),
    ]
    assert violations(db) == []


def test_adjustments_come_from_their_own_account(db: Database) -> None:
    wallet = db.transact(wallet_with)
    (moved,) = posted(db, grant(wallet, Lot(5, "adjustment"))).moved
    assert (moved.debit, moved.credit, moved.cause) == ("adjusted", "available", "adjustment")


def test_a_suspended_wallet_receives_but_spends_nothing(db: Database) -> None:
    wallet = db.transact(wallet_with, 10)
    db.transact(suspend, wallet)
    refusal, arrived = do(db, spend(wallet, 1), grant(wallet, 5))
    assert isinstance(refusal, WalletSuspended)
    assert isinstance(arrived, Posted)
    db.transact(suspend, wallet, suspended=False)
    assert posted(db, spend(wallet, 15)).parts.available == 0


def test_an_unknown_wallet_is_an_outcome(db: Database) -> None:
    (refusal,) = do(db, spend("wal_unknown", 1))
    assert isinstance(refusal, WalletNotFound)


@pytest.mark.parametrize("wrong", [0, -1, TOO_MUCH, 1.0, True, "5"])
def test_only_whole_positive_amounts_move(db: Database, wrong: int) -> None:
    wallet = db.transact(wallet_with, 10)
    for operation in (spend(wallet, wrong), revoke(wallet, wrong), grant(wallet, Lot(wrong, "bonus"))):
        (refusal,) = do(db, operation)
        assert isinstance(refusal, AmountInvalid)
    assert parts(db, wallet) == Parts(10, 0, 0, 0)


def test_a_grant_needs_a_lot(db: Database) -> None:
    (refusal,) = do(db, grant(db.transact(wallet_with)))
    assert isinstance(refusal, AmountInvalid)


def test_a_wallet_holds_and_owes_no_more_than_an_amount_can_say(db: Database) -> None:
    wallet = db.transact(wallet_with, MAX_CREDITS)
    full, too_many_lots = do(db, grant(wallet, 1), grant(wallet, MAX_CREDITS, MAX_CREDITS))
    assert isinstance(full, AmountInvalid)
    assert isinstance(too_many_lots, AmountInvalid)
    do(db, spend(wallet, MAX_CREDITS), revoke(wallet, MAX_CREDITS))
    (too_deep,) = do(db, revoke(wallet, 1))
    assert isinstance(too_deep, AmountInvalid)
    assert parts(db, wallet) == Parts(0, 0, 0, MAX_CREDITS)
    assert violations(db) == []
