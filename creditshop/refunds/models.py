"""Tables of the money that goes back, and of what that did to the credits."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index, Table, text
from sqlmodel import Field, SQLModel

from creditshop.database import UtcDateTime, enum_check
from creditshop.refunds.states import DisputeStatus, RefundKind, RefundReason, RefundState

_IS_OPEN = text("closed_at IS NULL")
# Spelled out, so that the index of these is found: no plan trusts a parameter to fit it.
IS_MOVING = text("state IN ('pending', 'requires_action')")
CAME_BACK = text("succeeded_at IS NOT NULL AND state IN ('failed', 'canceled')")


class Refund(SQLModel, table=True):
    """One refund at the provider, whoever made it. Amounts are minor units of `currency`.

    `credits` is what it takes back; None is in proportion to the amount, see target.py. `tries` counts the idempotency
    keys that were used up.
    """

    __tablename__ = "refund"
    __table_args__ = (
        CheckConstraint(enum_check("state", RefundState), name="refund_state_known"),
        CheckConstraint(enum_check("kind", RefundKind), name="refund_kind_known"),
        CheckConstraint(enum_check("reason_code", RefundReason), name="refund_reason_known"),  # or null
        CheckConstraint("amount_minor > 0", name="refund_amount_positive"),
        CheckConstraint("credits IS NULL OR credits >= 0", name="refund_credits_not_negative"),
        CheckConstraint("(state = 'requested') = (provider_id IS NULL) OR state = 'failed'", name="refund_is_known"),
        Index("refunds_of_purchase", "purchase_id", "created_at", "id"),
        Index("refunds_by_success", "succeeded_at"),
        Index("refunds_moving", "purchase_id", sqlite_where=IS_MOVING, postgresql_where=IS_MOVING),
        Index("refunds_come_back", "changed_at", sqlite_where=CAME_BACK, postgresql_where=CAME_BACK),
    )

    id: str = Field(primary_key=True)
    purchase_id: str = Field(foreign_key="purchase.id")
    request_key: str = Field(unique=True)
    provider_id: str | None = Field(default=None, unique=True)
    kind: str
    amount_minor: int = Field(sa_type=BigInteger)
    currency: str
    credits: int | None = Field(default=None, sa_type=BigInteger)
    reason_code: str | None = None
    reason: str
    requested_by: str
    state: str
    failure: str | None = None
    tries: int = 0
    created_at: datetime = Field(sa_type=UtcDateTime)
    changed_at: datetime = Field(sa_type=UtcDateTime)
    succeeded_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Dispute(SQLModel, table=True):
    """One dispute at the provider. `as_of` is the provider's moment of what is known of its status.

    `withdrawn_minor` is what it has cost so far, net of what came back; `answer` is the evidence that was handed in.
    """

    __tablename__ = "dispute"
    __table_args__ = (
        CheckConstraint(enum_check("status", DisputeStatus), name="dispute_status_known"),
        CheckConstraint("amount_minor > 0", name="dispute_amount_positive"),
        Index("disputes_of_purchase", "purchase_id", "opened_at", "id"),
        Index("disputes_latest", "opened_at", "id"),
        Index("disputes_open", "opened_at", "id", sqlite_where=_IS_OPEN, postgresql_where=_IS_OPEN),
    )

    id: str = Field(primary_key=True)
    purchase_id: str = Field(foreign_key="purchase.id")
    provider_id: str = Field(unique=True)
    status: str
    reason: str
    amount_minor: int = Field(sa_type=BigInteger)
    currency: str
    withdrawn_minor: int = Field(default=0, sa_type=BigInteger)
    fee_minor: int = Field(default=0, sa_type=BigInteger)
    movements: int = 0
    due_by: datetime | None = Field(default=None, sa_type=UtcDateTime)
    as_of: datetime = Field(sa_type=UtcDateTime)
    opened_at: datetime = Field(sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    answer: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    answered_by: str | None = None
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    submitted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    failure: str | None = None


class Freeze(SQLModel, table=True):
    """A reason besides a dispute for which the credits of a purchase are frozen, such as a warning of fraud."""

    __tablename__ = "freeze"

    purchase_id: str = Field(primary_key=True, foreign_key="purchase.id")
    cause: str = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)


class Settlement(SQLModel, table=True):
    """One time that credits of a purchase were taken back, or given back (`credits` below 0), to reach its target."""

    __tablename__ = "settlement"
    __table_args__ = (CheckConstraint("credits <> 0", name="settlement_moves"),)

    purchase_id: str = Field(primary_key=True, foreign_key="purchase.id")
    sequence: int = Field(primary_key=True)
    credits: int = Field(sa_type=BigInteger)
    at: datetime = Field(sa_type=UtcDateTime)


DISPUTES: Table = SQLModel.metadata.tables["dispute"]
