"""SIGTERM amid work: what was accepted is answered, what was answered is kept, and a proxy is told in time."""

import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest
import simple_websocket
from sqlalchemy import create_engine, make_url, text
from sqlmodel import Session

from creditshop.apikeys import Scope, create_key
from creditshop.clock import utcnow
from creditshop.config import settings
from creditshop.database import engine, new_id, transact_sync
from tests.conftest import BACKENDS, grown_up
from tests.ledger.acts import wallet_with
from tests.served import ServedShop, served
from tests.waiting import until
from tests.webhooks import an_event, as_body, sign

CALLERS = 6


@pytest.fixture(params=BACKENDS)
def shop(request: pytest.FixtureRequest, clean_settings: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[ServedShop]:
    """A running shop that takes its time to leave, and this process on its database."""
    environment = grown_up(request) if request.param == "postgresql" else {}
    with served(tmp_path / "data", DRAIN_SECONDS="1", **environment) as running:
        clean_settings.setenv("DATABASE_URL", running.environment["DATABASE_URL"])
        settings.cache_clear()
        yield running
    engine.dispose()


class Callers:
    """Apps that spend and a provider that sends events, without a pause, until the shop is gone."""

    def __init__(self, url: str, token: str, wallet: str) -> None:
        self._url, self._token, self._wallet = url, token, wallet
        self.asked: set[str] = set()
        self.answered: set[str] = set()
        self.stop = threading.Event()

    def call(self) -> None:
        """One caller, who never asks twice."""
        with httpx.Client(base_url=self._url, timeout=20) as http:
            while not self.stop.is_set():
                for ask in (self._spend, self._tell):
                    key = new_id("k")
                    self.asked.add(key)
                    try:
                        answer = ask(http, key)
                    except httpx.TransportError:
                        continue
                    assert answer.is_success, answer.text
                    self.answered.add(key)

    def _spend(self, http: httpx.Client, key: str) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self._token}", "Idempotency-Key": key}
        return http.post("/api/v1/spends", json={"wallet": self._wallet, "credits": 1}, headers=headers)

    def _tell(self, http: httpx.Client, key: str) -> httpx.Response:
        body = as_body(an_event(purchase_id=key) | {"id": key})
        return http.post("/api/stripe/webhook", content=body, headers={"Stripe-Signature": sign(body)})


@contextmanager
def calling(shop: ServedShop) -> Iterator[Callers]:
    """Callers at work while the block runs; what any of them has complained of is raised."""
    wallet = transact_sync(wallet_with, 100_000)
    key = transact_sync(
        create_key, owner_id=None, name="", scopes=frozenset({Scope.SPEND}), created_by="usr_1", now=utcnow()
    )
    callers = Callers(shop.url, key.token, wallet)
    with ThreadPoolExecutor(CALLERS) as pool:
        calls = [pool.submit(callers.call) for _ in range(CALLERS)]
        try:
            until(lambda: len(callers.answered) > 5 * CALLERS, what="answers")
            yield callers
        finally:
            callers.stop.set()
    for call in calls:
        call.result()


def open_page(shop: ServedShop) -> simple_websocket.Client:
    """The websocket of an open page."""
    address = shop.url.replace("http", "ws") + "/_event/?EIO=4&transport=websocket"
    return simple_websocket.Client(address, headers={"Origin": shop.url})


def is_closed(page: simple_websocket.Client) -> bool:
    """Whether the page has heard that its socket is gone: it looks for another process then."""
    with suppress(simple_websocket.ConnectionClosed):
        while page.receive(timeout=20):
            pass
    return not page.connected


def has_worked(session: Session) -> bool:
    """Whether a job has been done: whoever does them listens by now."""
    return bool(session.scalar(text("SELECT count(*) FROM job WHERE state = 'done'")))


def kept(url: str) -> set[str]:
    """The keys of spends and the ids of events in the database."""
    made = create_engine(make_url(url).set(drivername="postgresql+psycopg") if url.startswith("postgres") else url)
    with made.connect() as connection:
        keys = connection.scalars(text("SELECT key FROM operation UNION ALL SELECT event_id FROM inbox_event"))
        found = set(keys)
        assert connection.scalar(text("SELECT count(*) FROM job WHERE lease_until IS NOT NULL")) == 0
    made.dispose()
    return found


def test_every_accepted_request_is_answered_and_every_answer_kept(shop: ServedShop) -> None:
    until(lambda: transact_sync(has_worked), what="the first job")
    page = open_page(shop)
    with calling(shop) as callers:
        for process in shop.processes:
            process.send_signal(signal.SIGTERM)
        until(lambda: shop.api.get("/ready").status_code == 503, what="the proxy to be told")
        late = len(callers.answered)
        until(lambda: len(callers.answered) > late, what="an answer of a shop that is leaving")
        assert {process.wait(timeout=30) for process in shop.processes} == {0}, shop.log()
    shop.processes.clear()
    assert is_closed(page)
    assert kept(shop.environment["DATABASE_URL"]) & callers.asked == callers.answered
