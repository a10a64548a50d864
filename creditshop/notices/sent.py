"""Which mails somebody got, for those who have to show it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session

from creditshop.notices.models import MAILS


@dataclass(frozen=True, slots=True)
class SentMail:
    """A mail that left the shop; outside the sandbox its words are forgotten, save the subject."""

    at: datetime
    template: str
    subject: str


def mails_to(session: Session, recipient: str, *, since: datetime, limit: int) -> tuple[SentMail, ...]:
    """The mails that were sent to this address since then, the latest first."""
    sent = select(MAILS.c.sent_at, MAILS.c.template, MAILS.c.subject).where(
        MAILS.c.recipient == recipient, MAILS.c.sent_at >= since
    )
    rows = session.connection().execute(sent.order_by(MAILS.c.sent_at.desc()).limit(limit))
    return tuple(SentMail(*row) for row in rows)
