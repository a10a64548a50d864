"""A real mail server on this machine that answers as a test tells it to."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword


@dataclass
class MailServer:
    """What it took, and what it will say next to a recipient and to a message."""

    url: str = ""
    taken: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    to_recipient: list[str] = field(default_factory=list)
    to_message: list[str] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)
    refuses: bool = False

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Envelope, address: str, _options: Any) -> str:
        """Answer RCPT TO."""
        answer = self.to_recipient.pop(0) if self.to_recipient else "250 OK"
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:
        """Answer a message."""
        answer = self.to_message.pop(0) if self.to_message else "250 OK"
        if answer.startswith("250"):
            self.taken.append(cast(EmailMessage, message_from_bytes(envelope.original_content or b"", policy=default)))
            self.recipients.append(envelope.rcpt_tos)
        return answer

    def authenticate(self, _server: Any, _session: Any, _envelope: Any, _how: str, data: LoginPassword) -> AuthResult:
        """Remember who it was, and let them in unless it `refuses`."""
        self.logins.append((data.login.decode(), data.password.decode()))
        return AuthResult(success=not self.refuses, handled=False)


@asynccontextmanager
async def mail_server() -> AsyncIterator[MailServer]:
    """Listen on a free port."""
    server = MailServer()

    def protocol() -> SMTP:
        return SMTP(server, hostname="test", authenticator=server.authenticate, auth_require_tls=False)

    listening = await asyncio.get_running_loop().create_server(protocol, "127.0.0.1", 0)
    server.url = f"smtp://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    try:
        yield server
    finally:
        listening.close()
        await listening.wait_closed()
