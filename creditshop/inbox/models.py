"""The table of received events: each is kept as it came, with what became of it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Column, Index, Table, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from creditshop.database import UtcDateTime, enum_check


class EventState(StrEnum):
    """What became of an event. Failed and waiting ones are tried again by themselves, the others by a replay."""

    DONE = "done"
    FAILED = "failed"  # its handler raised; a job tries again
    WAITING = "waiting"  # its purchase is not known yet; a job looks again
    DEAD = "dead"  # failed or waited for too long
    IGNORED = "ignored"  # a kind that means nothing to the shop, or another application's object
    UNHANDLED = "unhandled"  # a kind that matters, kept until its handler exists
    FLAGGED = "flagged"  # of the wrong mode or account; a person should look


class StoredEvent(SQLModel, table=True):
    """One event of a payment provider."""

    __tablename__ = "inbox_event"
    __table_args__ = (
        UniqueConstraint("provider", "event_id", name="inbox_event_once"),
        CheckConstraint(enum_check("state", EventState), name="inbox_event_state_known"),
        Index("inbox_event_latest", "received_at", "id"),
        Index("inbox_event_latest_by_state", "state", "received_at", "id"),
        Index("inbox_event_latest_by_type", "type", "received_at", "id"),
    )

    id: str = Field(primary_key=True)
    provider: str
    event_id: str
    type: str
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    received_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    livemode: bool
    api_version: str | None = None
    purchase_id: str | None = Field(default=None, index=True)
    payment_intent_id: str | None = Field(default=None, index=True)
    payload: str = Field(sa_column=Column(Text, nullable=False))
    state: str
    error: str | None = None
    attempts: int = 1
    tried_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    retry_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


EVENTS: Table = SQLModel.metadata.tables["inbox_event"]
