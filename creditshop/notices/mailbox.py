"""The sandbox's mailbox: every mail, readable, whether or not a mail server took it too."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select, tuple_
from sqlmodel import Session

from creditshop.config import Mode, settings
from creditshop.notices.errors import MailboxClosed, MailNotFound
from creditshop.notices.models import MAILS, MailState


@dataclass(frozen=True, slots=True)
class MailLine:
    """A mail in the list."""

    id: str
    to: str
    subject: str
    template: str
    state: MailState
    error: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class MailView(MailLine):
    """A mail to read. `html` is a whole document of ours: show it in a sandboxed frame."""

    html: str
    text: str


_LINE = (
    MAILS.c.id,
    MAILS.c.recipient.label("to"),
    MAILS.c.subject,
    MAILS.c.template,
    MAILS.c.state,
    MAILS.c.error,
    MAILS.c.created_at,
)


def mailbox(session: Session, *, limit: int, before: str | None = None) -> tuple[MailLine, ...]:
    """The newest mails, at most `limit`; `before` is the id of the last one seen.

    Raises MailboxClosed outside the sandbox, MailNotFound when nobody knows `before`.
    """
    _only_in_sandbox()
    statement = select(*_LINE).order_by(MAILS.c.created_at.desc(), MAILS.c.id.desc()).limit(limit)
    if before is not None:
        statement = statement.where(_older_than(session, before))
    rows = session.connection().execute(statement).mappings()
    return tuple(MailLine(**dict(row) | {"state": MailState(row["state"])}) for row in rows)


def mail(session: Session, mail_id: str) -> MailView:
    """One mail to read. Raises MailboxClosed outside the sandbox, MailNotFound."""
    _only_in_sandbox()
    statement = select(*_LINE, MAILS.c.html, MAILS.c.text).where(MAILS.c.id == mail_id)
    row = session.connection().execute(statement).mappings().one_or_none()
    if row is None:
        raise MailNotFound(mail_id)
    return MailView(**dict(row) | {"state": MailState(row["state"])})


def _older_than(session: Session, mail_id: str) -> ColumnElement[bool]:
    place = select(MAILS.c.created_at, MAILS.c.id).where(MAILS.c.id == mail_id)
    seen = session.connection().execute(place).one_or_none()
    if seen is None:
        raise MailNotFound(mail_id)
    return tuple_(MAILS.c.created_at, MAILS.c.id) < tuple_(*seen)


def _only_in_sandbox() -> None:
    if settings().mode is not Mode.SANDBOX:
        raise MailboxClosed
