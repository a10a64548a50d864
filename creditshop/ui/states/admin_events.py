"""The webhook inbox for staff: what arrived, what became of it, and another try."""

import json
from dataclasses import dataclass
from typing import Any

import reflex as rx

from creditshop.accounts import SignedIn
from creditshop.clock import utcnow
from creditshop.database import read, transact
from creditshop.inbox import EventNotFound, EventState, EventView, event, events, replay
from creditshop.ui import format as fmt
from creditshop.ui.gate import staff
from creditshop.ui.states.detail import StaffDetail
from creditshop.ui.states.paging import PAGE, StaffList
from creditshop.ui.states.session import signed_in_user
from creditshop.ui.states.visit import locale_of
from creditshop.ui.texts import text

_SECRETS = ("client_secret",)
_TONES = {
    EventState.DONE: "good",
    EventState.FAILED: "bad",
    EventState.DEAD: "bad",
    EventState.WAITING: "warn",
    EventState.FLAGGED: "warn",
}


@dataclass(frozen=True)
class EventRow:
    """A webhook in a list."""

    id: str
    when: str
    type: str
    state: str
    tone: str
    error: str
    attempts: int
    purchase: str
    event_id: str
    retry: str


def event_row(found: EventView, locale: str) -> EventRow:
    """The event as a list shows it."""
    return EventRow(
        id=found.id,
        when=fmt.day_and_time(found.received_at, locale),
        type=found.type,
        state=text(locale, f"event.state.{found.state}"),
        tone=_TONES.get(found.state, "plain"),
        error=found.error or "",
        attempts=found.attempts,
        purchase=found.purchase_id or "",
        event_id=found.event_id,
        retry=fmt.day_and_time(found.retry_at, locale) if found.retry_at else "",
    )


def readable(payload: str) -> str:
    """An event's body as people read it, without what lets a browser pay."""
    return json.dumps(json.loads(payload, object_hook=_without_secrets), indent=2, ensure_ascii=False)


def _without_secrets(found: dict[str, Any]) -> dict[str, Any]:
    return {key: "…" if key in _SECRETS and value else value for key, value in found.items()}


class AdminEventsState(StaffList, rx.State):
    """The latest events; `state` is one of EventState, or empty for all."""

    rows: list[EventRow] = []  # noqa: RUF012 - Reflex copies the default for every client
    state: str = ""

    @rx.event
    @staff()
    async def find(self, state: Any) -> None:
        """Show the events in this state, from the newest on."""
        self._filter(state)
        await self._go(older=False)

    def _begin(self) -> None:
        self._filter(self.router.url.query_parameters.get("state", ""))

    def _filter(self, state: Any) -> None:
        self._rewind()
        self.state = state if isinstance(state, str) and state in tuple(EventState) else ""

    async def _show(self, _user: SignedIn) -> None:
        state = EventState(self.state) if self.state else None
        page = await read(events, state=state, before=self._before(), limit=PAGE)
        locale = await locale_of(self)
        self.rows = [event_row(found, locale) for found in page.events]
        self._arrived(page.next)


class AdminEventState(StaffDetail, rx.State):
    """One event with its body."""

    row: EventRow = EventRow("", "", "", "", "", "", 0, "", "", "")
    payload: str = ""

    @rx.event
    @staff()
    async def replay(self) -> None:
        """Apply the event again. Safe at any time: what was applied once has no effect a second time."""
        user = await signed_in_user(self)
        if user is None or not user.role.is_staff:
            return
        try:
            outcome = await transact(replay, self._wanted(), now=utcnow())
        except EventNotFound:
            self.found = False
        else:
            locale = await locale_of(self)
            state = text(locale, f"event.state.{outcome.state}")
            self.said = text(locale, "admin.replayed", state=state)
            await self._show(user)
        self.answer += 1

    async def _show(self, _user: SignedIn) -> None:
        self.loaded = True
        try:
            found, payload = await read(event, self._wanted())
        except EventNotFound:
            self.found = False
            return
        self.found, self.row = True, event_row(found, await locale_of(self))
        self.payload = readable(payload)
