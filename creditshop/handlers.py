"""Which function a payment event goes to: the whole table, on one screen.

A handler works in the caller's transaction and is safe to run repeatedly: events come twice, late, and in any order.
"""

from datetime import datetime
from typing import TypeVar

from sqlmodel import Session

from creditshop.checkout import apply_session, record_failed_attempt
from creditshop.fraud import hear_review, hear_warning, on_declined
from creditshop.inbox import Handler, NotOurs, Unreadable
from creditshop.payments.events import (
    CheckoutSession,
    Dispute,
    Event,
    FraudWarning,
    MoneyReturned,
    PaymentAttempt,
    Refund,
    Review,
)
from creditshop.refunds import hear_dispute, hear_money_returned, hear_refund

T = TypeVar("T")


def session_reported(session: Session, event: Event, *, now: datetime) -> None:
    """A checkout was completed, paid late, or expired: its purchase follows what the session says."""
    apply_session(session, _subject(event, CheckoutSession), now=now)


def delayed_payment_failed(session: Session, event: Event, *, now: datetime) -> None:
    """The money of a completed checkout never came. The session itself does not say so, the event does."""
    apply_session(session, _subject(event, CheckoutSession), failed=True, now=now)


def attempt_failed(session: Session, event: Event, *, now: datetime) -> None:
    """A card was declined; the buyer may try another one in the same session."""
    sale = record_failed_attempt(session, _subject(event, PaymentAttempt), event_id=event.id, now=now)
    on_declined(session, sale, now)


def fraud_warned(session: Session, event: Event, *, now: datetime) -> None:
    """A card network warns early that a payment was reported as fraud, or knows more by now."""
    hear_warning(session, _subject(event, FraudWarning), now=now)


def review_reported(session: Session, event: Event, *, now: datetime) -> None:
    """The provider's fraud check wants a payment looked at, or somebody has."""
    hear_review(session, _subject(event, Review), now=now)


def refund_reported(session: Session, event: Event, *, now: datetime) -> None:
    """A refund was made, here or in the provider's dashboard, or got further, or failed."""
    hear_refund(session, _subject(event, Refund), now=now)


def charge_refunded(session: Session, event: Event, *, now: datetime) -> None:
    """So much of a payment went back in all: if that is more than was heard of, its refunds are looked at."""
    hear_money_returned(session, _subject(event, MoneyReturned), now=now)


def dispute_reported(session: Session, event: Event, *, now: datetime) -> None:
    """A dispute was opened, moved money, or ended."""
    hear_dispute(session, _subject(event, Dispute), as_of=event.created, now=now)


HANDLERS: dict[str, Handler] = {
    "checkout.session.completed": session_reported,
    "checkout.session.async_payment_succeeded": session_reported,
    "checkout.session.async_payment_failed": delayed_payment_failed,
    "checkout.session.expired": session_reported,
    "payment_intent.payment_failed": attempt_failed,
    "refund.created": refund_reported,
    "refund.updated": refund_reported,
    "refund.failed": refund_reported,
    "charge.refunded": charge_refunded,
    "charge.dispute.created": dispute_reported,
    "charge.dispute.updated": dispute_reported,
    "charge.dispute.closed": dispute_reported,
    "charge.dispute.funds_withdrawn": dispute_reported,
    "charge.dispute.funds_reinstated": dispute_reported,
    "radar.early_fraud_warning.created": fraud_warned,
    "radar.early_fraud_warning.updated": fraud_warned,
    "review.opened": review_reported,
    "review.closed": review_reported,
}

# Kept until their handlers exist, and replayed then. Any other type is ignored.
AWAITED = frozenset(
    {
        "invoice.paid",
        "invoice.payment_failed",
        "invoice.payment_action_required",
        "customer.subscription.created",
        "customer.subscription.updated",
        "customer.subscription.deleted",
        "customer.subscription.paused",
        "customer.subscription.resumed",
        "customer.subscription.trial_will_end",
        "customer.subscription.pending_update_applied",
        "customer.subscription.pending_update_expired",
    }
)


_NAMED = (CheckoutSession, PaymentAttempt)  # of ours they name the purchase; the others name the payment at most


def _subject(event: Event, kind: type[T]) -> T:
    if isinstance(event.subject, kind):
        return event.subject
    if event.fault and (event.purchase_id or kind not in _NAMED):
        raise Unreadable(event.fault)
    raise NotOurs("not about a payment for a package")
