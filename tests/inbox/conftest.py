"""The inbox with Stripe's reader and with handlers whose effects can be counted."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import Session

from creditshop import inbox
from creditshop.database import new_id
from creditshop.inbox import EventState, EventView, NotOurs, NotYet, Received, dispatch
from creditshop.inbox.receiving import RETRY_JOB
from creditshop.jobs import Registry, Runner, enqueue, jobs
from creditshop.payments import current
from creditshop.payments.events import Event
from creditshop.providers.stripe import StripeGateway, parse_event, verify_webhook
from tests.conftest import Database
from tests.webhooks import an_event

EFFECT = "test.effect"
APPLIED, BROKEN, EARLY, FOREIGN = (f"checkout.session.{name}" for name in ("completed", "broken", "early", "foreign"))
LATER = "charge.refunded"
NOW = datetime.now(UTC)  # jobs run on the database's clock
S = EventState


@dataclass
class Handlers:
    """What the bound handlers do. Each call of a handler that succeeds leaves one row, so that doing it twice shows."""

    error: Exception | None = field(default_factory=lambda: RuntimeError("the handler has a bug"))
    linked: bool = False

    def applied(self, session: Session, event: Event, *, now: datetime) -> None:
        enqueue(session, EFFECT, {"event_id": event.id}, key=new_id("once"), run_at=now)

    def broken(self, session: Session, event: Event, *, now: datetime) -> None:
        self.applied(session, event, now=now)
        if self.error:
            raise self.error

    def early(self, session: Session, event: Event, *, now: datetime) -> None:
        if not self.linked:
            raise NotYet("its purchase is not linked")
        self.applied(session, event, now=now)

    def foreign(self, session: Session, event: Event, *, now: datetime) -> None:
        raise NotOurs("another application's")


@pytest.fixture
def handlers() -> Iterator[Handlers]:
    before = (dispatch._current.handlers, dispatch._current.awaited)
    handlers = Handlers()
    table = {APPLIED: handlers.applied, BROKEN: handlers.broken, EARLY: handlers.early, FOREIGN: handlers.foreign}
    inbox.bind(table, {LATER})
    current.bind(StripeGateway("sk_test_sandbox"), verify_webhook, parse_event)
    yield handlers
    inbox.bind(*before)


@pytest.fixture
def runner() -> Runner:
    """Does what is due, when a test says so."""
    kinds = Registry()
    inbox.register_jobs(kinds)
    return Runner(kinds)


def effects(db: Database) -> list[str]:
    """The events that were applied, once for each time."""
    return [job.args["event_id"] for job in db.transact(jobs, limit=10_000) if job.kind == EFFECT]


def event(type_: str = APPLIED, **changes: Any) -> Event:
    """What the provider sends, read."""
    return parse_event(an_event(type_, **changes))


def receive(db: Database, incoming: Event, *, now: datetime = NOW) -> Received:
    return db.transact(inbox.receive, incoming, now=now)


def shown(db: Database, received: Received) -> EventView:
    return db.transact(inbox.event, received.id)[0]


def planned(db: Database) -> list[datetime]:
    """When tries are planned, soonest first."""
    return sorted(job.run_at for job in db.transact(jobs, limit=100) if job.kind == RETRY_JOB)
