"""Handing a mail to a mail server, and telling what it will never take from what it may take later."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import unquote, urlsplit

import aiosmtplib

from creditshop.config import SettingsError
from creditshop.notices.errors import MailRefused

TIMEOUT = 20  # seconds for each exchange with the server; the job's own limit bounds the whole
_PORTS = {"smtp": 587, "smtps": 465}
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_PERMANENT = range(500, 600)  # RFC 5321, 4.2.1


@dataclass(frozen=True, slots=True)
class Server:
    """Where mail goes. `tls` from the start (smtps), or STARTTLS: demanded, or taken if offered on this machine."""

    host: str
    port: int
    username: str | None
    password: str | None
    tls: bool
    starttls: bool | None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A mail on its way: what the server must be told."""

    key: str
    recipient: str
    subject: str
    html: str
    text: str
    created_at: datetime


def server(url: str) -> Server:
    """Read `smtp://user:password@host:587` (STARTTLS) or `smtps://…:465` (TLS). Raises SettingsError.

    Passwords and mail cross no network unencrypted: only a server on this machine may do without TLS.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise SettingsError("SMTP_URL is wrong: it must look like smtp://user:password@host:587.") from None
    if parts.scheme not in _PORTS or not parts.hostname:
        raise SettingsError("SMTP_URL is wrong: it must start with smtp:// or smtps:// and name a host.")
    implicit = parts.scheme == "smtps"
    return Server(
        host=parts.hostname,
        port=port or _PORTS[parts.scheme],
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        tls=implicit,
        starttls=False if implicit else (None if parts.hostname in _LOOPBACK else True),
    )


def compose(mail: Outgoing, *, sender: str, host: str) -> EmailMessage:
    """The message, text first and HTML beside it.

    The same mail always has the same Message-ID, so that a mail that had to be sent twice is shown once. The policy
    refuses line breaks in headers.
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = mail.recipient
    message["Subject"] = mail.subject
    message["Date"] = mail.created_at
    message["Message-ID"] = f"<{hashlib.sha256(mail.key.encode()).hexdigest()[:32]}@{host}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no vacation notices, please
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    return message


async def hand_over(message: EmailMessage, to: Server) -> None:
    """Give the message to the server. Raises MailRefused, with the recipient's address kept out of its words."""
    recipient = str(message["To"])
    try:
        await aiosmtplib.send(
            message,
            recipients=[recipient],
            hostname=to.host,
            port=to.port,
            username=to.username,
            password=to.password,
            use_tls=to.tls,
            start_tls=to.starttls,
            timeout=TIMEOUT,
        )
    except (aiosmtplib.SMTPException, OSError) as error:
        words = f"{type(error).__name__}: {error}".replace(recipient, "the recipient")
        raise MailRefused(words, permanent=_is_permanent(error)) from None


def _is_permanent(error: Exception) -> bool:
    """Only a refusal of this recipient or this content is the mail's own fault; all else an operator can mend."""
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return all(refused.code in _PERMANENT for refused in error.recipients)
    return isinstance(error, aiosmtplib.SMTPDataError) and error.code in _PERMANENT
