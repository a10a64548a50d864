"""The table of mails."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, Table, UniqueConstraint
from sqlmodel import Field, SQLModel

from creditshop.database import BytewiseText, UtcDateTime, enum_check


class MailState(StrEnum):
    """Queued, then sent; or laid into the sandbox's mailbox only; or dead: no server would take it."""

    QUEUED = "queued"
    SENT = "sent"
    MAILBOX = "mailbox"
    DEAD = "dead"


class Mail(SQLModel, table=True):
    """One mail to one address: the facts it tells, and once it was sent its subject and, in the sandbox, all of it.

    Outside the sandbox the facts are erased once it is sent, because they hold links that sign people in.
    """

    __tablename__ = "mail"
    __table_args__ = (
        UniqueConstraint("key", name="mail_key_once"),
        CheckConstraint(enum_check("state", MailState), name="mail_state_known"),
        CheckConstraint("(sent_at IS NULL) = (state IN ('queued', 'dead'))", name="mail_sent_says_when"),
        Index("mail_newest", "created_at", "id"),
        Index("mail_newest_in_state", "state", "created_at", "id"),
        Index("mail_newest_to", "recipient", "created_at", "id"),
    )

    id: str = Field(primary_key=True)
    key: str
    recipient: str = Field(sa_type=BytewiseText)
    template: str
    locale: str
    facts: dict[str, Any] = Field(sa_type=JSON)
    subject: str = ""
    html: str = ""
    text: str = ""
    state: str = MailState.QUEUED
    error: str | None = None
    created_at: datetime = Field(sa_type=UtcDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


MAILS: Table = SQLModel.metadata.tables["mail"]
