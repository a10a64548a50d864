"""The sandbox's mailbox. It holds everybody's mail, sign-in links included, and exists in the sandbox only."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from creditshop.config import Mode, settings
from creditshop.database import read
from creditshop.notices import MailLine, MailNotFound, mail, mailbox
from creditshop.ui import format as fmt
from creditshop.ui.gate import public
from creditshop.ui.live import EVERYTHING, subscribed
from creditshop.ui.states.visit import is_id, locale_of

_SHOWN = 50
_LINKS_LEAD_OUT = '<head><base target="_top">'  # out of the frame that shows the mail
_LOOK_EVERY = 3.0  # seconds: mail to somebody without an account is announced to nobody


@dataclass(frozen=True)
class MailRow:
    """A mail in the list."""

    id: str
    recipient: str
    subject: str
    when: str
    state: str


class MailboxState(rx.State):
    """The newest mails, and the one that is read."""

    loaded: bool = False
    mails: list[MailRow] = []  # noqa: RUF012 - Reflex copies the default for every client
    chosen: str = ""
    subject: str = ""
    to: str = ""
    html: str = ""
    text: str = ""
    plain: bool = False

    @rx.event(background=True)
    @public
    async def listen(self) -> None:
        """Show the newest mails for as long as the page is open. Outside the sandbox there is nothing to show."""
        if settings().mode is not Mode.SANDBOX:
            return
        async with self:
            if is_id(asked := self.router.url.query_parameters.get("id", "")):
                await self._open(asked)
        with subscribed(EVERYTHING) as page:
            while True:
                async with self:
                    await self._show()
                await page.changed(within=_LOOK_EVERY)

    @rx.event
    @public
    async def open(self, mail_id: Any) -> None:
        """Read one mail."""
        if settings().mode is Mode.SANDBOX and is_id(mail_id):
            await self._open(mail_id)

    @rx.event
    @public
    async def close(self) -> None:
        """Back to the list."""
        self.chosen = self.subject = self.to = self.html = self.text = ""

    @rx.event
    @public
    async def show_plain(self, plain: Any) -> None:
        """Show the mail's text, or its HTML."""
        self.plain = plain is True

    async def _show(self) -> None:
        found = await read(mailbox, limit=_SHOWN)
        locale = await locale_of(self)
        rows = [_row(line, locale) for line in found]
        if rows != self.mails:
            self.mails = rows
        self.loaded = True

    async def _open(self, mail_id: str) -> None:
        try:
            found = await read(mail, mail_id)
        except MailNotFound:
            return
        self.chosen, self.subject, self.to = found.id, found.subject, found.to
        self.html, self.text = found.html.replace("<head>", _LINKS_LEAD_OUT, 1), found.text


def _row(line: MailLine, locale: str) -> MailRow:
    return MailRow(line.id, line.to, line.subject, fmt.day_and_time(line.created_at, locale), line.state)
