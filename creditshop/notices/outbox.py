"""Asking for a mail: it is rendered and stored with the job that sends it, in the transaction that causes it."""

from collections.abc import Mapping
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from creditshop.database import new_id
from creditshop.jobs import enqueue
from creditshop.notices.errors import AddressInvalid
from creditshop.notices.letters import Fact, Template, language_of, render
from creditshop.notices.models import MAILS, MailState

SEND = "mail.send"


def queue_mail(
    session: Session,
    template: str,
    *,
    to: str,
    key: str,
    context: Mapping[str, Fact],
    locale: str = "en",
    now: datetime,
) -> None:
    """Send a letter to one address, if and only if this transaction commits.

    `template` is one of `Template`, which says what `context` must hold. A mail with this key makes this a no-op, so a
    key names what happened (`receipt:pur_…`). Raises AddressInvalid; LinkForeign, KeyError or ValueError for a mistake
    in the template's name or context.
    """
    check_address(to)
    letter = render(Template(template), context, locale)
    mail_id = new_id("mai")
    insert = postgresql.insert if session.connection().dialect.name == "postgresql" else sqlite.insert
    row = {
        "id": mail_id,
        "key": key,
        "recipient": to,
        "subject": letter.subject,
        "html": letter.html,
        "text": letter.text,
        "template": template,
        "locale": language_of(locale),
        "state": MailState.QUEUED,
        "created_at": now,
    }
    statement = insert(MAILS).values(row).on_conflict_do_nothing(index_elements=["key"]).returning(MAILS.c.id)
    if session.connection().execute(statement).first() is not None:
        enqueue(session, SEND, {"mail_id": mail_id}, key=f"mail:{key}", run_at=now)


def check_address(address: str) -> None:
    """Raise AddressInvalid unless this is exactly one bare address: no list, no name, no line break (RFC 5322)."""
    try:
        parsed = Address(addr_spec=address)
    except (MessageError, ValueError, IndexError):
        raise AddressInvalid from None
    if parsed.addr_spec != address or not parsed.domain or not address.isprintable():
        raise AddressInvalid
