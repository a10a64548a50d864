"""Comparisons and differences as people see them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlmodel import Session

from creditshop.database import count_up_to
from creditshop.reconciliation.keeping import UNSETTLED
from creditshop.reconciliation.kinds import Decision, Kind
from creditshop.reconciliation.models import DIFFERENCES, RUNS


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """A difference: `expected` is what the other side says, `found` what the shop has, see Kind.

    `credits` may be posted for it: given above 0, taken below, nothing at 0.
    """

    id: str
    kind: Kind
    subject: str
    purchase_id: str | None
    owner_id: str
    currency: str
    expected: int
    found: int
    credits: int
    found_at: datetime
    gone_at: datetime | None
    settled_at: datetime | None
    settled_by: str | None
    decision: Decision | None
    note: str


@dataclass(frozen=True, slots=True)
class RunView:
    """A comparison that came to its end, and how much it looked at."""

    id: str
    since: datetime
    until: datetime
    ended_at: datetime
    events: int
    payments: int
    refunds: int
    disputes: int
    movements: int
    healed: int
    differences: int


def unsettled(session: Session, *, limit: int = 100) -> tuple[DifferenceView, ...]:
    """The differences that wait for a person, newest first."""
    return _read(session, select(DIFFERENCES).where(UNSETTLED), limit)


def settled(session: Session, *, limit: int = 25) -> tuple[DifferenceView, ...]:
    """The latest differences that are gone, or that somebody decided about."""
    return _read(session, select(DIFFERENCES).where(~UNSETTLED), limit)


def count_unsettled(session: Session, *, most: int) -> int:
    """How many differences wait for a person, at most `most`."""
    return count_up_to(session, most, DIFFERENCES, UNSETTLED)


def differences_lately(session: Session, start: datetime, end: datetime, *, most: int) -> tuple[DifferenceView, ...]:
    """The differences found from `start` on and before `end`, and all that are open: the last `most`, newest first."""
    found = (DIFFERENCES.c.found_at >= start) | UNSETTLED
    return _read(session, select(DIFFERENCES).where(found, DIFFERENCES.c.found_at < end), most)


def runs(session: Session, *, limit: int = 10) -> tuple[RunView, ...]:
    """The latest comparisons, newest first."""
    latest = select(RUNS).order_by(RUNS.c.until.desc(), RUNS.c.id.desc()).limit(limit)
    return tuple(RunView(**row) for row in session.connection().execute(latest).mappings())


def view(row: Any) -> DifferenceView:
    """A row of the table as a value."""
    values = {name: getattr(row, name) for name in DifferenceView.__dataclass_fields__}
    decision = Decision(row.decision) if row.decision else None
    return DifferenceView(**values | {"kind": Kind(row.kind), "decision": decision})


def _read(session: Session, query: Select[Any], limit: int) -> tuple[DifferenceView, ...]:
    newest = query.order_by(DIFFERENCES.c.found_at.desc(), DIFFERENCES.c.id.desc()).limit(limit)
    return tuple(view(row) for row in session.connection().execute(newest))
