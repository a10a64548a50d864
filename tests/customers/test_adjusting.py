"""Credits given and taken by hand: as the preview said, once, within one's rights, and on record."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from creditshop.accounts import Role
from creditshop.accounts.errors import NoSuchUser
from creditshop.audit import Actor
from creditshop.audit.models import AuditEntry
from creditshop.customers import (
    Adjustment,
    BalanceChanged,
    Effect,
    ExpiryPast,
    OnlyDecidersTake,
    OnlyOwners,
    OverLimit,
    adjust,
    new_adjustment_id,
    preview,
)
from creditshop.ledger import AmountInvalid, Parts, live_grants, movements, open_wallet, post, wallet_of
from tests.accounts.people import NOW, new_user
from tests.conftest import Database
from tests.ledger.acts import DAY, do, grant, parts, spend, violations

LIMIT = 1_000


def staff(role: Role) -> Actor:
    return Actor("usr_staff", "sue@example.com", str(role), "203.0.113.7")


FINANCE = staff(Role.FINANCE)


def asked(user_id: str, change: int, **more: Any) -> Adjustment:
    return Adjustment(new_adjustment_id(), user_id, change, "an outage on Monday", **more)


def effect_of(db: Database, wish: Adjustment, by: Actor = FINANCE) -> Effect:
    return db.transact(preview, wish, by, limit=LIMIT, now=NOW)


def carry_out(db: Database, wish: Adjustment, expected: Effect, by: Actor = FINANCE) -> None:
    db.transact(adjust, wish, expected, by, limit=LIMIT, now=NOW)


def with_credits(session: Session, credits: int = 100) -> tuple[str, str]:  # noqa: A002 - the business's word
    user_id = new_user(session)
    wallet = open_wallet(session, user_id, now=NOW)
    post(session, [grant(wallet, credits)], now=NOW)
    return user_id, wallet


def log(session: Session) -> list[dict[str, Any]]:
    return [entry.model_dump() for entry in session.exec(select(AuditEntry).order_by(AuditEntry.at))]


def test_given_credits_are_there_with_their_expiry_and_on_record(db: Database) -> None:
    user_id = db.transact(new_user)
    wish = asked(user_id, 500, expires_at=NOW + DAY)
    expected = effect_of(db, wish)
    assert expected == Effect(Parts(0, 0, 0, 0), Parts(500, 0, 0, 0))
    assert db.transact(wallet_of, user_id) is None, "a preview leaves no trace"
    carry_out(db, wish, expected)
    wallet = str(db.transact(wallet_of, user_id))
    assert parts(db, wallet) == expected.after
    (given,) = db.transact(live_grants, wallet, now=NOW)
    assert (given.cause, given.expires_at, given.reference) == ("adjustment", NOW + DAY, wish.id)
    (entry,) = db.transact(log)
    assert (entry["action"], entry["target"], entry["reason"]) == ("customer.adjust", user_id, "an outage on Monday")
    assert entry["before"] == {"available": 0, "owed": 0}
    assert entry["after"] | {"available": 500, "owed": 0, "change": 500, "adjustment": wish.id} == entry["after"]
    assert violations(db) == []


def test_what_is_taken_beyond_what_is_there_is_owed(db: Database) -> None:
    user_id, wallet = db.transact(with_credits)
    wish = asked(user_id, -130)
    expected = effect_of(db, wish)
    assert expected == Effect(Parts(100, 0, 0, 0), Parts(0, 0, 0, 30))
    assert parts(db, wallet) == expected.before
    carry_out(db, wish, expected)
    assert parts(db, wallet) == expected.after
    assert db.transact(movements, wallet).movements[0].actor == "usr_staff"
    assert violations(db) == []


def test_an_adjustment_sent_twice_is_one(db: Database) -> None:
    user_id, wallet = db.transact(with_credits)
    wish = asked(user_id, 5)
    expected = effect_of(db, wish)
    for _ in range(3):
        carry_out(db, wish, expected)
    assert parts(db, wallet).available == 105
    assert len(db.transact(log)) == 1


def test_a_balance_that_has_changed_is_shown_anew_and_nothing_is_done(db: Database) -> None:
    user_id, wallet = db.transact(with_credits)
    wish = asked(user_id, -60)
    expected = effect_of(db, wish)
    do(db, spend(wallet, 70), now=NOW)
    with pytest.raises(BalanceChanged) as changed:
        carry_out(db, wish, expected)
    assert changed.value.effect == Effect(Parts(30, 0, 0, 0), Parts(0, 0, 0, 30))
    assert parts(db, wallet).available == 30
    assert db.transact(log) == []
    carry_out(db, wish, changed.value.effect)
    assert parts(db, wallet).owed == 30


@pytest.mark.parametrize(
    ("role", "change", "refusal"),
    [
        (Role.SUPPORT, LIMIT, None),
        (Role.SUPPORT, LIMIT + 1, OverLimit),
        (Role.SUPPORT, -1, OnlyDecidersTake),
        (Role.FINANCE, LIMIT * 1000, None),
        (Role.OWNER, -1, None),
        (Role.OWNER, 0, AmountInvalid),
        (Role.OWNER, 2**53, AmountInvalid),
    ],
)
def test_everybody_has_their_limits(db: Database, role: Role, change: int, refusal: type[Exception] | None) -> None:
    user_id, wallet = db.transact(with_credits)
    wish, by = asked(user_id, change), staff(role)
    expected = Effect(Parts(100, 0, 0, 0), Parts(100 + change, 0, 0, 0))
    if refusal is None:
        assert effect_of(db, wish, by) == expected
        return
    for act in (effect_of, lambda *args: carry_out(args[0], args[1], expected, args[2])):
        with pytest.raises(refusal):
            act(db, wish, by)
    assert parts(db, wallet).available == 100


def test_staff_are_adjusted_by_owners_alone(db: Database) -> None:
    colleague = db.transact(new_user, "finn@example.com", Role.SUPPORT)
    with pytest.raises(OnlyOwners):
        effect_of(db, asked(colleague, 1))
    assert effect_of(db, asked(colleague, 1), staff(Role.OWNER)).after.available == 1


def test_nobody_and_the_past_get_no_credits(db: Database) -> None:
    with pytest.raises(NoSuchUser):
        effect_of(db, asked("usr_none", 1))
    user_id = db.transact(new_user)
    with pytest.raises(ExpiryPast):
        effect_of(db, asked(user_id, 1, expires_at=NOW - timedelta(seconds=1)))
