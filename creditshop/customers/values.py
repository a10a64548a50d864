"""What the pages about customers show and ask for: values."""

from dataclasses import dataclass
from datetime import datetime

from creditshop.accounts import AccountView
from creditshop.ledger import Balance, Parts


@dataclass(frozen=True, slots=True)
class CustomerView:
    """A person and their credits; nothing for who never had any."""

    account: AccountView
    balance: Balance


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """Some customers; `next_before` asks for the following page and is None on the last."""

    customers: tuple[CustomerView, ...]
    next_before: str | None


@dataclass(frozen=True, slots=True)
class Adjustment:
    """Credits to give (`change` above 0) or to take, and why. `id` is made once for each form: it is posted once.

    Given credits expire at `expires_at`, or never.
    """

    id: str
    user_id: str
    change: int
    reason: str
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """What an adjustment makes of a wallet's parts. What is due at that moment expires first."""

    before: Parts
    after: Parts
