"""A table to see effects in, and hands that move jobs through time."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import text, update
from sqlmodel import Session, select

from creditshop.jobs import enqueue
from creditshop.jobs.models import JOBS, Job

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def create_effects(session: Session) -> None:
    """A table with one row for each effect."""
    session.connection().execute(text("CREATE TABLE effect (job TEXT)"))


def take_effect(session: Session, job: str = "some") -> None:
    """The effect itself."""
    session.connection().execute(text("INSERT INTO effect (job) VALUES (:job)"), {"job": job})


def effects(session: Session) -> int:
    """How many effects there are."""
    return int(session.connection().execute(text("SELECT count(*) FROM effect")).scalar_one())


def put(session: Session, key: str, *, kind: str = "note", run_at: datetime = LONG_AGO) -> None:
    """A job that is due."""
    enqueue(session, kind, {"key": key}, key=key, run_at=run_at)


def row(session: Session, key: str) -> dict[str, Any]:
    """A job as it is stored."""
    return session.exec(select(Job).where(Job.key == key)).one().model_dump()


def make_due(session: Session) -> None:
    """Let the time of every waiting job come."""
    session.connection().execute(update(JOBS).where(JOBS.c.state == "queued").values(run_at=LONG_AGO))


def end_leases(session: Session) -> None:
    """Let every lease run out."""
    leased = JOBS.c.lease_until.is_not(None)
    session.connection().execute(update(JOBS).where(leased).values(lease_until=LONG_AGO))
