"""Alerts as people see them: those that are open, and those that are over, newest first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select, tuple_
from sqlmodel import Session

from creditshop.alerts.errors import AlertNotFound
from creditshop.alerts.measuring import Ref
from creditshop.alerts.models import ALERTS
from creditshop.alerts.rules import RuleName
from creditshop.database import count_up_to


@dataclass(frozen=True, slots=True)
class AlertView:
    """An alert: the figures of its worst reading, and the rows behind the last one.

    `resolved_by` is the id of a user, or ITSELF; the moments of what has not happened are None.
    """

    id: str
    rule: RuleName
    source: str
    value: float
    of: int
    threshold: int
    minutes: int
    causes: tuple[Ref, ...]
    opened_at: datetime
    seen_at: datetime
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    resolved_at: datetime | None
    resolved_by: str | None


@dataclass(frozen=True, slots=True)
class AlertPage:
    """Some alerts, newest first; `next_before` asks for the following page and is None on the last."""

    alerts: tuple[AlertView, ...]
    next_before: str | None


def open_alerts(session: Session) -> tuple[AlertView, ...]:
    """The alerts that are open, acknowledged or not: one at most for each rule and source."""
    return _read(session, select(ALERTS).where(ALERTS.c.resolved_at.is_(None)))


def past_alerts(session: Session, *, before: str | None = None, limit: int = 25) -> AlertPage:
    """The alerts that are over. `before` is the last page's `next_before`. Raises AlertNotFound."""
    found = select(ALERTS).where(ALERTS.c.resolved_at.is_not(None))
    if before is not None:
        last = session.connection().execute(select(ALERTS).where(ALERTS.c.id == before)).first()
        if last is None:
            raise AlertNotFound
        found = found.where(tuple_(ALERTS.c.opened_at, ALERTS.c.id) < tuple_(last.opened_at, last.id))
    alerts = _read(session, found.limit(limit + 1))
    return AlertPage(alerts[:limit], alerts[limit - 1].id if len(alerts) > limit else None)


def count_open_alerts(session: Session, *, most: int) -> int:
    """How many alerts nobody has acknowledged or resolved, at most `most`."""
    return count_up_to(session, most, ALERTS, ALERTS.c.resolved_at.is_(None), ALERTS.c.acknowledged_at.is_(None))


def _read(session: Session, query: Select[Any]) -> tuple[AlertView, ...]:
    newest_first = query.order_by(ALERTS.c.opened_at.desc(), ALERTS.c.id.desc())
    return tuple(_view(row) for row in session.connection().execute(newest_first))


def _view(row: Any) -> AlertView:
    facts = row.facts
    return AlertView(
        id=row.id,
        rule=RuleName(row.rule),
        source=row.source,
        value=facts["value"],
        of=facts["of"],
        threshold=facts["threshold"],
        minutes=facts["minutes"],
        causes=tuple((kind, name) for kind, name in row.causes),
        opened_at=row.opened_at,
        seen_at=row.seen_at,
        acknowledged_at=row.acknowledged_at,
        acknowledged_by=row.acknowledged_by,
        resolved_at=row.resolved_at,
        resolved_by=row.resolved_by,
    )
