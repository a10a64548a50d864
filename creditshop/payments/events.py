"""What a payment provider reports, as plain values. Times are aware UTC, amounts are in minor units."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

PURCHASE_KEY = "creditshop_purchase"  # the metadata key that names our purchase at the provider


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
class Event:
    """A verified webhook: its identity, its body as it came, and what it is about when the shop knows the kind.

    `purchase_id` is the purchase of ours that its object names, of whatever kind that is. `fault` says why the object
    could not be read. `account` is where it happened, when the provider says so: several may share an endpoint.
    """

    provider: str
    id: str
    type: str
    created: datetime
    livemode: bool
    api_version: str | None
    payload: dict[str, Any] = field(repr=False)
    purchase_id: str | None = None
    subject: CheckoutSession | PaymentAttempt | None = None
    fault: str | None = None
    account: str | None = None
