"""What the provider reports becomes credits once, if it matches what was sold, in whatever order it arrives."""

import asyncio
import itertools
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from creditshop.checkout import (
    NotLinkedYet,
    PurchaseState,
    apply_session,
    record_failed_attempt,
)
from creditshop.checkout.fulfilment import give_up
from creditshop.checkout.models import Purchase
from creditshop.checkout.moves import move
from creditshop.checkout.states import MOVES, Signal
from creditshop.database import announcements, transact
from creditshop.inbox import NotOurs
from creditshop.ledger import grants_of
from creditshop.notices import AddressInvalid
from tests.checkout.conftest import ADA, SESSION, Shop, suspicious
from tests.checkout.life import TRANSITIONS


def test_the_table_knows_every_state_and_every_signal() -> None:
    assert {(state, signal) for state, signal, _ in TRANSITIONS} == set(itertools.product(PurchaseState, Signal))
    assert set(MOVES) == set(Signal)


def report(shop: Shop, signal: str) -> None:
    """Let the purchase hear it, as the provider would say it."""
    purchase = shop.purchases[0]
    match signal:
        case "opened":
            shop.hear(shop.provider.sessions[SESSION])
        case "completed":
            shop.hear(shop.provider.complete(SESSION))
        case "paid":
            shop.hear(shop.provider.pay(SESSION))
        case "failed":
            shop.hear(shop.provider.complete(SESSION), failed=True)
        case "not_opened":
            shop.db.transact(give_up, purchase.id, "no", now=shop.now)
        case "expired":
            shop.hear(shop.provider.expire(SESSION))
        case "mismatch":
            shop.hear(shop.provider.pay(SESSION, amount_subtotal=1))
        case "refunded":
            shop.db.transact(_move, purchase.id, Signal.REFUNDED, shop.now)
        case "returned":
            shop.db.transact(_move, purchase.id, Signal.RETURNED, shop.now)
        case "held":
            with suspicious("odd"):
                shop.hear(shop.provider.pay(SESSION))


def _move(session: Session, purchase_id: str, signal: Signal, now: datetime) -> None:
    move(session, session.get_one(Purchase, purchase_id), signal, now=now, detail="why")


async def test_every_report_in_every_state_leads_where_the_table_says(sold: Shop) -> None:
    purchase = sold.purchases[0]
    opened = sold.provider.sessions[SESSION]
    for state, signal, after in TRANSITIONS:
        sold.provider.sessions[SESSION] = opened
        paid_at = sold.now if state == "paid" else None
        attention = "because" if state == "review" else None
        blank = {"held_at": None, "payment_status": None}
        sold.edit(purchase.id, state=state, paid_at=paid_at, attention=attention, **blank)
        before = len(sold.detail(purchase.id).timeline)
        report(sold, signal)
        timeline = sold.detail(purchase.id).timeline
        assert sold.purchases[0].state == after, (state, signal)
        repeated = state == after == MOVES[Signal(signal)][0] and signal not in ("mismatch", "held", "returned")
        repeated |= (state, signal) == ("paid", "held")  # nobody asks again about what has its credits
        assert len(timeline) - before == (0 if repeated else 1), (state, signal)
    assert sold.credits() == 2_750  # however often it was paid


async def test_a_paid_purchase_grants_its_credits_sends_a_receipt_and_tells_the_pages(
    sold: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []
    monkeypatch.setattr(announcements, "_listeners", [heard.extend])
    paid = sold.hear(sold.provider.pay(SESSION))
    assert (paid.state, paid.paid_at, paid.payment_intent_id) == ("paid", sold.now, f"pi_{SESSION}")
    lots = sorted((lot.cause, lot.amount, lot.price_minor) for lot in sold.db.transact(grants_of, [paid.id]))
    assert lots == [("bonus", 250, 0), ("purchase", 2_500, 2_200)]
    assert {lot.expires_at for lot in sold.db.transact(grants_of, [paid.id])} == {sold.now + timedelta(days=365)}
    assert sold.mails() == [("receipt", "ada@example.com")]
    assert ADA.user_id in heard
    assert sold.problems() == []


async def test_many_reports_at_once_grant_once(sold: Shop) -> None:
    seen = sold.provider.pay(SESSION)
    await asyncio.gather(*(transact(apply_session, seen, now=sold.now) for _ in range(20)))
    assert (sold.credits(), sold.mails(), sold.problems()) == (2_750, [("receipt", "ada@example.com")], [])


async def test_a_delayed_payment_is_processing_until_the_money_is_there(sold: Shop) -> None:
    assert sold.hear(sold.provider.complete(SESSION)).state == "processing"
    assert (sold.credits(), sold.mails()) == (0, [])
    sold.hear(sold.provider.pay(SESSION))
    assert sold.credits() == 2_750


async def test_a_delayed_payment_that_fails_tells_the_buyer_and_gives_nothing(sold: Shop) -> None:
    sold.hear(sold.provider.complete(SESSION))
    for _ in range(2):
        assert sold.hear(sold.provider.sessions[SESSION], failed=True).state == "failed"
    assert (sold.credits(), sold.mails()) == (0, [("payment_failed", "ada@example.com")])


async def test_an_open_session_is_not_money_whatever_it_owes(sold: Shop) -> None:
    assert sold.hear(sold.provider.change(SESSION, payment_status="no_payment_required")).state == "open"
    assert sold.credits() == 0


async def test_an_order_that_costs_nothing_grants_without_a_payment_intent(sold: Shop) -> None:
    free = {"amount_total": 0, "amount_discount": 2_200, "payment_status": "no_payment_required"}
    paid = sold.hear(sold.provider.pay(SESSION, payment_intent_id=None, **free))
    assert (paid.state, paid.payment_intent_id, paid.amount_total, sold.credits()) == ("paid", None, 0, 2_750)


async def test_discount_and_tax_are_recorded_as_they_came(sold: Shop) -> None:
    charged = {"amount_discount": 500, "amount_tax": 340, "amount_total": 2_040}
    paid = sold.hear(sold.provider.pay(SESSION, presentment_amount=1_900, presentment_currency="eur", **charged))
    assert (paid.amount_discount, paid.amount_tax, paid.amount_total) == (500, 340, 2_040)
    assert (paid.presentment_amount, paid.presentment_currency) == (1_900, "eur")
    assert max(lot.price_minor for lot in sold.db.transact(grants_of, [paid.id])) == 1_700


async def test_old_news_does_not_replace_what_is_known(sold: Shop) -> None:
    early = sold.provider.complete(SESSION)
    sold.hear(sold.provider.pay(SESSION, amount_total=2_618, amount_tax=418))
    late = sold.hear(early)
    assert (late.state, late.payment_status, late.amount_total) == ("paid", "paid", 2_618)


async def test_a_report_that_overtakes_the_answer_is_adopted(sold: Shop) -> None:
    purchase = sold.purchases[0]
    sold.edit(purchase.id, session_id=None, session_url=None, state="created")
    adopted = sold.hear(sold.provider.pay(SESSION))
    assert (adopted.id, adopted.session_id, adopted.state) == (purchase.id, SESSION, "paid")


@pytest.mark.parametrize("names", [None, "pur_of_another_shop"])
async def test_a_session_of_ours_is_ours_whatever_became_of_its_metadata(sold: Shop, names: str | None) -> None:
    paid = sold.hear(sold.provider.pay(SESSION, purchase_id=names))
    assert (paid.state, paid.attention, sold.credits(), sold.problems()) == ("paid", None, 2_750, [])


@pytest.mark.parametrize("names", [None, "pur_of_another_shop", "x'; --"])
async def test_payments_of_other_applications_are_not_ours(sold: Shop, names: str | None) -> None:
    with pytest.raises(NotOurs):
        sold.hear(sold.provider.pay(SESSION, id="cs_test_other", purchase_id=names))
    with pytest.raises(NotOurs):
        attempt = replace(sold.provider.decline(SESSION), purchase_id=names)
        sold.db.transact(record_failed_attempt, attempt, event_id="evt_1", now=sold.now)
    assert sold.states() == ["open"]


async def test_declined_attempts_are_kept_once_each_and_leave_the_session_open(sold: Shop) -> None:
    for event_id in ("evt_1", "evt_1", "evt_2"):
        attempt = sold.provider.decline(SESSION, code="lost_card" if event_id == "evt_2" else "insufficient_funds")
        sold.db.transact(record_failed_attempt, attempt, event_id=event_id, now=sold.now)
        sold.provider.now += timedelta(seconds=1)
    detail = sold.detail(sold.purchases[0].id)
    assert [attempt.decline_code for attempt in detail.attempts] == ["insufficient_funds", "lost_card"]
    assert [line.detail for line in detail.timeline if line.what == "declined"] == ["insufficient_funds", "lost_card"]
    assert detail.purchase.state == "open"


async def test_a_decline_waits_until_its_purchase_has_a_session(sold: Shop) -> None:
    purchase = sold.purchases[0]
    attempt = sold.provider.decline(SESSION)
    sold.edit(purchase.id, session_id=None, session_url=None, state="created")
    with pytest.raises(NotLinkedYet):
        sold.db.transact(record_failed_attempt, attempt, event_id="evt_1", now=sold.now)


async def test_a_report_that_cannot_be_applied_leaves_nothing_behind(sold: Shop) -> None:
    """The mail cannot be written, so the credits are not granted either."""
    purchase = sold.purchases[0]
    sold.edit(purchase.id, email="not an address")
    with pytest.raises(AddressInvalid):
        sold.hear(sold.provider.pay(SESSION))
    assert (sold.states(), sold.credits()) == (["open"], 0)


async def test_the_time_line_tells_the_whole_story(sold: Shop) -> None:
    for say in ("completed", "paid", "expired"):
        report(sold, say)
    told = [(line.what, line.from_state, line.to_state) for line in sold.detail(sold.purchases[0].id).timeline]
    assert told == [
        ("opened", "created", "open"),
        ("completed", "open", "processing"),
        ("paid", "processing", "paid"),
        ("expired", "paid", "paid"),
    ]
