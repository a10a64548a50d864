"""Forgetting whom mails went to."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, update
from sqlmodel import Session

from creditshop.notices.models import MAILS, MailState

_NOTHING: dict[str, Any] = {"recipient": "", "facts": {}, "subject": "", "html": "", "text": ""}


def forget_mails(session: Session, addresses: Collection[str]) -> None:
    """Forget all that was sent to these addresses, and send no more of what waits."""
    _forget(session, MAILS.c.recipient.in_(addresses))


def forget_mail(session: Session, *, key: str) -> None:
    """Forget the mail with this key."""
    _forget(session, MAILS.c.key == key)


def _forget(session: Session, which: ColumnElement[bool]) -> None:
    connection, waits = session.connection(), MAILS.c.state == MailState.QUEUED
    connection.execute(update(MAILS).where(which, waits).values(_NOTHING | {"state": MailState.DEAD}))
    connection.execute(update(MAILS).where(which).values(_NOTHING))
