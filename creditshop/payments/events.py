"""What a payment provider reports, as plain values. Times are aware UTC, amounts are in minor units."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

PURCHASE_KEY = "creditshop_purchase"  # the metadata key that names our purchase at the provider
REFUND_KEY = "creditshop_refund"  # and the one that names our refund


@dataclass(frozen=True, slots=True)
class CheckoutSession:
    """A hosted checkout as the provider tells it.

    `status` is open, complete or expired; `payment_status` is paid, unpaid or no_payment_required.
    `amount_subtotal` is before discounts and tax, `amount_total` is what is charged. `payment_failed`: the buyer was
    done, but the delayed payment did not succeed; told only to who asks, since an event has no more than the session.
    """

    id: str
    status: str
    payment_status: str
    url: str | None
    currency: str
    amount_subtotal: int
    amount_total: int
    amount_discount: int
    amount_tax: int
    livemode: bool
    purchase_id: str | None
    payment_intent_id: str | None
    expires_at: datetime
    presentment_amount: int | None = None
    presentment_currency: str | None = None
    payment_failed: bool = False


@dataclass(frozen=True, slots=True)
class PaymentAttempt:
    """A payment intent whose attempt failed: why, in the provider's words and code."""

    payment_intent_id: str
    purchase_id: str | None
    amount_minor: int
    currency: str
    livemode: bool
    decline_code: str | None
    message: str | None


@dataclass(frozen=True, slots=True)
class Refund:
    """Money on its way back. `refund_id` is the refund of ours that it carries out; None when it was made elsewhere.

    `status` is pending, requires_action, succeeded, failed or canceled; `reason` and `failure_reason` are the
    provider's codes.
    """

    id: str
    status: str
    amount_minor: int
    currency: str
    payment_intent_id: str | None
    purchase_id: str | None
    refund_id: str | None
    reason: str | None
    failure_reason: str | None
    created: datetime


@dataclass(frozen=True, slots=True)
class MoneyReturned:
    """A payment of which `amount_refunded` has gone back in all, as of the event."""

    payment_intent_id: str | None
    amount_refunded: int
    currency: str


@dataclass(frozen=True, slots=True)
class Dispute:
    """A buyer asks their bank for the money back.

    `status` is the provider's: warning_needs_response, warning_under_review, warning_closed, needs_response,
    under_review, won, lost or prevented. `withdrawn_minor` is what the provider has taken from the account for it so
    far, less what it gave back, in so many `movements`; `fee_minor` is its fee, likewise. `submissions` counts the
    evidence handed in.
    """

    id: str
    status: str
    reason: str
    amount_minor: int
    currency: str
    payment_intent_id: str | None
    withdrawn_minor: int
    fee_minor: int
    movements: int
    due_by: datetime | None
    submissions: int
    created: datetime


@dataclass(frozen=True, slots=True)
class FraudWarning:
    """A card network says early that a payment was reported as fraud. `actionable`: a refund still avoids a dispute."""

    id: str
    payment_intent_id: str | None
    fraud_type: str
    actionable: bool
    created: datetime


@dataclass(frozen=True, slots=True)
class Review:
    """The provider's fraud check asks a person to look at a payment, or says how that ended."""

    id: str
    payment_intent_id: str | None
    open: bool
    reason: str
    created: datetime


Subject = CheckoutSession | PaymentAttempt | Refund | MoneyReturned | Dispute | FraudWarning | Review


@dataclass(frozen=True, slots=True)
class Event:
    """A verified webhook: its identity, its body as it came, and what it is about when the shop knows the kind.

    `purchase_id` is the purchase of ours that its object names, `payment_intent_id` the payment that it is about, of
    whatever kind the object is. `fault` says why it could not be read. `account` is where it happened, when the
    provider says so: several may share an endpoint.
    """

    provider: str
    id: str
    type: str
    created: datetime
    livemode: bool
    api_version: str | None
    payload: dict[str, Any] = field(repr=False)
    purchase_id: str | None = None
    subject: Subject | None = None
    fault: str | None = None
    account: str | None = None
    payment_intent_id: str | None = None
