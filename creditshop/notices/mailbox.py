"""The sandbox's mailbox: every mail, readable, whether or not a mail server took it too.

A mail that was sent is shown as it was sent, any other as it would be now.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, select, tuple_
from sqlmodel import Session

from creditshop.config import Mode, settings
from creditshop.notices.errors import MailboxClosed, MailNotFound
from creditshop.notices.letters import Letter, Template, render, unpack
from creditshop.notices.models import MAILS, MailState

_IS_KNOWN: ColumnElement[bool] = MAILS.c.recipient != ""  # it was not forgotten


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


def mailbox(session: Session, *, limit: int, before: str | None = None) -> tuple[MailLine, ...]:
    """The newest mails, at most `limit`; `before` is the id of the last one seen.

    Raises MailboxClosed outside the sandbox, MailNotFound when nobody knows `before`.
    """
    _only_in_sandbox()
    statement = select(MAILS).where(_IS_KNOWN).order_by(MAILS.c.created_at.desc(), MAILS.c.id.desc()).limit(limit)
    if before is not None:
        statement = statement.where(_older_than(session, before))
    return tuple(MailLine(**_line(row, _letter(row))) for row in session.connection().execute(statement))


def mail(session: Session, mail_id: str) -> MailView:
    """One mail to read. Raises MailboxClosed outside the sandbox, MailNotFound."""
    _only_in_sandbox()
    row = session.connection().execute(select(MAILS).where(MAILS.c.id == mail_id, _IS_KNOWN)).one_or_none()
    if row is None:
        raise MailNotFound(mail_id)
    letter = _letter(row)
    return MailView(**_line(row, letter), html=letter.html, text=letter.text)


def _letter(row: Row[Any]) -> Letter:
    if row.sent_at is not None:
        return Letter(row.subject, row.html, row.text)
    return render(Template(row.template), unpack(row.facts), row.locale)


def _line(row: Row[Any], letter: Letter) -> dict[str, Any]:
    return {
        "id": row.id,
        "to": row.recipient,
        "subject": letter.subject,
        "template": row.template,
        "state": MailState(row.state),
        "error": row.error,
        "created_at": row.created_at,
    }


def _older_than(session: Session, mail_id: str) -> ColumnElement[bool]:
    place = select(MAILS.c.created_at, MAILS.c.id).where(MAILS.c.id == mail_id)
    seen = session.connection().execute(place).one_or_none()
    if seen is None:
        raise MailNotFound(mail_id)
    return tuple_(MAILS.c.created_at, MAILS.c.id) < tuple_(*seen)


def _only_in_sandbox() -> None:
    if settings().mode is not Mode.SANDBOX:
        raise MailboxClosed
