"""Where a payment at the provider and our purchase differ, to the cent and to the credit."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session

from creditshop.checkout import (
    PurchaseNotFound,
    PurchaseState,
    PurchaseView,
    find_purchase,
    purchase_of_payment,
    sold_credits,
)
from creditshop.payments.events import Dispute, Refund
from creditshop.payments.records import Payment
from creditshop.reconciliation.kinds import Decision, Kind
from creditshop.reconciliation.models import DIFFERENCES
from creditshop.refunds import booked_return


@dataclass(frozen=True, slots=True)
class Found:
    """A difference that was seen: `expected` is what the other side says, `found` what the shop has."""

    kind: Kind
    subject: str
    purchase_id: str | None
    owner_id: str
    currency: str
    expected: int
    found: int
    credits: int = 0


def purchase_of(session: Session, payment: Payment) -> PurchaseView | None:
    """Our purchase that the payment names, or None."""
    try:
        return find_purchase(session, str(payment.purchase_id))
    except PurchaseNotFound:
        return None


def compare(session: Session, payment: Payment) -> tuple[Found, ...]:
    """In what a payment that names a purchase differs from it."""
    purchase = purchase_of(session, payment)
    if purchase is None:
        subject = payment.payment_intent_id or payment.id
        unknown = Found(Kind.UNKNOWN, subject, None, "", payment.currency, payment.amount_minor, 0)
        return () if payment.refunded_minor == payment.amount_minor else (unknown,)
    return (*_money(payment, purchase), *compare_credits(session, purchase))


def without_money(purchase: PurchaseView) -> Found:
    """The provider has no payment for a purchase that we count as paid."""
    return _found(Kind.NO_MONEY, purchase, 0, _charged(purchase))


def compare_credits(session: Session, purchase: PurchaseView) -> Iterator[Found]:
    """What a paid purchase has sold must have come, once: what the ledger has of it beside what its row says.

    What was approved for it before has come, too.
    """
    due = purchase.all_credits if purchase.state is PurchaseState.PAID else 0
    came = sold_credits(session, purchase.id) + _approved(session, purchase.id)
    if due != came:
        yield _found(Kind.CREDITS, purchase, due, came, due - came)


def compare_return(session: Session, seen: Refund | Dispute) -> tuple[Found, ...]:
    """In what a refund or a dispute differs from our row of it; what is no purchase's of ours is nothing to us."""
    booked = booked_return(session, seen)
    if booked is None:
        purchase = purchase_of_payment(session, str(seen.payment_intent_id))
    elif booked.is_current and (booked.amount_minor, booked.currency) == (seen.amount_minor, seen.currency):
        return ()
    else:
        purchase = find_purchase(session, booked.purchase_id)
    if purchase is None:
        return ()
    kind = Kind.REFUND if isinstance(seen, Refund) else Kind.DISPUTE
    ours = booked.amount_minor if booked else 0
    return (Found(kind, seen.id, purchase.id, purchase.owner_id, seen.currency, seen.amount_minor, ours),)


def _money(payment: Payment, purchase: PurchaseView) -> Iterator[Found]:
    if not purchase.had_money and payment.refunded_minor < payment.amount_minor:
        yield _found(Kind.UNCREDITED, purchase, payment.amount_minor, 0)
        return
    if payment.currency != purchase.currency:  # no figure of the one is comparable to one of the other
        paid = (purchase.id, purchase.id, purchase.owner_id, payment.currency, payment.amount_minor, 0)
        yield Found(Kind.CURRENCY, *paid)
        return
    if payment.amount_minor != _charged(purchase):
        yield _found(Kind.AMOUNT, purchase, payment.amount_minor, _charged(purchase))
    if payment.refunded_minor != purchase.refunded_minor:
        yield _found(Kind.REFUNDED, purchase, payment.refunded_minor, purchase.refunded_minor)


def _approved(session: Session, purchase_id: str) -> int:
    mine = (DIFFERENCES.c.purchase_id == purchase_id, DIFFERENCES.c.decision == Decision.APPROVED)
    return int(session.connection().scalar(select(func.sum(DIFFERENCES.c.credits)).where(*mine)) or 0)


def _charged(purchase: PurchaseView) -> int:
    return purchase.amount_minor if purchase.amount_total is None else purchase.amount_total


def _found(kind: Kind, purchase: PurchaseView, expected: int, found: int, credits_: int = 0) -> Found:
    return Found(kind, purchase.id, purchase.id, purchase.owner_id, purchase.currency, expected, found, credits_)
