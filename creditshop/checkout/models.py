"""Tables of the purchases: what was sold, how far each got, and everything that happened to it."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ColumnElement,
    Index,
    Table,
    UniqueConstraint,
    literal_column,
    text,
)
from sqlmodel import Field, SQLModel

from creditshop.checkout.states import WISHES, PurchaseState
from creditshop.database import BytewiseText, UtcDateTime, enum_check, new_id

IS_REFUNDED, IS_DISPUTED = text("refunded_minor > 0"), text("dispute_status IS NOT NULL")
# What was charged, or is to be: the provider's total once it is known.
CHARGED: ColumnElement[int] = literal_column("coalesce(amount_total, amount_minor)", BigInteger)
_PAID, _FROM_IP, _FROM_NETWORK = (f"{column} IS NOT NULL" for column in ("paid_at", "ip", "network"))
# State and currency last: an index that is read in the order of time passes over the others without their rows.
_OF_RETURNS = ("created_at", "id", "state", "currency")
_IS_A_WISH = text(f"state IN {tuple(map(str, WISHES))}")


class Purchase(SQLModel, table=True):
    """What one buyer was offered and agreed to, and how its one checkout session went.

    The offer is a snapshot: what a purchase grants is what this row says. Amounts are minor units of `currency`; the
    totals are as the provider charged them, with discount and tax. `on_trust`: a person granted the credits, and no
    payment for them was reported since. `held_at`: the payment was reported and matched, but the shop held it back for
    a person then. `ip` is where the buyer was (of IPv6 the /64, which one subscriber has), `network` what is around it.
    """

    __tablename__ = "purchase"
    __table_args__ = (
        CheckConstraint(enum_check("state", PurchaseState), name="purchase_state_known"),
        CheckConstraint("amount_minor > 0", name="purchase_amount_positive"),
        CheckConstraint("credits > 0 AND bonus_credits >= 0", name="purchase_credits_positive"),
        CheckConstraint("refunded_minor >= 0", name="purchase_refunded_not_negative"),
        CheckConstraint("(state = 'paid') = (paid_at IS NOT NULL)", name="purchase_paid_has_time"),
        CheckConstraint("state <> 'review' OR attention IS NOT NULL", name="purchase_review_has_reason"),
        Index("purchase_one_wish", "owner_id", unique=True, sqlite_where=_IS_A_WISH, postgresql_where=_IS_A_WISH),
        Index("purchase_by_owner", "owner_id", "created_at", "id"),
        Index("purchase_latest", "created_at", "id"),
        Index("purchase_latest_by_state", "state", "created_at", "id"),
        Index("purchase_by_ip", "ip", "created_at", sqlite_where=text(_FROM_IP), postgresql_where=text(_FROM_IP)),
        Index(
            "purchase_by_network",
            "network",
            "created_at",
            sqlite_where=text(_FROM_NETWORK),
            postgresql_where=text(_FROM_NETWORK),
        ),
        Index("purchase_last_paid", "currency", "paid_at", sqlite_where=text(_PAID), postgresql_where=text(_PAID)),
        Index("purchase_by_email", "email"),
        Index(
            "purchase_attention",
            "created_at",
            "id",
            sqlite_where=text("attention IS NOT NULL"),
            postgresql_where=text("attention IS NOT NULL"),
        ),
        Index("purchase_refunded", *_OF_RETURNS, sqlite_where=IS_REFUNDED, postgresql_where=IS_REFUNDED),
        Index("purchase_disputed", *_OF_RETURNS, sqlite_where=IS_DISPUTED, postgresql_where=IS_DISPUTED),
        Index("purchase_latest_by_currency", "currency", "created_at", "id"),
        Index("purchase_by_amount", "currency", CHARGED),
    )

    id: str = Field(default_factory=lambda: new_id("pur"), primary_key=True)
    owner_id: str
    email: str = Field(sa_type=BytewiseText)
    locale: str
    package_id: str
    name: str
    description: str
    credits: int = Field(sa_type=BigInteger)
    bonus_credits: int = Field(sa_type=BigInteger)
    validity_days: int
    amount_minor: int = Field(sa_type=BigInteger)
    currency: str
    livemode: bool
    terms_version: str
    withdrawal_wording: str
    agreed_at: datetime = Field(sa_type=UtcDateTime)

    state: str = PurchaseState.CREATED
    attention: str | None = None
    on_trust: bool = False
    held_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    request: dict[str, Any] = Field(sa_type=JSON)
    session_id: str | None = Field(default=None, unique=True)
    session_url: str | None = None
    expires_at: datetime = Field(sa_type=UtcDateTime)
    payment_intent_id: str | None = Field(default=None, unique=True)
    payment_status: str | None = None
    amount_total: int | None = Field(default=None, sa_type=BigInteger)
    amount_discount: int | None = Field(default=None, sa_type=BigInteger)
    amount_tax: int | None = Field(default=None, sa_type=BigInteger)
    presentment_amount: int | None = Field(default=None, sa_type=BigInteger)
    presentment_currency: str | None = None
    refunded_minor: int = Field(default=0, sa_type=BigInteger)
    dispute_status: str | None = None

    ip: str | None = None
    network: str | None = None
    created_at: datetime = Field(sa_type=UtcDateTime)
    paid_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class FailedAttempt(SQLModel, table=True):
    """A payment that the buyer tried and the bank declined; the session stays open for another try."""

    __tablename__ = "failed_attempt"
    __table_args__ = (
        UniqueConstraint("event_id", name="failed_attempt_once"),
        Index("failed_attempt_by_purchase", "purchase_id", "at"),
        Index("failed_attempt_latest", "at"),
    )

    id: str = Field(default_factory=lambda: new_id("att"), primary_key=True)
    event_id: str
    purchase_id: str = Field(foreign_key="purchase.id")
    payment_intent_id: str
    amount_minor: int = Field(sa_type=BigInteger)
    currency: str
    decline_code: str | None = None
    message: str | None = None
    at: datetime = Field(sa_type=UtcDateTime)


class PurchaseEvent(SQLModel, table=True):
    """One line of a purchase's time line: what was heard of it and what that changed, also when it changed nothing."""

    __tablename__ = "purchase_event"
    __table_args__ = (Index("purchase_event_latest", "at", "purchase_id", "sequence"),)

    purchase_id: str = Field(primary_key=True, foreign_key="purchase.id")
    sequence: int = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    what: str
    from_state: str
    to_state: str
    detail: str = ""


TIMELINE: Table = SQLModel.metadata.tables["purchase_event"]
