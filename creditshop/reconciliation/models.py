"""Tables: runs of the comparison, what differed, and every movement of the account's money at the provider."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, Table, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from creditshop.database import UtcDateTime, enum_check
from creditshop.reconciliation.kinds import Decision, Kind

_OPEN = text("gone_at IS NULL AND settled_at IS NULL")


class Run(SQLModel, table=True):
    """One comparison that came to its end: of what the provider has from `since` on, as of `until`.

    `until` of the last run is where the next one begins, less an overlap.
    """

    __tablename__ = "reconciliation_run"
    __table_args__ = (Index("reconciliation_run_latest", "until", "id"),)

    id: str = Field(primary_key=True)
    since: datetime = Field(sa_type=UtcDateTime)
    until: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime = Field(sa_type=UtcDateTime)
    events: int
    payments: int
    refunds: int
    disputes: int
    movements: int
    healed: int
    differences: int


class Difference(SQLModel, table=True):
    """Something in which the provider and the shop do not agree: once for the same thing with the same figures.

    `subject` is the purchase, or what the provider has where there is none. `credits` is what a person may post for
    it: given above 0, taken below, nothing at 0. It is `gone` once a comparison agrees.
    """

    __tablename__ = "difference"
    __table_args__ = (
        UniqueConstraint("kind", "subject", "expected", "found", name="difference_once"),
        CheckConstraint(enum_check("kind", Kind), name="difference_kind_known"),
        CheckConstraint(enum_check("decision", Decision), name="difference_decision_known"),  # or null
        CheckConstraint("(settled_at IS NULL) = (decision IS NULL)", name="difference_settled_by_decision"),
        Index("difference_open", "found_at", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("difference_latest", "found_at", "id"),
    )

    id: str = Field(primary_key=True)
    kind: str
    subject: str
    purchase_id: str | None = None
    owner_id: str = ""
    currency: str = ""
    expected: int = Field(sa_type=BigInteger)
    found: int = Field(sa_type=BigInteger)
    credits: int = Field(default=0, sa_type=BigInteger)
    found_at: datetime = Field(sa_type=UtcDateTime)
    seen_at: datetime = Field(sa_type=UtcDateTime)
    gone_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    settled_by: str | None = None
    decision: str | None = None
    note: str = ""


class ProviderMovement(SQLModel, table=True):
    """A movement of the account's money, as the provider booked it."""

    __tablename__ = "provider_movement"
    __table_args__ = (Index("provider_movement_by_time", "created_at"),)

    id: str = Field(primary_key=True)
    category: str
    amount_minor: int = Field(sa_type=BigInteger)
    fee_minor: int = Field(sa_type=BigInteger)
    currency: str
    source: str | None = None
    created_at: datetime = Field(sa_type=UtcDateTime)


RUNS: Table = SQLModel.metadata.tables["reconciliation_run"]
DIFFERENCES: Table = SQLModel.metadata.tables["difference"]
MOVEMENTS: Table = SQLModel.metadata.tables["provider_movement"]
