"""An app that listens, and short ways to make something happen to credits and have it told."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Update, update
from sqlmodel import Session

from creditshop.clock import utcnow
from creditshop.database import new_id
from creditshop.jobs import Registry, Runner
from creditshop.ledger import Lot, Operation, Outcome, listening, open_wallet, post
from creditshop.ledger.listening import Listener
from creditshop.outgoing import DeliveryView, EventType, add_endpoint, deliveries, on_posted, register_jobs
from creditshop.outgoing.models import ENDPOINTS
from tests.conftest import Database
from tests.jobs.tables import make_due
from tests.ledger.acts import grant
from tests.outgoing.receiver import App
from tests.outgoing.receiver import listening as serving

ALL = tuple(EventType)


@pytest.fixture
def app() -> Iterator[App]:
    with serving() as made:
        yield made


def kinds() -> Registry:
    made = Registry()
    register_jobs(made)
    return made


async def work() -> None:
    """Do what is due."""
    await Runner(kinds()).drain()


@contextmanager
def heard_by(*listeners: Listener) -> Iterator[None]:
    """Have these hear of what the ledger does, and nobody else, whatever this process has bound before."""
    before = listening._listeners[:]
    listening._listeners[:] = listeners
    try:
        yield
    finally:
        listening._listeners[:] = before


def act(session: Session, owner_id: str, *operations: Operation, now: datetime | None = None) -> list[Outcome]:
    """Post these operations on wallets of this owner, and tell of them."""
    with heard_by(on_posted):
        return post(session, operations, now=now or utcnow())


def wallet(session: Session, owner_id: str, credits: int = 0) -> str:  # noqa: A002 - the business's word
    """This owner's wallet with so many credits, of which nobody was told."""
    with heard_by():
        made = open_wallet(session, owner_id, now=utcnow())
        if credits:
            post(session, [grant(made, Lot(credits, "promotion"))], now=utcnow())
    return made


def listen(
    session: Session,
    owner_id: str | None,
    url: str,
    events: tuple[EventType, ...] = ALL,
    low_balance: int = 100,
) -> str:
    return add_endpoint(session, owner_id, url=url, events=events, low_balance=low_balance, now=utcnow())


class Told:
    """Somebody with 1,000 credits and an endpoint for everything."""

    def __init__(self, db: Database, url: str) -> None:
        self.db, self.owner = db, new_id("usr")
        self.wallet = db.transact(wallet, self.owner, 1000)
        self.endpoint = db.transact(listen, self.owner, url)

    def act(self, *operations: Operation) -> list[Outcome]:
        return self.db.transact(act, self.owner, *operations)

    def log(self) -> tuple[DeliveryView, ...]:
        return self.db.transact(deliveries, self.owner, limit=100)

    def only(self) -> DeliveryView:
        (delivery,) = self.log()
        return delivery

    async def try_now(self) -> DeliveryView:
        """Let the time of the next try come, and return how the only delivery then stands."""
        self.db.transact(make_due)
        await work()
        return self.only()

    def later(self, span: timedelta) -> None:
        """Let every endpoint have failed for so long."""
        self.db.transact(_execute, update(ENDPOINTS).values(failing_since=utcnow() - span))


def _execute(session: Session, statement: Update) -> None:
    session.connection().execute(statement)


@pytest.fixture
def ada(db: Database, app: App) -> Told:
    return Told(db, app.url)
