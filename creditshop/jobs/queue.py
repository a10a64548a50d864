"""Putting jobs into the table and taking them out again. Every function works in its caller's transaction.

Leases are kept on the database's clock: workers on several hosts need not agree on the time.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal_column, select, update
from sqlmodel import Session

from creditshop.clock import utcnow
from creditshop.database import announce, insert_once, new_id
from creditshop.jobs.errors import LeaseLost
from creditshop.jobs.models import JOBS, JobState
from creditshop.jobs.registry import Effect, GaveUp, JobRun

ANNOUNCED_AS = "jobs"  # the name under which a runner in this process hears of new jobs
_LONGEST_ERROR = 500
QUEUED: ColumnElement[str] = literal_column(
    f"'{JobState.QUEUED}'"
)  # spelled out: no generic plan trusts a parameter to fit a partial index


def enqueue(session: Session, kind: str, args: dict[str, Any], *, key: str, run_at: datetime) -> None:
    """Have a job done at `run_at` or soon after, if and only if this transaction commits.

    `args` is JSON. A job with this key, in whatever state, makes this a no-op.
    """
    row = {"id": new_id("job"), "key": key, "kind": kind, "args": args, "run_at": run_at, "created_at": utcnow()}
    defaults = {"state": JobState.QUEUED, "attempts": 0, "forgiven": 0}
    insert_once(session, JOBS, row | defaults, "key")
    announce(session, ANNOUNCED_AS)


def claim(session: Session, kinds: Collection[str], *, owner: str, limit: int, lease: timedelta) -> tuple[JobRun, ...]:
    """Take up to `limit` jobs that are due, the longest due first, and lease them to `owner`."""
    now = database_now(session)
    due = due_jobs(kinds, limit, now).cte("due")  # PostgreSQL runs a locking CTE once, a subquery perhaps again
    statement = (
        update(JOBS)
        .where(JOBS.c.id.in_(select(due.c.id)))
        .values(attempts=JOBS.c.attempts + 1, lease_until=now + lease, owner=owner)
        .returning(JOBS.c.id, JOBS.c.key, JOBS.c.kind, JOBS.c.args, JOBS.c.attempts, JOBS.c.forgiven)
    )
    rows = session.connection().execute(statement).all()
    return tuple(
        JobRun(row.id, row.key, row.kind, row.args, row.attempts - row.forgiven, row.attempts, now) for row in rows
    )


def due_jobs(kinds: Collection[str], limit: int, now: datetime) -> Select[str]:
    """The ids of jobs to claim, through the index of queued jobs: however many are done, it reads only what is due."""
    return (
        select(JOBS.c.id)
        .where(JOBS.c.state == QUEUED, JOBS.c.run_at <= now, JOBS.c.kind.in_(kinds))
        .where(JOBS.c.lease_until.is_(None) | (JOBS.c.lease_until <= now))
        .order_by(JOBS.c.run_at, JOBS.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )


def extend(session: Session, ids: Collection[str], *, owner: str, lease: timedelta) -> None:
    """Lengthen the leases of the jobs that `owner` is still running."""
    mine = JOBS.c.id.in_(ids) & (JOBS.c.owner == owner) & JOBS.c.lease_until.is_not(None)
    session.connection().execute(update(JOBS).where(mine).values(lease_until=database_now(session) + lease))


def give_back(session: Session, ids: Collection[str], *, owner: str) -> None:
    """End the leases of jobs that `owner` has broken off, with this try forgiven; what was done stays done."""
    mine = JOBS.c.id.in_(ids) & (JOBS.c.owner == owner) & JOBS.c.lease_until.is_not(None)
    session.connection().execute(update(JOBS).where(mine).values(lease_until=None, forgiven=JOBS.c.forgiven + 1))


def finish(session: Session, run: JobRun, effect: Effect | None) -> None:
    """Mark the job done and apply its effect, together. Raises LeaseLost when the job is no longer this run's."""
    _move(session, run, state=JobState.DONE, finished_at=database_now(session), error=None)
    if effect is not None:
        effect(session)


def postpone(session: Session, run: JobRun, run_at: datetime) -> None:
    """Run the job again at `run_at`, with this try forgiven. Raises LeaseLost."""
    _move(session, run, run_at=run_at, forgiven=JOBS.c.forgiven + 1)


def fail(session: Session, run: JobRun, error: str, *, retry_in: timedelta) -> None:
    """Keep the error and run the job again after `retry_in`. Raises LeaseLost."""
    _move(session, run, run_at=database_now(session) + retry_in, error=error[:_LONGEST_ERROR])


def bury(session: Session, run: JobRun, error: str, gave_up: GaveUp | None) -> None:
    """Mark the job dead, with its error, and tell the part that asked for it. Raises LeaseLost."""
    _move(session, run, state=JobState.DEAD, finished_at=database_now(session), error=error[:_LONGEST_ERROR])
    if gave_up is not None:
        gave_up(session, run, error[:_LONGEST_ERROR])


def _move(session: Session, run: JobRun, **values: Any) -> None:
    mine = (JOBS.c.id == run.id) & (JOBS.c.attempts == run.claim) & (JOBS.c.state == JobState.QUEUED)
    moved = session.connection().execute(update(JOBS).where(mine).values(lease_until=None, **values))
    if moved.rowcount != 1:
        raise LeaseLost(run.id)


def database_now(session: Session) -> datetime:
    """The database's clock: the machine's own on SQLite, which runs inside this process."""
    if not _on_postgresql(session):
        return utcnow()
    now: datetime = session.connection().execute(select(func.clock_timestamp())).scalar_one()
    return now


def _on_postgresql(session: Session) -> bool:
    return session.connection().dialect.name == "postgresql"
