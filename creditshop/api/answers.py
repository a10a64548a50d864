"""What apps are answered: the same values in every API. Ids are prefixed, credits whole numbers, times UTC."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some of a list; `next_cursor` asks for what follows and is null on the last page."""

    data: tuple[T, ...]
    has_more: bool
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class Balance:
    """A wallet's credits: spendable, reserved, of disputed purchases, and debt."""

    available: int
    held: int
    frozen: int
    owed: int


@dataclass(frozen=True, slots=True)
class Wallet:
    """A customer's credits. `external_id` is the name that the app gave it."""

    id: str
    external_id: str | None
    balance: Balance
    suspended: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Share:
    """How many credits came from one grant."""

    grant: str
    credits: int


@dataclass(frozen=True, slots=True)
class Spend:
    """Credits that were used, the grants they came from, and the balance after it."""

    id: str
    wallet: str
    credits: int
    feature: str | None
    reference: str
    grants: tuple[Share, ...]
    balance: Balance
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Hold:
    """Reserved credits. `state` is open, captured, released or expired."""

    id: str
    wallet: str
    credits: int
    captured: int
    state: str
    feature: str | None
    reference: str
    expires_at: datetime
    created_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class HoldClosing:
    """The end of a hold: `credits` were used, `released` can be spent again; the balance after it."""

    id: str
    hold: str
    wallet: str
    credits: int
    released: int
    balance: Balance
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Gift:
    """Credits that were given, the grant they came as, and the balance after it."""

    id: str
    wallet: str
    credits: int
    grant: str
    reason: str
    expires_at: datetime | None
    balance: Balance
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Grant:
    """Credits that arrived together, what is left of them, and what all of them cost, in minor units."""

    id: str
    cause: str
    reference: str
    amount: int
    remaining: int
    held: int
    frozen: int
    expired: int
    price_minor: int
    currency: str | None
    expires_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """One movement of credits, out of or into one grant; `change` is what it did to all that the owner has."""

    id: str
    operation: str
    debit: str
    credit: str
    amount: int
    change: int
    grant: str | None
    cause: str
    feature: str | None
    reference: str
    balance: Balance
    created_at: datetime


@dataclass(frozen=True, slots=True)
class GrantThen:
    """What was left of a grant at a moment."""

    grant: str
    remaining: int
    held: int
    frozen: int


@dataclass(frozen=True, slots=True)
class BalanceAt:
    """A wallet as it was at a moment, and the grants that had credits left then."""

    wallet: str
    at: datetime
    balance: Balance
    grants: tuple[GrantThen, ...]


@dataclass(frozen=True, slots=True)
class DayUse:
    """What was used on one day (UTC) for a feature; null: without one."""

    day: date
    feature: str | None
    credits: int
    spends: int


@dataclass(frozen=True, slots=True)
class Package:
    """Credits on sale, the bonus on top, and the price in minor units."""

    slug: str
    name: str
    description: str
    credits: int
    bonus_credits: int
    validity_days: int
    amount_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class Feature:
    """What credits are spent on: `credits` for a use or, `per_unit`, for each `unit`."""

    slug: str
    name: str
    credits: int
    per_unit: bool
    unit: str


@dataclass(frozen=True, slots=True)
class CheckoutLink:
    """Where the customer pays, and the purchase that becomes of it."""

    url: str
    purchase: str


@dataclass(frozen=True, slots=True)
class SignInLink:
    """Where the customer signs in, once, until it expires."""

    url: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Image:
    """An uploaded image; `bytes` of its file, width and height in pixels, the way up that it is shown."""

    id: str
    wallet: str
    media_type: str
    bytes: int
    width: int
    height: int
    sha256: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class SignedImage:
    """Where a resized image is served to anybody, until it expires. The first request is charged, the others not."""

    url: str
    expires_at: datetime
