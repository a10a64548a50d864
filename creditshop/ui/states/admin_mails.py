"""Every mail for staff: to whom, about what, what became of it, and a dead one sent after all."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from creditshop.accounts import SignedIn
from creditshop.clock import utcnow
from creditshop.database import read, transact
from creditshop.notices import MailNotDead, MailNotFound, MailState, SentMail, mails
from creditshop.ui import format as fmt
from creditshop.ui.gate import staff
from creditshop.ui.states import acts
from creditshop.ui.states.paging import PAGE, StaffList
from creditshop.ui.states.session import actor, signed_in_user
from creditshop.ui.states.visit import is_id, locale_of, typed
from creditshop.ui.texts import text, text_or

_TONES = {MailState.SENT: "good", MailState.MAILBOX: "good", MailState.DEAD: "bad"}


@dataclass(frozen=True)
class MailRow:
    """A mail in the list; `what` is its kind in words, `subject` what stood above it once it was sent."""

    id: str
    when: str
    recipient: str
    what: str
    subject: str
    state: str
    tone: str
    sent: str
    error: str
    dead: bool


class AdminMailsState(StaffList, rx.State):
    """The newest mails; `state` is one of MailState or empty, `search` how the recipient's address begins."""

    rows: list[MailRow] = []  # noqa: RUF012 - Reflex copies the default for every client
    state: str = ""
    search: str = ""
    said: str = ""
    visit: int = 0

    @rx.event
    @staff()
    async def find(self, form: Any) -> None:
        """Show what a search form asks for, from the newest on."""
        if isinstance(form, dict):
            self._filter(form.get("state"), form.get("search"))
            await self._go(older=False)

    @rx.event
    @staff()
    async def resend(self, mail_id: Any) -> None:
        """Have a dead mail sent after all."""
        user = await signed_in_user(self)
        if user is None or not user.role.is_staff or not is_id(mail_id):
            return
        try:
            await transact(acts.resend_mail, mail_id, by=actor(self, user), now=utcnow())
        except (MailNotFound, MailNotDead):
            self.said = text(await locale_of(self), "mails.not_dead")
        else:
            self.said = text(await locale_of(self), "mails.resent")
        await self._show(user)

    def _begin(self) -> None:
        query = self.router.url.query_parameters
        self._filter(query.get("state"), query.get("search"))
        self.said = ""
        self.visit += 1

    def _filter(self, state: Any, search: Any) -> None:
        self._rewind()
        self.state = state if isinstance(state, str) and state in tuple(MailState) else ""
        self.search = typed(search).lower()

    async def _show(self, _user: SignedIn) -> None:
        state = MailState(self.state) if self.state else None
        page = await read(mails, state=state, to=self.search, before=self._before(), limit=PAGE)
        locale = await locale_of(self)
        self.rows = [_row(mail, locale) for mail in page.mails]
        self._arrived(page.next)


def _row(mail: SentMail, locale: str) -> MailRow:
    return MailRow(
        id=mail.id,
        when=fmt.day_and_time(mail.created_at, locale),
        recipient=mail.recipient,
        what=text_or(locale, f"mails.template.{mail.template}", mail.template),
        subject=mail.subject,
        state=text(locale, f"mails.state.{mail.state}"),
        tone=_TONES.get(mail.state, "plain"),
        sent=fmt.day_and_time(mail.sent_at, locale) if mail.sent_at else "",
        error=mail.error or "",
        dead=mail.state is MailState.DEAD,
    )
