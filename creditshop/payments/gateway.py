"""The calls the shop makes to a payment provider. The composition root binds an implementation."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from creditshop.payments.events import CheckoutSession


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
