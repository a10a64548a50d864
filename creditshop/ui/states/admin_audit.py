"""The audit log for staff: who did what, when, from where, before and after; searched, and exported by deciders."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import reflex as rx

from creditshop.accounts import DECIDERS, SignedIn
from creditshop.audit import AuditView, Search, actions, entries
from creditshop.database import read
from creditshop.ui import format as fmt
from creditshop.ui.gate import staff
from creditshop.ui.states.audit_words import Change, changes
from creditshop.ui.states.paging import PAGE, StaffList
from creditshop.ui.states.visit import locale_of
from creditshop.ui.texts import text_or

EXPORT = "/api/admin/audit.csv"
_FIELDS = ("actor", "action", "target", "since", "until")
_OF_ID = {  # where one thing has a page
    "pur": "/admin/payment/",
    "dsp": "/admin/dispute/",
    "usr": "/admin/customer/",
    "pkg": "/admin/package/",
    "evt": "/admin/event/",
    "job": "/admin/job/",
}
_OF_AREA = {"feature": "/admin/features/", "key": "/admin/keys/", "endpoint": "/admin/endpoints/"}  # or all of them


@dataclass(frozen=True)
class AuditRow:
    """An act in the list. `page` is the address of what it was done to; empty where there is none."""

    id: str
    when: str
    who: str
    role: str
    ip: str
    what: str
    target: str
    page: str
    reason: str
    changes: list[Change]


@dataclass(frozen=True)
class Choice:
    """Something to narrow the log down to."""

    value: str
    words: str


class AdminAuditState(StaffList, rx.State):
    """The latest acts that `asked` finds: the fields of the search form, as far as they made sense."""

    rows: list[AuditRow] = []  # noqa: RUF012 - Reflex copies the defaults for every client
    choices: list[Choice] = []  # noqa: RUF012
    asked: dict[str, str] = dict.fromkeys(_FIELDS, "")
    export: str = EXPORT
    may_export: bool = False
    visit: int = 0
    _search: Search = Search()

    @rx.event
    @staff()
    async def find(self, form: Any) -> None:
        """Show what a search form asks for, from the newest on."""
        if isinstance(form, dict):
            self._filter(form)
            await self._go(older=False)

    def _begin(self) -> None:
        self._filter(dict(self.router.url.query_parameters))
        self.visit += 1

    def _filter(self, fields: dict[str, Any]) -> None:
        self._rewind()
        self._search = Search.typed(fields)
        self.asked = _fields(self._search)
        self.export = f"{EXPORT}?{urlencode({name: value for name, value in self.asked.items() if value})}"

    async def _show(self, user: SignedIn) -> None:
        page = await read(entries, self._search, before=self._before(), limit=PAGE)
        locale = await locale_of(self)
        self.choices = list(_choices(await read(actions), locale))
        self.rows = [_row(entry, locale) for entry in page.entries]
        self.may_export = user.role in DECIDERS
        self._arrived(page.next)


def _fields(search: Search) -> dict[str, str]:
    """What the form shows for this search."""
    since, last = search.since, search.until and search.until - timedelta(days=1)
    days = {"since": since.date().isoformat() if since else "", "until": last.date().isoformat() if last else ""}
    return {"actor": search.actor, "action": search.action, "target": search.target, **days}


def _choices(names: tuple[str, ...], locale: str) -> Iterator[Choice]:
    """Every area of acts, and under it each of its acts."""
    areas = sorted({name.partition(".")[0] for name in names})
    for area in areas:
        yield Choice(f"{area}.", text_or(locale, f"audit.area.{area}", area))
        for name in names:
            if name.startswith(f"{area}."):
                yield Choice(name, f"\N{NO-BREAK SPACE}\N{NO-BREAK SPACE}{_told(name, locale)}")


def _told(action: str, locale: str) -> str:
    return text_or(locale, f"audit.action.{action}", action)


def _row(entry: AuditView, locale: str) -> AuditRow:
    return AuditRow(
        id=entry.id,
        when=fmt.day_and_time(entry.at, locale),
        who=entry.actor_email or entry.actor_id,
        role=text_or(locale, f"role.{entry.role}", ""),
        ip=entry.ip,
        what=_told(entry.action, locale),
        target=text_or(locale, f"fraud.rule.{entry.target}", entry.target) if entry.target != entry.actor_id else "",
        page=_page(entry),
        reason=entry.reason,
        changes=changes(entry, locale),
    )


def _page(entry: AuditView) -> str:
    if page := _OF_ID.get(entry.target.partition("_")[0]):
        return f"{page}?id={entry.target}"
    return _OF_AREA.get(entry.action.partition(".")[0], "")
