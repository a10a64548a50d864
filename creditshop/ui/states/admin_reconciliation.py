"""The comparison with Stripe, for staff: when it ran, what it healed, and what differs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import reflex as rx

from creditshop.accounts import DECIDERS, SignedIn, emails_of
from creditshop.clock import utcnow
from creditshop.database import read, transact
from creditshop.reconciliation import (
    DifferenceNotFound,
    DifferenceSettled,
    DifferenceView,
    Kind,
    NothingProposed,
    RunView,
    approve,
    ask_for,
    dismiss,
    runs,
    settled,
    unsettled,
)
from creditshop.ui import format as fmt
from creditshop.ui import typed
from creditshop.ui.gate import staff
from creditshop.ui.states.live_page import StaffPage
from creditshop.ui.states.session import actor, signed_in_user
from creditshop.ui.states.visit import locale_of
from creditshop.ui.texts import text

_LONGEST, _MONTHS = 500, 12


@dataclass(frozen=True)
class DifferenceRow:
    """A difference in a list; `proposal` is empty where nothing can be posted, `end` while nobody has decided."""

    id: str = ""
    when: str = ""
    title: str = ""
    words: str = ""
    about: str = ""
    href: str = ""
    proposal: str = ""
    end: str = ""


@dataclass(frozen=True)
class RunRow:
    """A comparison in a list."""

    when: str = ""
    looked: str = ""
    healed: str = ""
    differences: str = ""


class AdminReconciliationState(StaffPage, rx.State):
    """`chosen` is the difference that the dialog is about; `visit` counts its openings."""

    open_rows: list[DifferenceRow] = []  # noqa: RUF012 - Reflex copies the defaults for every client
    past_rows: list[DifferenceRow] = []  # noqa: RUF012
    run_rows: list[RunRow] = []  # noqa: RUF012
    months: list[str] = []  # noqa: RUF012
    may_decide: bool = False
    chosen: DifferenceRow = DifferenceRow()
    visit: int = 0
    failed: str = ""

    @rx.event
    @staff(*DECIDERS)
    async def run(self) -> None:
        """Compare as soon as possible."""
        user = await signed_in_user(self)
        if user is not None and user.role in DECIDERS:
            await transact(ask_for, by=actor(self, user), now=utcnow())
            self.said = text(await locale_of(self), "reconciliation.asked")
        self.answer += 1

    @rx.event
    @staff(*DECIDERS, fresh=True)
    async def open(self, difference_id: Any) -> None:
        """Open the question about this difference."""
        self.chosen = next((row for row in self.open_rows if row.id == difference_id), DifferenceRow())
        self.said = self.failed = ""
        self.visit += 1

    @rx.event
    @staff(*DECIDERS)
    async def close(self) -> None:
        """The question was closed."""
        self.chosen, self.failed = DifferenceRow(), ""

    @rx.event
    @staff(*DECIDERS, fresh=True)
    async def decide(self, form: Any) -> None:
        """Post what is proposed, or say that it is as it must be; `note` says why."""
        user = await signed_in_user(self)
        if user is None or user.role not in DECIDERS or not isinstance(form, dict):
            return
        locale, note = await locale_of(self), typed.words(form.get("note"), _LONGEST)
        self.said = self.failed = ""
        if not note:
            self.failed = text(locale, "flags.note.missing")
        else:
            await self._decide(form.get("decision") == "approve", user, note, locale)
        self.answer += 1

    async def _decide(self, approves: bool, user: SignedIn, note: str, locale: str) -> None:
        act = approve if approves else dismiss
        try:
            await transact(act, self.chosen.id, by=actor(self, user), note=note, now=utcnow())
        except (DifferenceNotFound, DifferenceSettled):
            self.said = text(locale, "alerts.settled_before")
        except NothingProposed:
            self.failed = text(locale, "reconciliation.nothing_proposed")
            return
        else:
            self.said = text(locale, "reconciliation.decided")
        self.chosen = DifferenceRow()
        await self._show(user)

    async def _show(self, user: SignedIn) -> None:
        locale, now = await locale_of(self), utcnow()
        differ, past = await read(unsettled), await read(settled)
        people = await read(emails_of, {one.settled_by for one in past if one.settled_by})
        self.may_decide = user.role in DECIDERS
        self.open_rows = [_row(one, {}, locale) for one in differ]
        self.past_rows = [_row(one, people, locale) for one in past]
        self.run_rows = [_run(one, locale) for one in await read(runs)]
        self.months = _last_months(now)
        self.loaded = True


def _row(one: DifferenceView, people: dict[str, str], locale: str) -> DifferenceRow:
    def figure(amount: int) -> str:
        if one.kind is Kind.CREDITS:
            return fmt.credits(amount, locale)
        return fmt.money(amount, one.currency, locale)

    key = f"reconciliation.kind.{one.kind}"
    return DifferenceRow(
        id=one.id,
        when=fmt.day_and_time(one.found_at, locale),
        title=text(locale, key),
        words=text(locale, f"{key}.words", expected=figure(one.expected), found=figure(one.found)),
        about=one.subject,
        href=f"/admin/payment/?id={one.purchase_id}" if one.purchase_id else "",
        proposal=text(locale, "reconciliation.proposal", change=fmt.change(one.credits, locale)) if one.credits else "",
        end=_end(one, people, locale),
    )


def _end(one: DifferenceView, people: dict[str, str], locale: str) -> str:
    if one.decision is None:
        return text(locale, "reconciliation.gone") if one.gone_at else ""
    who = people.get(str(one.settled_by)) or str(one.settled_by)
    return text(locale, f"reconciliation.{one.decision}", who=who, note=one.note)


def _run(run: RunView, locale: str) -> RunRow:
    counts = {name: fmt.credits(getattr(run, name), locale) for name in ("payments", "refunds", "disputes", "events")}
    return RunRow(
        when=fmt.day_and_time(run.ended_at, locale),
        looked=text(locale, "reconciliation.looked", **counts),
        healed=fmt.credits(run.healed, locale),
        differences=fmt.credits(run.differences, locale),
    )


def _last_months(now: datetime) -> list[str]:
    """This month and those before it, as addresses have them."""
    months, year, month = [], now.year, now.month
    for _ in range(_MONTHS):
        months.append(f"{year}-{month:02}")
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return months
