"""Which function a payment event goes to: the whole table, on one screen.

A handler works in the caller's transaction and is safe to run repeatedly: events come twice, late, and in any order.
"""

from datetime import datetime
from typing import TypeVar

from sqlmodel import Session

from creditshop.checkout import apply_session, record_failed_attempt
from creditshop.fraud import hear_review, hear_warning, on_declined
from creditshop.inbox import Handler, NotOurs, Unreadable
from creditshop.payments.events import CheckoutSession, Event, FraudWarning, PaymentAttempt, Review

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


HANDLERS: dict[str, Handler] = {
    "checkout.session.completed": session_reported,
    "checkout.session.async_payment_succeeded": session_reported,
    "checkout.session.async_payment_failed": delayed_payment_failed,
    "checkout.session.expired": session_reported,
    "payment_intent.payment_failed": attempt_failed,
    "radar.early_fraud_warning.created": fraud_warned,
    "radar.early_fraud_warning.updated": fraud_warned,
    "review.opened": review_reported,
    "review.closed": review_reported,
}

# Kept until their handlers exist, and replayed then. Any other type is ignored.
AWAITED = frozenset(
    {
        "refund.created",
        "refund.updated",
        "refund.failed",
        "charge.refunded",
        "charge.dispute.created",
        "charge.dispute.updated",
        "charge.dispute.closed",
        "charge.dispute.funds_withdrawn",
        "charge.dispute.funds_reinstated",
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


def _subject(event: Event, kind: type[T]) -> T:
    if isinstance(event.subject, kind):
        return event.subject
    if event.fault and event.purchase_id:
        raise Unreadable(event.fault)
    raise NotOurs("not about a payment for a package")
