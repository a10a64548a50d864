"""Jobs for people: one more chance for a dead one; and forgetting what is long done."""

from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import ColumnElement, delete, select, update
from sqlmodel import Session

from creditshop.database import announce
from creditshop.jobs.errors import JobNotDead, JobNotFound
from creditshop.jobs.models import JOBS, JobState
from creditshop.jobs.queue import ANNOUNCED_AS
from creditshop.jobs.registry import Effect, JobRun

KEPT = timedelta(days=30)


def retry(session: Session, job_id: str, *, now: datetime) -> None:
    """Give a dead job all its tries again, from `now`. Raises JobNotFound, or JobNotDead."""
    _retry(session, JOBS.c.id == job_id, job_id, now)


def retry_key(session: Session, key: str, *, now: datetime) -> None:
    """`retry` for whoever enqueued the job, and knows its key."""
    _retry(session, JOBS.c.key == key, key, now)


def _retry(session: Session, this: ColumnElement[bool], name: str, now: datetime) -> None:
    again = {"state": JobState.QUEUED, "run_at": now, "finished_at": None, "forgiven": JOBS.c.attempts}
    dead = this & (JOBS.c.state == JobState.DEAD)
    if session.connection().execute(update(JOBS).where(dead).values(again)).rowcount == 1:
        announce(session, ANNOUNCED_AS)
        return
    known = session.connection().execute(select(JOBS.c.id).where(this)).one_or_none()
    raise JobNotDead(name) if known else JobNotFound(name)


async def forget(run: JobRun) -> Effect:
    """The job `jobs.forget`: delete what has been done for longer than KEPT. Dead jobs stay until they are retried."""
    return partial(_forget, run.now - KEPT)


def _forget(finished_before: datetime, session: Session) -> None:
    old = (JOBS.c.state == JobState.DONE) & (JOBS.c.finished_at < finished_before)
    session.connection().execute(delete(JOBS).where(old))
