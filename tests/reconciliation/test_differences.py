"""What differs by one cent or one credit is found, explained, and settled by a person, once."""

from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlmodel import Session, SQLModel

from creditshop import reconciliation
from creditshop.audit import Search, entries
from creditshop.clock import utcnow
from creditshop.payments.events import CheckoutSession
from creditshop.reconciliation import (
    DifferenceNotFound,
    DifferenceSettled,
    Kind,
    NothingProposed,
    approve,
    dismiss,
    settled,
)
from tests.reconciliation.conftest import Office
from tests.refunds.conftest import OWNER
from tests.waiting import until


async def paid(office: Office, name: str) -> str:
    """Somebody has bought, and the webhook came."""
    purchase_id = await office.bought(name)
    until(lambda: office.credits(f"usr_{name}") == 2750, what="the credits")
    return purchase_id


async def test_a_cent_and_a_credit_are_found_and_nothing_else(office: Office) -> None:
    cent, credit = await paid(office, "cent"), await paid(office, "credit")
    await paid(office, "sound")
    await office.reconcile()
    assert office.differences == ()
    office.edit(cent, amount_total=2201)
    office.edit(credit, credits=2501)
    for _ in range(2):
        await office.reconcile()
        found = {(one.kind, one.purchase_id, one.expected, one.found, one.credits) for one in office.differences}
        assert found == {(Kind.AMOUNT, cent, 2200, 2201, 0), (Kind.CREDITS, credit, 2751, 2750, 1)}
    office.edit(cent, amount_total=2200)
    await office.reconcile()
    assert [one.kind for one in office.differences] == [Kind.CREDITS]


async def test_the_proposed_credits_are_posted_once_with_their_reason(office: Office) -> None:
    credit = await paid(office, "credit")
    office.edit(credit, credits=2501)
    await office.reconcile()
    (found,) = office.differences
    decide = {"by": OWNER, "note": "one was missing", "now": found.found_at + timedelta(minutes=1)}
    office.db.transact(approve, found.id, **decide)
    for act in (approve, dismiss):
        with pytest.raises(DifferenceSettled):
            office.db.transact(act, found.id, **decide)
    assert office.credits("usr_credit") == 2751
    (noted,) = office.db.transact(entries, Search(action="difference.approve")).entries
    assert (noted.target, noted.reason, noted.after["credits"]) == (found.id, "one was missing", 1)
    await office.reconcile()
    assert office.differences == ()
    assert office.credits("usr_credit") == 2751


async def test_where_there_is_nothing_to_post_it_is_dismissed(office: Office) -> None:
    cent = await paid(office, "cent")
    office.edit(cent, amount_total=2199)
    await office.reconcile()
    (found,) = office.differences
    decide = {"by": OWNER, "note": "a rounding of ours", "now": found.found_at + timedelta(minutes=1)}
    with pytest.raises(NothingProposed):
        office.db.transact(approve, found.id, **decide)
    assert office.differences == (found,)
    office.db.transact(dismiss, found.id, **decide)
    await office.reconcile()
    assert office.differences == ()
    (kept,) = office.db.transact(settled)
    assert (kept.decision, kept.note) == ("dismissed", "a rounding of ours")
    with pytest.raises(DifferenceNotFound):
        office.db.transact(dismiss, "dif_none", **decide)


async def test_money_that_went_back_by_our_books_alone(office: Office) -> None:
    purchase_id = await paid(office, "somebody")
    office.edit(purchase_id, refunded_minor=1)
    await office.reconcile()
    (found,) = office.differences
    assert (found.kind, found.expected, found.found) == (Kind.REFUNDED, 0, 1)


async def test_a_payment_for_a_purchase_that_we_do_not_have(office: Office) -> None:
    session = office.stripe.session(
        metadata={"creditshop_purchase": "pur_nobodys"},
        payment_intent_data={"metadata": {"creditshop_purchase": "pur_nobodys"}},
    )
    office.stripe.pay(session)
    await office.reconcile()
    (found,) = office.differences
    assert (found.kind, found.purchase_id, found.expected) == (Kind.UNKNOWN, None, 2200)
    office.control(f"payments/{found.subject}/refund", amount=2200)
    office.stripe.later(60)  # refunds take a moment at the bank
    await reconciliation.reconcile(since=utcnow() + timedelta(days=2), now=utcnow() + timedelta(days=2))
    assert office.differences == ()


async def test_a_purchase_that_is_paid_by_our_books_alone(office: Office) -> None:
    """Nobody has paid; somebody has made up an answer of Stripe's."""
    await office.buy()
    (purchase,) = office.purchases
    made_up = CheckoutSession(
        id=str(purchase.session_id),
        status="complete",
        payment_status="paid",
        url=None,
        currency="usd",
        amount_subtotal=2200,
        amount_total=2200,
        amount_discount=0,
        amount_tax=0,
        livemode=False,
        purchase_id=purchase.id,
        payment_intent_id="pi_none",
        expires_at=purchase.expires_at,
    )
    office.hear(made_up)
    await office.reconcile()
    (found,) = office.differences
    assert (found.kind, found.expected, found.found) == (Kind.NO_MONEY, 0, 2200)


async def test_a_second_approval_posts_only_what_is_still_missing(office: Office) -> None:
    credit = await paid(office, "credit")
    for credits_, total in ((2501, 2751), (2502, 2752), (2500, 2750)):
        office.edit(credit, credits=credits_)
        await office.reconcile()
        (found,) = office.differences
        office.db.transact(approve, found.id, by=OWNER, note="as sold", now=found.found_at)
        assert office.credits("usr_credit") == total
    await office.reconcile()
    assert office.differences == ()


async def test_what_is_not_missing_any_more_is_not_posted(office: Office) -> None:
    credit = await paid(office, "credit")
    office.edit(credit, credits=2501)
    await office.reconcile()
    (found,) = office.differences
    office.edit(credit, credits=2500)
    with pytest.raises(DifferenceSettled):
        office.db.transact(approve, found.id, by=OWNER, note="was missing", now=found.found_at)
    assert office.credits("usr_credit") == 2750


async def test_another_currency_is_no_amount(office: Office) -> None:
    purchase_id = await paid(office, "somebody")
    office.edit(purchase_id, currency="eur")
    await office.reconcile()
    (found,) = office.differences
    assert (found.kind, found.currency, found.expected, found.found) == (Kind.CURRENCY, "usd", 2200, 0)


async def test_an_amount_that_was_never_written_down_is_the_price(office: Office) -> None:
    purchase_id = await paid(office, "somebody")
    office.edit(purchase_id, amount_total=None, amount_minor=2199)
    await office.reconcile()
    (found,) = office.differences
    assert (found.kind, found.expected, found.found) == (Kind.AMOUNT, 2200, 2199)


async def test_a_cent_of_a_refund_and_of_a_dispute_is_found_until_it_is_right(office: Office) -> None:
    refunded, disputed = await paid(office, "refunded"), await paid(office, "disputed")
    office.control(f"payments/{office.intent(refunded)}/refund", amount=100)
    office.control(f"payments/{office.intent(disputed)}/dispute")
    office.stripe.later(60)  # refunds take a moment at the bank
    await office.reconcile()
    assert office.differences == ()
    amend(office, refund=101, dispute=2199)
    for _ in range(2):
        await office.reconcile()
        found = {(one.kind, one.purchase_id, one.expected, one.found) for one in office.differences}
        assert found == {(Kind.REFUND, refunded, 100, 101), (Kind.DISPUTE, disputed, 2200, 2199)}
    amend(office, refund=100, dispute=2200)
    await office.reconcile()
    assert office.differences == ()


def amend(office: Office, **amounts: int) -> None:
    """Write another amount into every row of these tables."""
    for name, amount in amounts.items():
        statement = update(SQLModel.metadata.tables[name]).values(amount_minor=amount)
        office.db.transact(Session.execute, statement)
