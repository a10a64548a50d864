"""Jobs as admins see them: what waits, what runs, what died and why. In pages, each served by an index."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, select, tuple_
from sqlmodel import Session

from creditshop.database import count_up_to
from creditshop.jobs.errors import JobNotFound
from creditshop.jobs.models import JOBS, JobState
from creditshop.jobs.queue import QUEUED, database_now


class Stage(StrEnum):
    """How far a job is: queued for later, due, in the hands of a worker, done, or given up."""

    SCHEDULED = "scheduled"
    DUE = "due"
    RUNNING = "running"
    DONE = "done"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class JobView:
    """A job as an admin sees it; `attempts` are the tries that count. `owner` and `lease_until`: who runs it, and for
    how long it stays theirs without a sign of life.
    """

    id: str
    key: str
    kind: str
    args: dict[str, Any]
    state: JobState
    stage: Stage
    attempts: int
    error: str | None
    run_at: datetime
    created_at: datetime
    finished_at: datetime | None
    owner: str | None
    lease_until: datetime | None


def jobs(session: Session, *, limit: int, before: str | None = None, stage: Stage | None = None) -> tuple[JobView, ...]:
    """At most `limit` jobs; `before` is the id of the last one seen. Raises JobNotFound for that id.

    The newest first, or among those that are queued the one that is to run next.
    """
    now = database_now(session)
    queued = stage in (Stage.SCHEDULED, Stage.DUE, Stage.RUNNING)
    place = (JOBS.c.run_at, JOBS.c.id) if queued else (JOBS.c.created_at, JOBS.c.id)
    order = place if queued else tuple(column.desc() for column in place)
    statement = select(JOBS).where(*_in_stage(stage, now)).order_by(*order).limit(limit)
    if before is not None:
        seen = session.connection().execute(select(*place).where(JOBS.c.id == before)).one_or_none()
        if seen is None:
            raise JobNotFound(before)
        beyond = tuple_(*place) > tuple_(*seen) if queued else tuple_(*place) < tuple_(*seen)
        statement = statement.where(beyond)
    return tuple(_view(row, now) for row in session.connection().execute(statement))


def job(session: Session, job_id: str) -> JobView:
    """One job. Raises JobNotFound."""
    row = session.connection().execute(select(JOBS).where(JOBS.c.id == job_id)).one_or_none()
    if row is None:
        raise JobNotFound(job_id)
    return _view(row, database_now(session))


def backlog(session: Session, *, most: int) -> tuple[dict[str, int], datetime | None]:
    """How many jobs are due or dead, at most `most` each, and since when the first of them has been due."""
    now = database_now(session)
    counts = {
        stage.value: count_up_to(session, most, JOBS, *_in_stage(stage, now)) for stage in (Stage.DUE, Stage.DEAD)
    }
    first = select(JOBS.c.run_at).where(*_in_stage(Stage.DUE, now)).order_by(JOBS.c.run_at, JOBS.c.id).limit(1)
    return counts, session.connection().execute(first).scalar()


def deaths(session: Session, start: datetime, end: datetime, *, most: int) -> Iterator[tuple[datetime, str]]:
    """When the jobs that are dead were given up, and their ids: those queued from `start` on and before `end`.

    The last `most`, newest first.
    """
    dead = select(JOBS.c.finished_at, JOBS.c.id).where(*_in_stage(Stage.DEAD, end))
    queued = dead.where(JOBS.c.created_at >= start, JOBS.c.created_at < end)
    newest = queued.order_by(JOBS.c.created_at.desc(), JOBS.c.id.desc()).limit(most)
    return ((row.finished_at, row.id) for row in session.connection().execute(newest))


def _in_stage(stage: Stage | None, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """What is queued is found as a runner finds it, by when it runs: the done, however many, are not read."""
    leased = JOBS.c.lease_until > now
    match stage:
        case None:
            return ()
        case Stage.SCHEDULED:
            return (JOBS.c.state == QUEUED, JOBS.c.run_at > now)
        case Stage.DUE:
            return (JOBS.c.state == QUEUED, JOBS.c.run_at <= now, JOBS.c.lease_until.is_(None) | ~leased)
        case Stage.RUNNING:
            return (JOBS.c.state == QUEUED, JOBS.c.run_at <= now, leased)
    return (JOBS.c.state == stage.value, JOBS.c.finished_at.is_not(None))


def _stage(row: Any, now: datetime) -> Stage:
    if row.state != JobState.QUEUED:
        return Stage(row.state)
    if row.lease_until is not None and row.lease_until > now:
        return Stage.RUNNING
    return Stage.SCHEDULED if row.run_at > now else Stage.DUE


def _view(row: Any, now: datetime) -> JobView:
    return JobView(
        id=row.id,
        key=row.key,
        kind=row.kind,
        args=row.args,
        state=JobState(row.state),
        stage=_stage(row, now),
        attempts=row.attempts - row.forgiven,
        error=row.error,
        run_at=row.run_at,
        created_at=row.created_at,
        finished_at=row.finished_at,
        owner=row.owner,
        lease_until=row.lease_until,
    )
