"""Asking for a mail: what it tells is stored with the job that sends it, in the transaction that causes it."""

from collections.abc import Mapping
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address

from sqlmodel import Session

from creditshop.database import insert_once, new_id
from creditshop.jobs import enqueue
from creditshop.notices.errors import AddressInvalid
from creditshop.notices.letters import Fact, Template, check_facts, language_of, pack
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

    `template` is one of `Template`; `NEEDED` says what `context` must hold. A mail with this key makes this a no-op, so
    a key names what happened (`receipt:pur_…`). Raises AddressInvalid; LinkForeign, KeyError or ValueError for a
    mistake in the template's name or context.
    """
    check_address(to)
    check_facts(Template(template), context)
    row = {
        "id": new_id("mai"),
        "key": key,
        "recipient": to,
        "template": template,
        "locale": language_of(locale),
        "facts": pack(context),
        "subject": "",
        "html": "",
        "text": "",
        "state": MailState.QUEUED,
        "created_at": now,
    }
    if insert_once(session, MAILS, row, "key"):
        enqueue(session, SEND, {"mail_id": row["id"]}, key=job_key(key), run_at=now)


def job_key(key: str) -> str:
    """The key of the job that sends the mail with this key."""
    return f"mail:{key}"


def check_address(address: str) -> None:
    """Raise AddressInvalid unless this is exactly one bare address: no list, no name, no line break (RFC 5322)."""
    try:
        parsed = Address(addr_spec=address)
    except (MessageError, ValueError, IndexError):
        raise AddressInvalid from None
    if parsed.addr_spec != address or not parsed.domain or not address.isprintable():
        raise AddressInvalid
