"""Use, grants and explanations: the owner's alone, in words and figures that add up."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from creditshop.apikeys import Scope, create_key
from creditshop.checkout import Buyer
from creditshop.clock import utcnow
from creditshop.database import new_id
from creditshop.ledger import Lot, Posted, open_wallet, post_one, wallet_of
from creditshop.ui.states.movement import sentence
from creditshop.ui.states.reading import overview
from creditshop.ui.states.rows import grant_row, movement_row
from creditshop.ui.states.usage import runway
from creditshop.ui.states.wallet_reading import Usage, explained, grants, lasts, usage
from tests.conftest import Database
from tests.ledger.acts import (
    capture,
    expire,
    freeze,
    grant,
    open_hold,
    reinstate,
    release,
    revoke,
    spend,
    unfreeze,
    use,
)
from tests.ui.bought import make_shop, paid

ADA, BOB = Buyer("usr_ada", "ada@example.com", "en"), Buyer("usr_bob", "bob@example.com", "en")
TODAY = date(2026, 3, 20)


def wallet(db: Database, owner_id: str = ADA.user_id) -> str:
    return db.transact(open_wallet, owner_id, now=utcnow())


def at(day: date) -> datetime:
    return datetime.fromisoformat(f"{day}T12:00:00+00:00")


def done(db: Database, operation: Any, now: datetime | None = None) -> Posted:
    def act(session: Session) -> Posted:
        return post_one(session, operation, now=now or utcnow())

    return db.transact(act)


def words(db: Database, posted: Posted, owner_id: str = ADA.user_id) -> str:
    """What the explanation of an operation says."""
    found = db.transact(explained, owner_id, str(posted.operation_id))
    assert found
    return sentence(found.explanation, found.names, "en")


def test_somebody_new_has_used_nothing(db: Database) -> None:
    found = db.transact(usage, "usr_new", days=30, today=TODAY)
    assert (found.use, found.recent, found.available) == ((), (), 0)
    assert db.transact(grants, "usr_new", now=utcnow()).grants == ()
    assert db.transact(explained, "usr_new", "op_nothing") is None


def test_use_is_of_the_days_asked_for_and_the_pace_of_two_weeks(db: Database) -> None:
    own = wallet(db)
    done(db, grant(own, 1000), at(TODAY - timedelta(60)))
    for back, amount in ((40, 1), (20, 2), (10, 30), (0, 40)):
        done(db, use(own, amount, "image.resize"), at(TODAY - timedelta(back)))
    week = db.transact(usage, ADA.user_id, days=7, today=TODAY)
    assert [one.credits for one in week.use] == [40]
    assert [one.credits for one in week.recent] == [30, 40]
    month = db.transact(usage, ADA.user_id, days=30, today=TODAY)
    assert [one.credits for one in month.use] == [2, 30, 40]
    assert month.available == 927
    assert lasts(month, TODAY) == 927 * 11 // 70
    assert db.transact(usage, BOB.user_id, days=90, today=TODAY).use == ()


def test_how_long_credits_last_is_said_in_words() -> None:
    assert lasts(Usage((), (), 100, {}), TODAY) is None
    said = {days: runway(days, "en") for days in (None, 0, 1, 2, 365, 366)}
    assert said[None] == ""
    assert "less than a day" in said[0] and "about a day" in said[1] and "about 2 days" in said[2]
    assert "365 days" in said[365] and "more than a year" in said[366]


def test_grants_come_in_burn_order_with_what_is_held(db: Database) -> None:
    shop = make_shop(db)
    bought = paid(shop, ADA)
    own = str(db.transact(wallet_of, ADA.user_id))
    hold = done(db, open_hold(own, 250), shop.now)
    found = db.transact(grants, ADA.user_id, now=shop.now)
    assert [(one.cause, one.remaining, one.held) for one in found.grants] == [("bonus", 0, 250), ("purchase", 2500, 0)]
    assert [one.id for one in found.holds] == [hold.hold_id]
    assert found.names == {bought.id: "Maker"}
    done(db, release(own, hold.hold_id), shop.now)
    assert db.transact(grants, ADA.user_id, now=shop.now).holds == ()


def test_each_kind_of_operation_is_explained_in_words(db: Database) -> None:
    own, now = wallet(db), utcnow()
    arrived = done(db, grant(own, 100, reference="pur_1"))
    spent = done(db, use(own, 5, "image.resize"))
    first, second = done(db, open_hold(own, 20)), done(db, open_hold(own, 10))
    captured = done(db, capture(own, first.hold_id, 15))
    released = done(db, release(own, second.hold_id))
    done(db, open_hold(own, 7, lasts=timedelta(minutes=1)))
    ended = done(db, expire(own), now + timedelta(minutes=2))
    frozen, free = done(db, freeze(own, "pur_1")), done(db, unfreeze(own, "pur_1"))
    taken = done(db, revoke(own, 10, reference="pur_1", key="refund"))
    back = done(db, reinstate(own, 10, "refund", reference="pur_1"))
    fixed = done(db, replace(revoke(own, 3, reference="counted twice"), cause="adjustment"))
    about = (arrived, spent, first, captured, released, ended, frozen, free, taken, back, fixed)
    assert [words(db, one) for one in about] == [
        "100 credits arrived: pur_1 package",
        "5 credits were used: image.resize · job_1",
        "20 credits were set aside: job_1",
        "15 credits that had been set aside were used: job_1",
        "10 credits that had been set aside came back: job_1",
        "7 credits that had been set aside came back: job_1",
        "80 credits were frozen because their payment is disputed: pur_1",
        "80 credits are no longer frozen: pur_1",
        "10 credits were taken back: Refund of pur_1",
        "10 credits were given back: Refund of pur_1 failed",
        "3 credits were taken back: Adjusted by the shop",
    ]


def test_a_list_says_which_way_credits_went_and_what_was_about_debt(db: Database) -> None:
    own, now = wallet(db), utcnow()
    done(db, grant(own, Lot(50, "purchase", 50, "eur", expires_at=now + timedelta(days=1)), reference="pur_1"))
    for operation in (freeze(own, "pur_1"), unfreeze(own, "pur_1"), spend(own, 40)):
        done(db, operation)
    later = now + timedelta(days=2)
    done(db, revoke(own, 50, reference="pur_1", key="refund"), later)
    done(db, grant(own, 15, reference="pur_2"), later)
    done(db, replace(reinstate(own, 50, "refund", reference="pur_1"), cause="dispute"), later)
    moved = db.transact(overview, ADA.user_id, recent=20, now=later).movements
    assert [(row.what, row.change) for row in reversed([movement_row(one, {}, "en") for one in moved])] == [
        ("pur_1 package", "+ 50"),
        ("pur_1: 50 frozen, payment disputed", "0"),
        ("pur_1: 50 no longer frozen", "0"),
        ("job_1", "− 40"),
        ("Expired", "− 10"),
        ("Refund of pur_1 · 10 expired credits", "0"),
        ("Refund of pur_1 · becomes debt", "− 40"),
        ("pur_2 package · settles debt", "+ 15"),
        ("Disputed payment of pur_1 confirmed · settles debt", "+ 25"),
        ("Disputed payment of pur_1 confirmed", "+ 15"),
        ("Disputed payment of pur_1 confirmed · 10 expired credits", "0"),
    ]
    for movement in moved:
        assert movement_row(movement, {}, "de").what


def test_a_frozen_grant_is_shown_as_such(db: Database) -> None:
    own = wallet(db)
    done(db, grant(own, 100, reference="pur_1"))
    done(db, freeze(own, "pur_1"))
    (frozen,) = db.transact(grants, ADA.user_id, now=utcnow()).grants
    row = grant_row(frozen, {}, "en")
    assert (row.left, row.frozen, row.of) == ("0", "100 frozen", "of 100")


def test_a_spend_is_followed_back_to_the_payment(db: Database) -> None:
    shop = make_shop(db)
    bought = paid(shop, ADA)
    own = str(db.transact(wallet_of, ADA.user_id))
    posted = done(db, spend(own, 300), shop.now)
    found = db.transact(explained, ADA.user_id, str(posted.operation_id))
    assert found
    assert sorted(movement.amount for movement in found.explanation.movements) == [50, 250]
    assert found.purchases == {bought.id: bought}
    assert {one.reference for one in found.explanation.grants} == {bought.id}


def test_somebody_elses_operation_looks_like_a_missing_one(db: Database) -> None:
    posted = done(db, grant(wallet(db), 100))
    wallet(db, BOB.user_id)
    for owner_id in (BOB.user_id, "usr_new"):
        assert db.transact(explained, owner_id, str(posted.operation_id)) is None


def test_only_own_keys_are_named(db: Database) -> None:
    posted = done(db, grant(wallet(db), 100))
    for owner_id, name in ((ADA.user_id, "own"), (BOB.user_id, "bobs"), (None, "shops")):
        wish = {"name": name, "scopes": {Scope.READ}, "created_by": new_id("usr")}
        db.transact(create_key, owner_id=owner_id, now=utcnow(), **wish)
    found = db.transact(explained, ADA.user_id, str(posted.operation_id))
    assert found and list(found.keys.values()) == ["own"]


def test_a_reference_to_somebody_elses_hold_says_nothing_of_it(db: Database) -> None:
    other = wallet(db, BOB.user_id)
    done(db, grant(other, 10))
    theirs = done(db, replace(open_hold(other, 10), reference="Bob's secret")).hold_id
    own = wallet(db)
    done(db, grant(own, 10))
    spent = done(db, replace(spend(own, 5), reference=theirs))
    assert theirs in words(db, spent)
    assert "secret" not in words(db, spent)
