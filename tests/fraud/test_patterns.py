"""Each rule fires at its threshold and not below, and says why in figures."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, text
from sqlmodel import Session

from creditshop.checkout import Sale
from creditshop.checkout.models import FailedAttempt, Purchase
from creditshop.fraud import Action, RuleName
from creditshop.fraud.patterns import ON_SALES, TOO_FEW, fired
from creditshop.fraud.spending import look
from creditshop.jobs.models import JOBS
from creditshop.ledger import post_one, wallet_of
from creditshop.refunds import freeze
from tests.checkout.conftest import Shop
from tests.fraud.conftest import buyer, decline, flags, paid, set_rule, wish
from tests.ledger.acts import spend
from tests.plans import plan

FIRST, SAME_IP = buyer("one", "203.0.113.7"), buyer("two", "203.0.113.7")
NEARBY, ELSEWHERE = buyer("three", "203.0.113.99"), buyer("four", "198.51.100.1")


@pytest.mark.parametrize(
    ("name", "second", "place"),
    [
        (RuleName.DECLINES_ACCOUNT, FIRST, {"owner_id": FIRST.user_id}),
        (RuleName.DECLINES_ADDRESS, SAME_IP, {"ip": "203.0.113.7"}),
        (RuleName.DECLINES_NETWORK, NEARBY, {"network": "203.0.113.0/24"}),
    ],
)
async def test_too_many_declines_flag_the_purchase_once(
    guarded: Shop, name: RuleName, second: object, place: object
) -> None:
    """OWASP ASVS 5.0, 2.4.1."""
    set_rule(guarded, name, Action.FLAG, threshold=4, window_minutes=30)
    decline(guarded, await wish(guarded, FIRST))
    guarded.provider.now += timedelta(minutes=31)  # that one is forgotten
    decline(guarded, await wish(guarded, FIRST), times=2)
    decline(guarded, await wish(guarded, ELSEWHERE))
    other = await wish(guarded, second)  # type: ignore[arg-type]
    decline(guarded, other)
    assert flags(guarded) == []
    decline(guarded, other, times=3)
    (flag,) = flags(guarded)
    assert (flag.rule, flag.facts) == (name, {"count": 4, "minutes": 30} | place)  # type: ignore[operator]
    flagged = next(one for one in guarded.purchases if one.id == flag.purchase_id)
    assert (flagged.session_id, flagged.state, flagged.attention) == (other, "open", flag.reason)
    assert ": 4 within 30 min" in flag.reason


async def test_many_accounts_of_one_network_are_flagged_with_their_payments(guarded: Shop) -> None:
    set_rule(guarded, RuleName.ACCOUNTS_NETWORK, Action.FLAG, threshold=3, window_minutes=60)
    for who in (FIRST, SAME_IP, ELSEWHERE, FIRST, buyer("unknown")):
        await paid(guarded, who)
    assert flags(guarded) == []
    third = await paid(guarded, NEARBY)
    (flag,) = flags(guarded)
    assert (flag.purchase_id, flag.facts) == (third.id, {"count": 3, "minutes": 60, "network": "203.0.113.0/24"})
    assert (third.state, third.attention) == ("paid", flag.reason)


async def test_a_first_purchase_is_compared_with_what_is_usual(guarded: Shop) -> None:
    usual, large = guarded.offer("starter").amount_minor, guarded.offer("scale").amount_minor
    set_rule(guarded, RuleName.LARGE_FIRST_PURCHASE, Action.FLAG, threshold=large // usual)
    await paid(guarded, FIRST, "starter")
    guarded.db.transact(_copies, TOO_FEW - 2)
    await paid(guarded, buyer("a"), "scale")  # one too few to say what is usual
    assert flags(guarded) == []
    guarded.edit(guarded.purchases[-1].id, amount_minor=usual)
    await paid(guarded, FIRST, "scale")  # not the first
    guarded.edit(guarded.purchases[-1].id, amount_minor=usual)
    await paid(guarded, buyer("b"), "starter")  # not large
    assert flags(guarded) == []
    set_rule(guarded, RuleName.LARGE_FIRST_PURCHASE, Action.FLAG, threshold=large // usual + 1)
    await wish(guarded, buyer("c"), "scale")
    sale = Sale(None, "usr_c", "", "", large, "usd")
    assert guarded.db.transact(lambda session: list(fired(session, sale, ON_SALES, guarded.now))) == []
    set_rule(guarded, RuleName.LARGE_FIRST_PURCHASE, Action.FLAG, threshold=large // usual)
    await paid(guarded, buyer("c"), "scale")
    (flag,) = flags(guarded)
    assert flag.facts == {"amount_minor": large, "currency": "usd", "average_minor": usual}


@pytest.mark.parametrize(("spent", "percent"), [(2_474, None), (2_475, 90), (2_750, 100)])
async def test_credits_that_are_spent_at_once_are_flagged_when_the_minutes_are_over(
    guarded: Shop, spent: int, percent: int | None
) -> None:
    set_rule(guarded, RuleName.FAST_SPENDING, Action.FLAG, threshold=90, window_minutes=7)
    purchase = await paid(guarded, FIRST)

    def job(session: Session) -> tuple[object, ...]:
        found = session.connection().execute(JOBS.select().where(JOBS.c.kind == "fraud.spending")).mappings().one()
        return found["args"], found["run_at"]

    args = {"purchase_id": purchase.id, "minutes": 7}
    assert guarded.db.transact(job) == (args, guarded.now + timedelta(minutes=7))
    wallet = str(guarded.db.transact(wallet_of, FIRST.user_id))
    guarded.db.transact(post_one, spend(wallet, spent), now=guarded.now)
    for _ in range(2):
        guarded.db.transact(look, **args, now=guarded.now)  # type: ignore[arg-type]
    facts = [{"percent": percent, "credits": spent, "minutes": 7}] if percent else []
    assert [flag.facts for flag in flags(guarded)] == facts
    assert (guarded.purchases[0].attention is not None) == bool(percent)


@pytest.mark.parametrize("gone", [{"refunded_minor": 1}, {"dispute_status": "lost"}])
async def test_what_was_given_back_was_not_spent(guarded: Shop, gone: dict[str, object]) -> None:
    set_rule(guarded, RuleName.FAST_SPENDING, Action.FLAG)
    purchase = await paid(guarded, FIRST)
    wallet = str(guarded.db.transact(wallet_of, FIRST.user_id))
    guarded.db.transact(post_one, spend(wallet, 2_750), now=guarded.now)
    guarded.edit(purchase.id, **gone)
    guarded.db.transact(look, purchase.id, 10, now=guarded.now)
    assert flags(guarded) == []


async def test_what_is_frozen_was_not_spent(guarded: Shop) -> None:
    set_rule(guarded, RuleName.FAST_SPENDING, Action.FLAG)
    purchase = await paid(guarded, FIRST)
    guarded.db.transact(freeze, purchase.id, "issfr_1", actor="provider", now=guarded.now)
    guarded.db.transact(look, purchase.id, 10, now=guarded.now)
    assert flags(guarded) == []


async def test_rules_read_only_what_they_count(guarded: Shop) -> None:
    decline(guarded, await wish(guarded, FIRST))
    for name in ON_SALES:
        set_rule(guarded, name, Action.FLAG)
    guarded.db.transact(_copies, 3000)
    sale = Sale(None, FIRST.user_id, "203.0.113.7", "203.0.113.0/24", 2_200, "usd")
    found = guarded.db.transact(plan, lambda session: list(fired(session, sale, ON_SALES, guarded.now)))
    indexes = ("purchase_by_owner", "purchase_by_ip", "purchase_by_network", "purchase_last_paid")
    assert [name for name in indexes if name not in found] == []
    scans = ("Seq Scan on purchase", "Seq Scan on failed_attempt", "SCAN purchase\n", "SCAN failed_attempt\n")
    assert [scan for scan in scans if scan in found] == [], found


def _copies(session: Session, count: int) -> None:
    """As many more purchases like the first, paid by others, each with a declined attempt."""
    row = session.exec(Purchase.__table__.select().limit(1)).mappings().one()  # type: ignore[attr-defined]
    rows = [
        dict(row)
        | {"id": f"pur_{n}", "owner_id": f"usr_{n}", "state": "paid", "paid_at": row["created_at"]}
        | {
            "session_id": None,
            "payment_intent_id": None,
            "ip": f"10.{n}.1",
            "network": f"10.{n}/24",
        }
        for n in range(count)
    ]
    session.connection().execute(insert(Purchase), rows)
    declined = {"payment_intent_id": "pi_1", "amount_minor": 1, "currency": "usd", "at": row["created_at"]}
    attempts = [declined | {"id": f"att_{n}", "event_id": f"evt_{n}", "purchase_id": f"pur_{n}"} for n in range(count)]
    session.connection().execute(insert(FailedAttempt), attempts)
    session.connection().execute(text("ANALYZE"))
