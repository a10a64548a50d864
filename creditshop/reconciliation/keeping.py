"""What comparisons leave behind: where the next one begins, differences, and the provider's movements of money."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, insert, select, update
from sqlmodel import Session

from creditshop.database import announce, insert_once, new_id
from creditshop.reconciliation.comparing import Found
from creditshop.reconciliation.kinds import Kind
from creditshop.reconciliation.models import DIFFERENCES, MOVEMENTS, RUNS

TOPIC = "reconciliation"  # of announcements
OVERLAP = timedelta(hours=6)  # longer than any list of the provider's lags behind
FIRST = timedelta(days=30)  # as long as the provider keeps its events
UNSETTLED: ColumnElement[bool] = DIFFERENCES.c.gone_at.is_(None) & DIFFERENCES.c.settled_at.is_(None)


def begin_from(session: Session, now: datetime) -> datetime:
    """Where a comparison begins that is made now."""
    last = session.connection().scalar(select(RUNS.c.until).order_by(RUNS.c.until.desc()).limit(1))
    return last - OVERLAP if last else now - FIRST


def open_purchases(session: Session, *kinds: Kind) -> tuple[str, ...]:
    """The purchases with differences, of these kinds or any, that nobody has settled: they are compared again."""
    mine = DIFFERENCES.c.kind.in_(kinds or tuple(Kind))
    found = select(DIFFERENCES.c.purchase_id).where(UNSETTLED, DIFFERENCES.c.purchase_id.is_not(None), mine).distinct()
    return tuple(session.connection().execute(found).scalars())


def open_subjects(session: Session, kind: Kind) -> tuple[str, ...]:
    """What differences of this kind are about that nobody has settled: it is asked for again each time."""
    found = select(DIFFERENCES.c.subject).where(UNSETTLED, DIFFERENCES.c.kind == kind).distinct()
    return tuple(session.connection().execute(found).scalars())


def keep(session: Session, seen: Any, *, now: datetime) -> str:
    """Keep a comparison that came to its end (running.Comparison); returns the id of its row."""
    connection, run_id = session.connection(), new_id("rec")
    for found in seen.found:
        _keep_difference(session, found, now)
    still = {(found.kind, found.subject, found.expected, found.found) for found in seen.found}
    for row in connection.execute(select(DIFFERENCES).where(UNSETTLED)).all():
        if row.subject in seen.examined and (row.kind, row.subject, row.expected, row.found) not in still:
            connection.execute(update(DIFFERENCES).where(DIFFERENCES.c.id == row.id).values(gone_at=now))
    for movement in seen.movements:
        booked = asdict(movement)
        insert_once(session, MOVEMENTS, booked | {"created_at": booked.pop("created")}, "id")
    counts = {name: getattr(seen, name) for name in ("events", "payments", "refunds", "disputes", "healed")}
    counts |= {"movements": len(seen.movements), "differences": len(seen.found)}
    times = {"since": seen.since, "until": seen.until, "ended_at": now}
    connection.execute(insert(RUNS), {"id": run_id} | times | counts)
    announce(session, TOPIC)
    return run_id


def _keep_difference(session: Session, found: Found, now: datetime) -> None:
    """One that was there before is seen again; one that was gone is there again; one that was settled stays so."""
    same = {name: getattr(found, name) for name in ("kind", "subject", "expected", "found")}
    moments = {"found_at": now, "seen_at": now, "note": ""}
    if insert_once(session, DIFFERENCES, asdict(found) | {"id": new_id("dif")} | moments, *same):
        return
    mine = [DIFFERENCES.c[name] == value for name, value in same.items()]
    connection = session.connection()
    connection.execute(update(DIFFERENCES).where(*mine, UNSETTLED).values(seen_at=now))
    back = {"found_at": now, "seen_at": now, "gone_at": None}
    gone = DIFFERENCES.c.gone_at.is_not(None) & DIFFERENCES.c.settled_at.is_(None)
    connection.execute(update(DIFFERENCES).where(*mine, gone).values(back))
