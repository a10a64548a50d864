"""Alerts for staff: what is wrong now, with the rows that show it, and what was."""

from typing import Any

import reflex as rx

from creditshop.accounts import DECIDERS, SignedIn, emails_of
from creditshop.alerts import (
    AlertNotFound,
    AlertSettled,
    AlertView,
    acknowledge,
    open_alerts,
    past_alerts,
    resolve_alert,
)
from creditshop.clock import utcnow
from creditshop.database import read, transact
from creditshop.ui import typed
from creditshop.ui.gate import staff
from creditshop.ui.states.alert_rows import AlertRow, alert_row
from creditshop.ui.states.paging import PAGE, StaffList
from creditshop.ui.states.session import actor, signed_in_user
from creditshop.ui.states.visit import is_id, locale_of
from creditshop.ui.texts import text

_LONGEST = 500


class AdminAlertsState(StaffList, rx.State):
    """`alert` is the one that the dialog is about; `visit` counts its openings, `answer` what was heard of it."""

    now: list[AlertRow] = []  # noqa: RUF012 - Reflex copies the defaults for every client
    past: list[AlertRow] = []  # noqa: RUF012
    may_resolve: bool = False
    alert: AlertRow = AlertRow()
    visit: int = 0
    answer: int = 0
    said: str = ""
    failed: str = ""

    @rx.event
    @staff()
    async def take_on(self, alert_id: Any) -> None:
        """Say that somebody is on it."""
        user = await signed_in_user(self)
        if user is None or not user.role.is_staff or not is_id(alert_id):
            return
        locale, self.said = await locale_of(self), ""
        try:
            await transact(acknowledge, alert_id, by=actor(self, user), now=utcnow())
        except (AlertNotFound, AlertSettled):
            self.said = text(locale, "alerts.settled_before")
        await self._show(user)

    @rx.event
    @staff(*DECIDERS)
    async def open(self, alert_id: Any) -> None:
        """Open the question about this alert."""
        self.alert = next((row for row in self.now if row.id == alert_id), AlertRow())
        self.said = self.failed = ""
        self.visit += 1

    @rx.event
    @staff(*DECIDERS)
    async def close(self) -> None:
        """The question was closed."""
        self.alert, self.failed = AlertRow(), ""

    @rx.event
    @staff(*DECIDERS)
    async def resolve(self, form: Any) -> None:
        """Say what it was, and be done with it."""
        user = await signed_in_user(self)
        if user is None or user.role not in DECIDERS:
            return
        locale = await locale_of(self)
        note = typed.words(form.get("note"), _LONGEST) if isinstance(form, dict) else ""
        self.said = self.failed = ""
        if not note:
            self.failed = text(locale, "flags.note.missing")
        else:
            await self._resolve(user, note, locale)
        self.answer += 1

    async def _resolve(self, user: SignedIn, note: str, locale: str) -> None:
        try:
            await transact(resolve_alert, self.alert.id, by=actor(self, user), note=note, now=utcnow())
        except (AlertNotFound, AlertSettled):
            self.said = text(locale, "alerts.settled_before")
        else:
            self.said = text(locale, "alerts.resolved")
        self.alert = AlertRow()
        await self._show(user)

    def _begin(self) -> None:
        self.said = self.failed = ""
        self.alert = AlertRow()

    async def _show(self, user: SignedIn) -> None:
        locale = await locale_of(self)
        going_on = await read(open_alerts)
        page = await read(past_alerts, before=self._before(), limit=PAGE)
        people = await read(emails_of, _people(going_on + page.alerts))
        self.may_resolve = user.role in DECIDERS
        self.now = [alert_row(alert, people, locale) for alert in going_on]
        self.past = [alert_row(alert, people, locale) for alert in page.alerts]
        self._arrived(page.next_before)


def _people(alerts: tuple[AlertView, ...]) -> set[str]:
    named = {name for alert in alerts for name in (alert.acknowledged_by, alert.resolved_by) if name}
    return {name for name in named if name.startswith("usr_")}
