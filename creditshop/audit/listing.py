"""Reading the log: newest first, in pages, narrowed down. Every search is served by an index, in that order."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Self

from sqlalchemy import ColumnElement, Select, select, tuple_, union_all
from sqlmodel import Session

from creditshop.audit.models import AUDIT
from creditshop.audit.recording import Value
from creditshop.database import distinct_values

_LONGEST = 255  # characters that a search is read to
_NEWEST = (AUDIT.c.at.desc(), AUDIT.c.id.desc())


@dataclass(frozen=True, slots=True)
class AuditView:
    """One act. `before` and `after` hold the values that it changed."""

    id: str
    at: datetime
    actor_id: str
    actor_email: str
    role: str
    ip: str
    action: str
    target: str
    reason: str
    before: Mapping[str, Value]
    after: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Some acts, and the `before` of the next page; None when this is the last."""

    entries: tuple[AuditView, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class Search:
    """What to look for; what is empty narrows nothing down.

    `actor` is an e-mail address or an id, `action` a name or how one begins. From `since` on, before `until`.
    """

    actor: str = ""
    action: str = ""
    target: str = ""
    since: datetime | None = None
    until: datetime | None = None

    @classmethod
    def typed(cls, fields: Mapping[str, Any]) -> Self:
        """What a form or an address asks for; days are whole ones in UTC, and what makes no sense is left out."""
        actor, action, target = (_text(fields.get(name)) for name in ("actor", "action", "target"))
        until = _day(fields.get("until"))
        return cls(actor.lower() if "@" in actor else actor, action, target, _day(fields.get("since")), _end_of(until))


EVERYTHING: Final = Search()


def entries(session: Session, search: Search = EVERYTHING, *, before: str | None = None, limit: int = 25) -> AuditPage:
    """The newest acts that `search` finds, at most `limit`, that came before the one with the id `before`.

    An unknown `before` gives an empty page.
    """
    conditions = _conditions(search)
    if before is not None:
        last = select(AUDIT.c.at, AUDIT.c.id).where(AUDIT.c.id == before).subquery()
        conditions.append(tuple_(AUDIT.c.at, AUDIT.c.id) < select(last).scalar_subquery())
    names = [name for name in actions(session) if name.startswith(search.action)] if search.action else None
    rows = session.connection().execute(_newest(conditions, names, limit + 1)).all() if names != [] else []
    shown = tuple(AuditView(**row._mapping) for row in rows[:limit])
    return AuditPage(shown, shown[-1].id if len(rows) > limit else None)


def actions(session: Session) -> tuple[str, ...]:
    """The name of every kind of act that was ever recorded."""
    return distinct_values(session, AUDIT.c.action)


def _conditions(search: Search) -> list[ColumnElement[bool]]:
    who = AUDIT.c.actor_email if "@" in search.actor else AUDIT.c.actor_id
    conditions = [column == asked for column, asked in ((who, search.actor), (AUDIT.c.target, search.target)) if asked]
    if search.since is not None:
        conditions.append(AUDIT.c.at >= search.since)
    if search.until is not None:
        conditions.append(AUDIT.c.at < search.until)
    return conditions


def _newest(conditions: list[ColumnElement[bool]], names: list[str] | None, limit: int) -> Select[Any]:
    """The newest of every kind, or of those with these names: the newest of each, put together."""
    newest = select(AUDIT).where(*conditions).order_by(*_NEWEST).limit(limit)
    if names is None:
        return newest
    each = [newest.where(AUDIT.c.action == name).subquery() for name in names]
    together = union_all(*(select(one) for one in each)).subquery()
    return select(together).order_by(together.c.at.desc(), together.c.id.desc()).limit(limit)


def _text(value: Any) -> str:
    return value.strip()[:_LONGEST] if isinstance(value, str) and value.isprintable() else ""


def _day(value: Any) -> datetime | None:
    try:
        return datetime.strptime(_text(value), "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        return None


def _end_of(day: datetime | None) -> datetime | None:
    try:
        return day + timedelta(days=1) if day else None
    except OverflowError:
        return None
