"""What happens to events in tests: they come, are looked at, and become due."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlmodel import Session

from creditshop import inbox
from creditshop.inbox import EventView, Received
from creditshop.inbox.models import EVENTS
from creditshop.inbox.receiving import RETRY_JOB
from creditshop.jobs import jobs
from creditshop.jobs.models import JOBS
from creditshop.payments.events import Event
from creditshop.providers.stripe import parse_event
from tests.conftest import Database
from tests.inbox.conftest import APPLIED
from tests.webhooks import an_event

NOW = datetime.now(UTC)  # jobs run on the database's clock


def event(type_: str = APPLIED, **changes: Any) -> Event:
    return parse_event(an_event(type_, **changes))


def receive(db: Database, incoming: Event, *, now: datetime = NOW) -> Received:
    return db.transact(inbox.receive, incoming, now=now)


def shown(db: Database, received: Received) -> EventView:
    return db.transact(inbox.event, received.id)[0]


def planned(db: Database) -> list[datetime]:
    """When tries are planned, soonest first."""
    return sorted(job.run_at for job in db.transact(jobs, limit=100) if job.kind == RETRY_JOB)


def make_due(db: Database) -> None:
    """Move what is planned into the past, both the job's row and the event's."""

    def move(session: Session) -> None:
        past = NOW - timedelta(minutes=1)
        session.connection().execute(update(JOBS).where(JOBS.c.kind == RETRY_JOB).values(run_at=past))
        session.connection().execute(update(EVENTS).where(EVENTS.c.retry_at.is_not(None)).values(retry_at=past))

    db.transact(move)
