"""The webhook inbox for staff: what arrived, what became of it, and another try, of one or of many."""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import reflex as rx

from creditshop.accounts import SignedIn
from creditshop.clock import utcnow
from creditshop.database import read, transact
from creditshop.inbox import (
    LARGEST_PAGE,
    OPEN,
    EventNotFound,
    EventSettled,
    EventState,
    EventView,
    event,
    event_types,
    events,
)
from creditshop.ui import format as fmt
from creditshop.ui.gate import staff
from creditshop.ui.states import acts
from creditshop.ui.states.detail import StaffDetail
from creditshop.ui.states.paging import PAGE, StaffList
from creditshop.ui.states.session import actor, signed_in_user
from creditshop.ui.states.visit import is_id, locale_of, typed
from creditshop.ui.texts import text

_PURCHASE = "pur_"
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
    """A webhook in a list. `open`: it was never applied, and may be ignored."""

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
    open: bool


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
        open=found.state in OPEN,
    )


def readable(payload: str) -> str:
    """An event's body as people read it, without what lets a browser pay."""
    return json.dumps(json.loads(payload, object_hook=_without_secrets), indent=2, ensure_ascii=False)


def _without_secrets(found: dict[str, Any]) -> dict[str, Any]:
    return {key: "…" if key in _SECRETS and value else value for key, value in found.items()}


class AdminEventsState(StaffList, rx.State):
    """The latest events; `state` is one of EventState, `type_` a type of theirs, `search` an event's or a payment's id;
    empty for all. `chosen` are the ids of those to replay or ignore.
    """

    rows: list[EventRow] = []  # noqa: RUF012 - Reflex copies the defaults for every client
    types: list[str] = []  # noqa: RUF012
    chosen: list[str] = []  # noqa: RUF012
    state: str = ""
    type_: str = ""
    search: str = ""
    may_replay_all: bool = False
    said: str = ""
    answer: int = 0
    visit: int = 0

    @rx.event
    @staff()
    async def find(self, form: Any) -> None:
        """Show what a search form asks for, from the newest on."""
        if isinstance(form, dict):
            self._filter(form.get("state"), form.get("type"), form.get("search"))
            await self._go(older=False)

    @rx.event
    @staff()
    async def choose(self, event_id: Any) -> None:
        """Choose an event that is shown, or let go of it."""
        if is_id(event_id):
            chosen = {*self.chosen} ^ {event_id}
            self.chosen = [shown for shown in self._shown() if shown in chosen]

    @rx.event
    @staff()
    async def choose_all(self) -> None:
        """Choose every event that is shown, or let go of all."""
        self.chosen = [] if len(self.chosen) == len(self.rows) else self._shown()

    @rx.event
    @staff()
    async def replay(self) -> None:
        """Apply the chosen events again, each on its own."""
        await self._each(acts.replay_event, self.chosen, "admin.replayed_many")

    @rx.event
    @staff()
    async def ignore(self) -> None:
        """Say that the chosen events mean nothing; those that were applied stay as they are."""
        await self._each(acts.ignore_event, self.chosen, "admin.ignored_many")

    @rx.event
    @staff()
    async def replay_all(self) -> None:
        """Apply again what the search finds among the events that were never applied, up to LARGEST_PAGE."""
        if self.state in OPEN:
            found = await read(events, **self._wanted(), limit=LARGEST_PAGE)
            await self._each(acts.replay_event, [event.id for event in found.events], "admin.replayed_many")

    async def _each(self, act: Callable[..., EventState], ids: Iterable[str], said: str) -> None:
        """Do it to each event in a transaction of its own, the oldest first, and say what became of them."""
        user = await signed_in_user(self)
        if user is None or not user.role.is_staff:
            return
        outcomes: Counter[EventState] = Counter()
        for event_id in reversed(list(ids)):
            try:
                outcomes[await transact(act, event_id, by=actor(self, user), now=utcnow())] += 1
            except (EventNotFound, EventSettled):
                continue
        locale = await locale_of(self)
        states = ", ".join(f"{text(locale, f'event.state.{state}')} {count}" for state, count in outcomes.items())
        self.said = text(locale, said, count=outcomes.total()) + (f" {states}." if states else "")
        self.chosen = []
        await self._show(user)
        self.answer += 1

    def _begin(self) -> None:
        query = self.router.url.query_parameters
        self._filter(query.get("state"), query.get("type"), query.get("search"))
        self.said = ""
        self.visit += 1

    def _filter(self, state: Any, type_: Any, search: Any) -> None:
        self._rewind()
        self.state = state if isinstance(state, str) and state in tuple(EventState) else ""
        self.type_, self.search, self.chosen = typed(type_), typed(search), []

    def _wanted(self) -> dict[str, Any]:
        sought = {"purchase_id" if self.search.startswith(_PURCHASE) else "event_id": self.search or None}
        return {"state": EventState(self.state) if self.state else None, "type_": self.type_ or None, **sought}

    def _shown(self) -> list[str]:
        return [row.id for row in self.rows]

    async def _show(self, _user: SignedIn) -> None:
        page = await read(events, **self._wanted(), before=self._before(), limit=PAGE)
        self.types = list(await read(event_types))
        locale = await locale_of(self)
        self.rows = [event_row(found, locale) for found in page.events]
        self.chosen = [chosen for chosen in self.chosen if chosen in self._shown()]
        self.may_replay_all = self.state in OPEN
        self._arrived(page.next)


class AdminEventState(StaffDetail, rx.State):
    """One event with its body."""

    row: EventRow = EventRow("", "", "", "", "", "", 0, "", "", "", False)
    payload: str = ""

    @rx.event
    @staff()
    async def replay(self) -> None:
        """Apply the event again. Safe at any time: what was applied once has no effect a second time."""
        await self._do(acts.replay_event, "admin.replayed")

    @rx.event
    @staff()
    async def ignore(self) -> None:
        """Say that the event means nothing. A replay still applies it."""
        await self._do(acts.ignore_event, "admin.ignored")

    async def _do(self, act: Callable[..., EventState], said: str) -> None:
        user = await signed_in_user(self)
        if user is None or not user.role.is_staff:
            return
        try:
            state = await transact(act, self._wanted(), by=actor(self, user), now=utcnow())
        except EventNotFound:
            self.found = False
        except EventSettled:
            await self._show(user)
        else:
            locale = await locale_of(self)
            self.said = text(locale, said, state=text(locale, f"event.state.{state}"))
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
