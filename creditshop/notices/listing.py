"""Every mail for staff: to whom, about what, and what became of it. Never what it says: it may sign its reader in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, select, tuple_, update
from sqlmodel import Session

from creditshop.database import begins_with, count_up_to
from creditshop.jobs import JobNotDead, retry_key
from creditshop.notices.errors import MailNotDead, MailNotFound
from creditshop.notices.models import MAILS, MailState
from creditshop.notices.outbox import job_key


@dataclass(frozen=True, slots=True)
class SentMail:
    """A mail as it stands. Its subject is known once it was sent."""

    id: str
    recipient: str
    template: str
    subject: str
    state: MailState
    error: str | None
    created_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class MailPage:
    """Some mails, and the `before` of the next page; None when this is the last."""

    mails: tuple[SentMail, ...]
    next: str | None


_SHOWN = tuple(MAILS.c[name] for name in SentMail.__dataclass_fields__)


def mails(
    session: Session, *, state: MailState | None = None, to: str = "", before: str | None = None, limit: int = 25
) -> MailPage:
    """The newest mails, at most `limit`, that came before the one with the id `before`; not among them, it gives none.

    `to` is how the recipient's address begins: the mails are then ordered by address, the newest of each first.
    """
    place = (MAILS.c.recipient, MAILS.c.created_at, MAILS.c.id) if to else (MAILS.c.created_at, MAILS.c.id)
    conditions: list[ColumnElement[bool]] = [] if state is None else [MAILS.c.state == state]
    if before is not None:
        # The place ends it: with the other end beside it, PostgreSQL would begin there and read all that was seen.
        alike = [begins_with(MAILS.c.recipient, to)] if to else []
        last = select(*place).where(MAILS.c.id == before, *alike).subquery()
        conditions += [MAILS.c.recipient >= to, tuple_(*place) < select(last).scalar_subquery()]
    elif to:
        conditions.append(begins_with(MAILS.c.recipient, to))
    newest = select(*_SHOWN).where(*conditions).order_by(*(column.desc() for column in place)).limit(limit + 1)
    rows = session.connection().execute(newest).all()
    shown = tuple(_sent(row) for row in rows[:limit])
    return MailPage(shown, shown[-1].id if len(rows) > limit else None)


def mails_to(session: Session, recipient: str, *, since: datetime, limit: int) -> tuple[SentMail, ...]:
    """The latest mails to this address that were made since then and sent."""
    sent = select(*_SHOWN).where(
        MAILS.c.recipient == recipient, MAILS.c.created_at >= since, MAILS.c.sent_at.is_not(None)
    )
    rows = session.connection().execute(sent.order_by(MAILS.c.created_at.desc(), MAILS.c.id.desc()).limit(limit))
    return tuple(_sent(row) for row in rows)


def sent_mail(session: Session, mail_id: str) -> SentMail:
    """One mail. Raises MailNotFound."""
    row = session.connection().execute(select(*_SHOWN).where(MAILS.c.id == mail_id)).one_or_none()
    if row is None:
        raise MailNotFound(mail_id)
    return _sent(row)


def unsent(session: Session, *, most: int) -> dict[str, int]:
    """How many mails are queued or dead, at most `most` each."""
    states = (MailState.QUEUED, MailState.DEAD)
    return {state: count_up_to(session, most, MAILS, MAILS.c.state == state) for state in states}


def _sent(row: Row[Any]) -> SentMail:
    return SentMail(**{**row._mapping, "state": MailState(row.state)})


def resend(session: Session, mail_id: str, *, now: datetime) -> None:
    """Have a dead mail sent after all, with all its tries anew. Raises MailNotFound, or MailNotDead."""
    this = MAILS.c.id == mail_id
    anew = (
        update(MAILS)
        .where(this, MAILS.c.state == MailState.DEAD, MAILS.c.recipient != "")
        .values(state=MailState.QUEUED, error=None)
    )
    key = session.connection().execute(anew.returning(MAILS.c.key)).scalar_one_or_none()
    if key is None:
        sent_mail(session, mail_id)
        raise MailNotDead(mail_id)
    try:
        retry_key(session, job_key(key), now=now)
    except JobNotDead:
        raise MailNotDead(mail_id) from None
