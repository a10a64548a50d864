"""Jobs for people: what waits, what died and why, one more chance; and forgetting what is long done."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, delete, select, tuple_, update
from sqlmodel import Session

from creditshop.database import announce
from creditshop.jobs.errors import JobNotDead, JobNotFound
from creditshop.jobs.models import JOBS, JobState
from creditshop.jobs.queue import ANNOUNCED_AS
from creditshop.jobs.registry import Effect, JobRun

KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class JobView:
    """A job as an admin sees it; `attempts` are the tries that count."""

    id: str
    key: str
    kind: str
    args: dict[str, Any]
    state: JobState
    attempts: int
    error: str | None
    run_at: datetime
    created_at: datetime
    finished_at: datetime | None


def jobs(
    session: Session, *, limit: int, before: str | None = None, state: JobState | None = None
) -> tuple[JobView, ...]:
    """The newest jobs, at most `limit`; `before` is the id of the last one seen. Raises JobNotFound for that id."""
    statement = select(JOBS).order_by(JOBS.c.created_at.desc(), JOBS.c.id.desc()).limit(limit)
    if before is not None:
        statement = statement.where(_older_than(session, before))
    if state is not None:
        statement = statement.where(JOBS.c.state == state)
    return tuple(_view(row) for row in session.connection().execute(statement))


def _older_than(session: Session, job_id: str) -> ColumnElement[bool]:
    place = select(JOBS.c.created_at, JOBS.c.id).where(JOBS.c.id == job_id)
    seen = session.connection().execute(place).one_or_none()
    if seen is None:
        raise JobNotFound(job_id)
    return tuple_(JOBS.c.created_at, JOBS.c.id) < tuple_(*seen)


def _view(row: Any) -> JobView:
    return JobView(
        id=row.id,
        key=row.key,
        kind=row.kind,
        args=row.args,
        state=JobState(row.state),
        attempts=row.attempts - row.forgiven,
        error=row.error,
        run_at=row.run_at,
        created_at=row.created_at,
        finished_at=row.finished_at,
    )


def retry(session: Session, job_id: str, *, now: datetime) -> None:
    """Give a dead job all its tries again, from `now`. Raises JobNotFound, or JobNotDead."""
    again = {"state": JobState.QUEUED, "run_at": now, "finished_at": None, "forgiven": JOBS.c.attempts}
    dead = (JOBS.c.id == job_id) & (JOBS.c.state == JobState.DEAD)
    if session.connection().execute(update(JOBS).where(dead).values(again)).rowcount == 1:
        announce(session, ANNOUNCED_AS)
        return
    known = session.connection().execute(select(JOBS.c.id).where(JOBS.c.id == job_id)).one_or_none()
    raise JobNotDead(job_id) if known else JobNotFound(job_id)


async def forget(run: JobRun) -> Effect:
    """The job `jobs.forget`: delete what has been done for longer than KEPT. Dead jobs stay until they are retried."""
    return partial(_forget, run.now - KEPT)


def _forget(finished_before: datetime, session: Session) -> None:
    old = (JOBS.c.state == JobState.DONE) & (JOBS.c.finished_at < finished_before)
    session.connection().execute(delete(JOBS).where(old))
