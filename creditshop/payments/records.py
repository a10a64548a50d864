"""What a payment provider has on record, for comparing it with ours. Amounts are in minor units of `currency`."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Payment:
    """Money that was charged. `purchase_id` is the purchase of ours that it names; `refunded_minor` went back."""

    id: str
    payment_intent_id: str | None
    purchase_id: str | None
    amount_minor: int
    refunded_minor: int
    currency: str
    created: datetime


@dataclass(frozen=True, slots=True)
class MoneyMovement:
    """One movement of the account's money: what came in or (below 0) went out, and the provider's fee for it."""

    id: str
    category: str
    amount_minor: int
    fee_minor: int
    currency: str
    source: str | None
    created: datetime
