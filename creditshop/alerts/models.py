"""Tables: rules that staff changed, alerts, times without the provider, and what the check of the books found."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, Table, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from creditshop.alerts.rules import RuleName
from creditshop.database import UtcDateTime, enum_check

_OPEN, _GOES_ON, _IS_THERE = (text(f"{column} IS NULL") for column in ("resolved_at", "ended_at", "gone_at"))


class AlertRule(SQLModel, table=True):
    """A rule that is set otherwise than at first."""

    __tablename__ = "alert_rule"
    __table_args__ = (
        CheckConstraint(enum_check("rule", RuleName), name="alert_rule_known"),
        CheckConstraint("threshold >= 0 AND minutes > 0 AND least > 0", name="alert_rule_possible"),
    )

    rule: str = Field(primary_key=True)
    is_on: bool
    threshold: int
    minutes: int
    least: int


class Alert(SQLModel, table=True):
    """A rule that fired. It stays the same alert for as long as the rule goes on to fire, and a while longer.

    `source` is what of several it is about, a currency; mostly there is but one, and it is empty. `facts` are the
    figures of the worst reading, `causes` the kinds and ids of rows behind the last one, `seen_at` when it last fired,
    and `told_at` when people were last told. `resolved_by` is a user, or ITSELF.
    """

    __tablename__ = "alert"
    __table_args__ = (
        CheckConstraint(enum_check("rule", RuleName), name="alert_of_known_rule"),
        CheckConstraint("(acknowledged_at IS NULL) = (acknowledged_by IS NULL)", name="alert_acknowledged_by_somebody"),
        CheckConstraint("(resolved_at IS NULL) = (resolved_by IS NULL)", name="alert_resolved_by_somebody"),
        Index("alert_once_at_a_time", "rule", "source", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("alert_latest", "opened_at", "id"),
        Index("alert_latest_of_rule", "rule", "source", "opened_at"),
    )

    id: str = Field(primary_key=True)
    rule: str
    source: str
    facts: dict[str, Any] = Field(sa_type=JSON)
    causes: list[list[str]] = Field(sa_type=JSON)
    opened_at: datetime = Field(sa_type=UtcDateTime)
    seen_at: datetime = Field(sa_type=UtcDateTime)
    told_at: datetime = Field(sa_type=UtcDateTime)
    acknowledged_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    acknowledged_by: str | None = None
    resolved_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    resolved_by: str | None = None


class Outage(SQLModel, table=True):
    """A time in which the provider did not answer us; it goes on while it has no end."""

    __tablename__ = "provider_outage"
    __table_args__ = (
        Index("provider_outage_latest", "began_at", "id"),
        Index("provider_outage_goes_on", text("(1)"), unique=True, sqlite_where=_GOES_ON, postgresql_where=_GOES_ON),
    )

    id: str = Field(primary_key=True)
    began_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    error: str


class Broken(SQLModel, table=True):
    """A promise of the books that the check found broken: where, and how, in words. Gone once a whole check passes it.

    `wallet_id` and `owner_id` are empty where it is about no one wallet.
    """

    __tablename__ = "broken_promise"
    __table_args__ = (
        UniqueConstraint("place", name="broken_promise_once"),
        Index("broken_promise_there", "found_at", "id", sqlite_where=_IS_THERE, postgresql_where=_IS_THERE),
    )

    id: str = Field(primary_key=True)
    place: str
    problem: str
    wallet_id: str = ""
    owner_id: str = ""
    found_at: datetime = Field(sa_type=UtcDateTime)
    seen_at: datetime = Field(sa_type=UtcDateTime)
    gone_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


RULES: Table = SQLModel.metadata.tables["alert_rule"]
ALERTS: Table = SQLModel.metadata.tables["alert"]
OUTAGES: Table = SQLModel.metadata.tables["provider_outage"]
BROKEN: Table = SQLModel.metadata.tables["broken_promise"]
