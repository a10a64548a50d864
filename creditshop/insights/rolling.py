"""Counting days: each is counted whole and replaces its rows, so that counting it again changes nothing.

Days are counted oldest first, without a gap. One that has been over for a while is final; today, and yesterday for the
first hour, are counted again and again. Whoever counts a day claims it first: its row is the lock. In an empty table
of days, everything is counted anew.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import partial

from sqlalchemy import delete, insert, select, update
from sqlmodel import Session

from creditshop.database import insert_once
from creditshop.insights.figures import Figure, Line
from creditshop.insights.models import DAYS, FIGURES
from creditshop.insights.sources import CHANGES, SOURCES, began
from creditshop.jobs import Effect, JobRun, Registry, enqueue, registry

KIND = "insights.roll"
FRESH = timedelta(seconds=4)  # figures younger than this are not counted again
LATE = timedelta(hours=1)  # what was begun before midnight is committed long before
_DAY = timedelta(days=1)
_AT_ONCE = 7  # days in one transaction
_OPEN_DAYS = 2  # at most today and yesterday can change


def register_jobs(kinds: Registry = registry) -> None:
    """Register the job that counts, every minute."""
    kinds.register(KIND, _roll_some)
    kinds.schedule(KIND, KIND, timedelta(minutes=1))


def roll(session: Session, *, limit: int, now: datetime) -> date | None:
    """Count up to `limit` of the days that are not final, oldest first; returns the next one that is left."""
    days = open_days(session, now)
    for day in days[:limit]:
        _count_if_stale(session, day, now)
    return days[limit] if len(days) > limit else None


def refresh(session: Session, *, now: datetime) -> bool:
    """Bring today up to date for somebody who looks, unless that was done a moment ago.

    Returns whether all figures are there: False while the job makes up for days long past.
    """
    return len(open_days(session, now)) <= _OPEN_DAYS and roll(session, limit=_OPEN_DAYS, now=now) is None


def open_days(session: Session, now: datetime) -> list[date]:
    """The days (UTC) that are not final, oldest first: up to today, and from the first on which anything happened."""
    newest_final = select(DAYS.c.day).where(DAYS.c.final).order_by(DAYS.c.day.desc()).limit(1)
    last: date | None = session.connection().scalar(newest_final)
    begun = None if last else began(session)
    first = last + _DAY if last else begun and begun.date()
    if first is None:
        return []
    return [first + n * _DAY for n in range((now.astimezone(UTC).date() - first).days + 1)]


def outstanding(session: Session, day: date) -> int:
    """The credits that the shop owes at the end of `day`, as far as days were counted."""
    known = (FIGURES.c.figure == Figure.OUTSTANDING) & (FIGURES.c.day <= day)
    newest = select(FIGURES.c.amount).where(known).order_by(FIGURES.c.day.desc()).limit(1)
    return session.connection().scalar(newest) or 0


def _count_if_stale(session: Session, day: date, now: datetime) -> None:
    start = datetime.combine(day, time(), UTC)
    if _claim(session, day, now, final=now >= start + _DAY + LATE):
        _count(session, day, start)


def _claim(session: Session, day: date, now: datetime, *, final: bool) -> bool:
    """Take the day's row, and wait for whoever has it; False when they have just counted it."""
    row = {"computed_at": now, "final": final}
    if insert_once(session, DAYS, row | {"day": day}, "day"):
        return True
    stale = (DAYS.c.day == day) & ~DAYS.c.final & (DAYS.c.computed_at <= now - FRESH)
    return session.connection().scalar(update(DAYS).where(stale).values(row).returning(DAYS.c.day)) is not None


def _count(session: Session, day: date, start: datetime) -> None:
    lines = [line for source in SOURCES for line in source(session, start, start + _DAY) if line.count or line.amount]
    gained = sum(CHANGES.get(line.figure, 0) * line.amount for line in lines)
    lines.append(Line(Figure.OUTSTANDING, amount=outstanding(session, day - _DAY) + gained))
    connection = session.connection()
    connection.execute(delete(FIGURES).where(FIGURES.c.day == day))
    connection.execute(
        insert(FIGURES),
        [
            {"day": day, "figure": line.figure, "currency": line.currency, "count": line.count, "amount": line.amount}
            for line in lines
        ],
    )


async def _roll_some(run: JobRun) -> Effect:
    return partial(_roll_and_go_on, run)


def _roll_and_go_on(run: JobRun, session: Session) -> None:
    left = roll(session, limit=_AT_ONCE, now=run.now)
    if left is not None:
        enqueue(session, KIND, {}, key=f"{KIND}:{left}", run_at=run.now)  # once for a day, however many count
