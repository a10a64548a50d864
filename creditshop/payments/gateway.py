"""The calls the shop makes to a payment provider. The composition root binds an implementation."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from creditshop.payments.events import CheckoutSession, Dispute, Event, Refund
from creditshop.payments.records import MoneyMovement, Payment


class SessionStatus(StrEnum):
    """What a hosted checkout can be in."""

    OPEN = "open"
    COMPLETE = "complete"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class CheckoutRequest:
    """Everything needed to open a hosted checkout; stored with the purchase, so that a repeat sends the same bytes.

    `amount_minor` in the provider's minor units of `currency`; `metadata` goes onto the session and the payment intent.
    """

    idempotency_key: str
    amount_minor: int
    currency: str
    product_name: str
    product_description: str
    customer_email: str | None
    client_reference_id: str
    metadata: dict[str, str]
    success_url: str
    cancel_url: str
    expires_at: datetime
    locale: str


@dataclass(frozen=True, slots=True)
class RefundRequest:
    """Everything needed to give money back; a repeat sends the same bytes.

    `amount_minor` in minor units of the payment's currency; `reason` is duplicate, fraudulent, requested_by_customer
    or None; `metadata` names our refund and purchase.
    """

    idempotency_key: str
    payment_intent_id: str
    amount_minor: int
    reason: str | None
    metadata: dict[str, str]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a dispute is answered with, in text; what is empty is left out."""

    product_description: str
    customer_email: str
    customer_ip: str
    service_date: str
    access_activity_log: str
    refund_policy: str
    text: str


class PaymentGateway(Protocol):
    """A payment provider. Every method may raise GatewayUnavailable or GatewayRefused, within seconds."""

    async def account_id(self) -> str:
        """The id of the account that the key belongs to."""

    async def create_checkout(self, request: CheckoutRequest) -> CheckoutSession:
        """Open a hosted checkout. Repeating the same request gives the same session. Raises StoredFailure too."""

    async def retrieve_checkout(self, session_id: str) -> CheckoutSession:
        """The session as it is now. Raises SessionMissing."""

    async def expire_checkout(self, session_id: str) -> CheckoutSession:
        """Close an open session, so that it cannot be paid; return it as it is then (it may have been paid before)."""

    async def find_checkout(self, purchase_id: str, created_from: datetime) -> CheckoutSession | None:
        """The session whose metadata names this purchase, among those created in the day from then on, or None."""

    async def create_refund(self, request: RefundRequest) -> Refund:
        """Give money back. Repeating the same request gives the same refund. Raises StoredFailure too."""

    async def refunds_of(self, payment_intent_id: str) -> tuple[Refund, ...]:
        """Every refund of a payment, whoever made it."""

    async def retrieve_dispute(self, dispute_id: str) -> Dispute:
        """The dispute as it is now."""

    async def submit_evidence(self, dispute_id: str, evidence: Evidence, *, idempotency_key: str) -> Dispute:
        """Answer a dispute, for good; return it as it is then."""

    async def events_since(self, since: datetime, types: Collection[str]) -> tuple[Event, ...]:
        """The events of these types that the provider made from then on and still has, oldest first."""

    async def payments_since(self, since: datetime) -> tuple[Payment, ...]:
        """The payments that were made from then on and succeeded, oldest first."""

    async def payment_of(self, payment_intent_id: str) -> Payment | None:
        """The payment that succeeded for this intent, or None."""

    async def refunds_since(self, since: datetime) -> tuple[Refund, ...]:
        """The refunds that were made from then on, oldest first."""

    async def disputes_since(self, since: datetime) -> tuple[Dispute, ...]:
        """The disputes that were opened from then on, oldest first."""

    async def movements_since(self, since: datetime) -> tuple[MoneyMovement, ...]:
        """Every movement of the account's money from then on, oldest first."""
