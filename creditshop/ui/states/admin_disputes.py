"""Disputes for staff: the list, and one with its evidence and its answer."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from creditshop.accounts import DECIDERS, SignedIn
from creditshop.accounts.agents import browser_and_system
from creditshop.clock import utcnow
from creditshop.database import read, transact
from creditshop.refunds import (
    LONGEST_TEXT,
    DisputeNotFound,
    EvidencePack,
    NotAnswerable,
    answer_dispute,
    dispute_page,
    evidence_pack,
    find_dispute,
)
from creditshop.ui import format as fmt
from creditshop.ui import typed
from creditshop.ui.gate import staff
from creditshop.ui.states.detail import StaffDetail
from creditshop.ui.states.paging import PAGE, StaffList
from creditshop.ui.states.return_rows import DisputeRow, dispute_row
from creditshop.ui.states.rows import charged
from creditshop.ui.states.session import actor, signed_in_user
from creditshop.ui.states.visit import locale_of
from creditshop.ui.texts import text

OPEN_ONES, ALL = "open", "all"


class AdminDisputesState(StaffList, rx.State):
    """The latest disputes; `which` is OPEN_ONES or ALL."""

    rows: list[DisputeRow] = []  # noqa: RUF012 - Reflex copies the default for every client
    which: str = OPEN_ONES

    @rx.event
    @staff()
    async def choose(self, which: Any) -> None:
        """Show these, from the newest on."""
        if which in (OPEN_ONES, ALL):
            self.which = which
            self._rewind()
            await self._go(older=False)

    async def _show(self, _user: SignedIn) -> None:
        page = await read(dispute_page, only_open=self.which == OPEN_ONES, before=self._before(), limit=PAGE)
        locale, now = await locale_of(self), utcnow()
        self.rows = [dispute_row(dispute, locale, now=now) for dispute in page.disputes]
        self._arrived(page.next_before)


@dataclass(frozen=True)
class Line:
    """When, and what."""

    when: str
    what: str


class AdminDisputeState(StaffDetail, rx.State):
    """One dispute. `visit` counts the answers, so that the form begins anew after one that was refused."""

    row: DisputeRow = DisputeRow()
    may_answer: bool = False
    receipt: list[Line] = []  # noqa: RUF012 - Reflex copies the defaults for every client
    sign_ins: list[Line] = []  # noqa: RUF012
    use: list[Line] = []  # noqa: RUF012
    mails: list[Line] = []  # noqa: RUF012
    customer: str = ""
    who: str = ""
    used: str = ""
    agreed: str = ""
    failed: str = ""

    @rx.event
    @staff(*DECIDERS)
    async def hand_in(self, form: Any) -> None:
        """Answer the dispute with the evidence and what the form says, for good."""
        user = await signed_in_user(self)
        if user is None or user.role not in DECIDERS or not isinstance(form, dict):
            return
        locale, words = await locale_of(self), typed.words(form.get("text"), LONGEST_TEXT)
        self.said = self.failed = ""
        try:
            await transact(answer_dispute, self._wanted(), words, by=actor(self, user), now=utcnow())
        except (DisputeNotFound, NotAnswerable):
            self.failed = text(locale, "dispute.answer.refused")
        else:
            self.said = text(locale, "dispute.answer.done")
        await self._show(user)
        self.answer += 1

    async def _show(self, user: SignedIn) -> None:
        self.loaded, now = True, utcnow()
        try:
            dispute = await read(find_dispute, self._wanted())
            pack = await read(evidence_pack, dispute.id, now=now)
        except DisputeNotFound:
            self.found = False
            return
        locale = await locale_of(self)
        self.found, self.row = True, dispute_row(dispute, locale, now=now)
        self.may_answer = self.row.answerable and user.role in DECIDERS
        self._fill(pack, locale)

    def _fill(self, pack: EvidencePack, locale: str) -> None:
        purchase = pack.purchase
        price = fmt.money(charged(purchase), purchase.currency, locale)
        item = text(locale, "receipt.item", package=purchase.name, credits=fmt.credits(purchase.all_credits, locale))
        bought = ", ".join(filter(None, (item, price, purchase.email)))
        self.customer, self.who = purchase.owner_id, purchase.email or purchase.owner_id
        self.receipt = [Line(fmt.day_and_time(purchase.paid_at or purchase.created_at, locale), bought)]
        self.sign_ins = [
            Line(fmt.day_and_time(one.created_at, locale), " · ".join((one.ip, *browser_and_system(one.user_agent))))
            for one in pack.sign_ins
        ]
        self.use = [
            Line(
                fmt.day(day.day, locale),
                text(
                    locale,
                    "dispute.evidence.requests",
                    credits=fmt.credits(day.credits, locale),
                    spends=fmt.credits(day.spends, locale),
                )
                + f" · {day.feature or text(locale, 'dispute.evidence.no_feature')}",
            )
            for day in pack.use
        ]
        self.mails = [
            Line(fmt.day_and_time(mail.created_at, locale), mail.subject or mail.template) for mail in pack.mails
        ]
        self.used = text(locale, "dispute.evidence.used", credits=fmt.credits(pack.used, locale))
        self.agreed = purchase.withdrawal_wording
