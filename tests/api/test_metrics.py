"""/metrics: exact counts of what was committed, and of nothing else, for whoever has the token."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlmodel import Session
from starlette.applications import Starlette
from starlette.routing import Mount

from creditshop import metric_files, metrics
from creditshop.api import graphql, webhooks
from creditshop.api.images import create_images
from creditshop.api.metrics import metrics_route
from creditshop.apikeys import Scope
from creditshop.catalog import seed_packages
from creditshop.clock import utcnow
from creditshop.config import settings
from creditshop.database import engine, savepoint, transact
from creditshop.inbox import EventState
from creditshop.jobs import JobRun, Registry, Runner, enqueue
from tests.api.rest.app import calling, customer, key_for
from tests.checkout.conftest import Shop
from tests.checkout.provider import Provider
from tests.checkout.trading import WebhookRoute, click, pay, provider, route, trading
from tests.conftest import Database
from tests.inbox.conftest import APPLIED, BROKEN, Handlers, handlers
from tests.sandbox.shop import Shop as Sandbox
from tests.waiting import until
from tests.webhooks import an_event, as_body, sign

__all__ = ["handlers", "provider", "route"]
TOKEN = "canary-of-the-metrics-token-of-this-shop"
Figures = dict[tuple[str, frozenset[tuple[str, str]]], float]


class Reader:
    """Prometheus: reads the page, and knows what has changed since it was made."""

    def __init__(self) -> None:
        self.before: Figures = {}

    async def get(self, token: str = TOKEN) -> httpx.Response:
        app = httpx.ASGITransport(Starlette(routes=[metrics_route]))
        async with httpx.AsyncClient(transport=app, base_url="http://shop.test") as http:
            return await http.get("/metrics", headers={"Authorization": f"Bearer {token}".encode("latin-1")})

    async def figures(self) -> Figures:
        families = text_string_to_metric_families((await self.get()).text)
        return {(one.name, frozenset(one.labels.items())): one.value for family in families for one in family.samples}

    async def begin(self) -> None:
        metrics.CREDITS.clear()  # Prometheus counts in floats: beside an earlier test's 2**53, two credits are none
        self.before = await self.figures()

    async def grown(self, name: str, **labels: str) -> float:
        key = (f"creditshop_{name}", frozenset(labels.items()))
        return (await self.figures()).get(key, 0.0) - self.before.get(key, 0.0)


@pytest.fixture
async def prometheus(db: Database, clean_settings: pytest.MonkeyPatch) -> AsyncIterator[Reader]:
    clean_settings.setenv("METRICS_TOKEN", TOKEN)
    settings.cache_clear()
    reader = Reader()
    await reader.begin()
    yield reader


async def test_only_the_token_opens_it(prometheus: Reader, clean_settings: pytest.MonkeyPatch) -> None:
    answers = [(await prometheus.get(token)).status_code for token in (TOKEN, "", TOKEN[:-1], "\xff")]
    assert answers == [200, 401, 401, 401]
    clean_settings.setenv("METRICS_TOKEN", f"{TOKEN[::-1]}, {TOKEN}")  # while one is rotated
    settings.cache_clear()
    answers = [(await prometheus.get(token)).status_code for token in (TOKEN, TOKEN[::-1], "", ",")]
    assert answers == [200, 200, 401, 401]
    clean_settings.delenv("METRICS_TOKEN")
    settings.cache_clear()
    assert (await prometheus.get("")).status_code == 404


async def test_events_count_by_what_became_of_them(prometheus: Reader, handlers: Handlers) -> None:
    """Strangers cannot make up types: what no handler waits for has one name."""
    once, broken = an_event(APPLIED), an_event(BROKEN)
    bodies = [as_body(one) for one in (once, once, broken, an_event("made.up"), an_event("made.up.too"))]
    app = httpx.ASGITransport(Starlette(routes=webhooks.routes))
    async with httpx.AsyncClient(transport=app, base_url="http://shop.test") as http:
        for body in bodies:
            await http.post(webhooks.PATH, content=body, headers={"Stripe-Signature": sign(body)})
        await http.post(webhooks.PATH, content=b"{}")
    assert await prometheus.grown("webhooks_total", type=APPLIED, outcome="done") == 1
    assert await prometheus.grown("webhooks_total", type=APPLIED, outcome="duplicate") == 1
    assert await prometheus.grown("webhooks_total", type=BROKEN, outcome="failed") == 1
    assert await prometheus.grown("webhooks_total", type="other", outcome="ignored") == 2
    assert await prometheus.grown("webhooks_total", type="unknown", outcome="refused") == 1
    assert await prometheus.grown("webhook_lag_seconds_count", type=APPLIED) == 1
    assert (await prometheus.figures())["creditshop_inbox_events", frozenset({("state", EventState.FAILED)})] == 1


async def test_a_purchase_counts_from_the_wish_to_the_credits(
    db: Database, prometheus: Reader, provider: Sandbox, route: WebhookRoute
) -> None:
    async with trading(db, provider, route):
        db.transact(seed_packages)
        shop = Shop(db, Provider(now=provider.clock()))
        url = await click(shop)
        pay(provider, url, "4000000000009995")
        pay(provider, url)
        until(shop.credits, what="the credits")
    for state in ("created", "open", "paid"):
        assert await prometheus.grown("purchases_total", state=state) == 1
    assert await prometheus.grown("payment_declines_total", code="insufficient_funds") == 1
    paid = shop.purchases[0]
    assert await prometheus.grown("purchase_value_minor_sum", currency=paid.currency) == paid.amount_minor
    assert await prometheus.grown("webhook_lag_seconds_count", type="checkout.session.completed") == 1
    assert await prometheus.grown("credits_total", operation="grant") == shop.credits()


async def test_spends_and_refusals_count_once_however_often_they_are_repeated(db: Database, prometheus: Reader) -> None:
    owner, wallet = customer(db, credits=10)
    async with calling(key_for(db, owner, {Scope.READ, Scope.SPEND})) as app:
        await prometheus.begin()
        for _ in range(3):
            await app.post("/spends", "once", wallet=wallet, credits=7)
        await app.post("/spends", wallet=wallet, credits=7)
        await app.get("/no/such/path/of/this/shop")
        await app.http.request("BREW", "/spends", headers=app.headers())
    assert await prometheus.grown("ledger_operations_total", operation="spend") == 1
    assert await prometheus.grown("credits_total", operation="spend") == 7
    assert await prometheus.grown("api_refusals_total", code="INSUFFICIENT_CREDITS") == 1
    assert await prometheus.grown("api_request_seconds_count", method="POST", route="/spends", status="2xx") == 3
    assert await prometheus.grown("api_request_seconds_count", method="other", route="none", status="4xx") == 1
    assert await prometheus.grown("api_request_seconds_count", method="other", route="/spends", status="4xx") == 1


async def test_graphql_and_images_count_under_their_own_names(prometheus: Reader, db: Database) -> None:
    """Whatever method a stranger makes up."""
    app = httpx.ASGITransport(Starlette(routes=[graphql.route, Mount("/api/images", create_images())]))
    async with httpx.AsyncClient(transport=app, base_url="http://shop.test") as http:
        await http.request("BREW", "/graphql")
        await http.get("/api/images/resize")
        await http.get("/api/images/no/such/path")
    for method, name in (("other", "/graphql"), ("GET", "/resize"), ("other", "none")):
        assert await prometheus.grown("api_request_seconds_count", method=method, route=name, status="4xx") == 1


async def test_a_file_that_goes_while_all_are_read_is_not_missed(
    prometheus: Reader, clean_settings: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A process that starts drops what a dead one has left."""
    found = iter([[tmp_path / "counter_1.db"], []])
    clean_settings.setattr(metric_files, "is_shared", lambda: True)
    clean_settings.setattr(metric_files, "files", lambda: next(found))
    assert (await prometheus.get()).status_code == 200


async def test_without_a_database_it_still_says_what_was_counted(
    prometheus: Reader, clean_settings: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert (await prometheus.figures())["creditshop_database_up", frozenset()] == 1
    engine.dispose()
    clean_settings.setenv("DATABASE_URL", f"sqlite:///{tmp_path}")
    settings.cache_clear()
    figures = await prometheus.figures()
    assert figures["creditshop_database_up", frozenset()] == 0
    assert ("creditshop_pushes_total", frozenset()) in figures


async def test_jobs_count_by_how_they_ended(db: Database, prometheus: Reader) -> None:
    async def good(_: JobRun) -> None: ...

    async def bad(_: JobRun) -> None:
        raise ValueError

    kinds = Registry()
    kinds.register("test.good", good)
    kinds.register("test.bad", bad, attempts=1)
    for kind in kinds.kinds:
        db.transact(enqueue, kind, {}, key=kind, run_at=utcnow())
    await Runner(kinds).drain()
    assert await prometheus.grown("jobs_total", kind="test.good", outcome="done") == 1
    assert await prometheus.grown("jobs_total", kind="test.bad", outcome="dead") == 1
    assert await prometheus.grown("jobs_waiting", stage="dead") == 1


async def test_what_was_rolled_back_never_counts(db: Database, prometheus: Reader) -> None:
    mails = metrics.MAILS.labels("test")

    def half(session: Session) -> None:
        metrics.count(session, mails)
        with pytest.raises(KeyError), savepoint(session):
            metrics.count(session, mails, 10)
            raise KeyError

    def none(session: Session) -> None:
        metrics.count(session, mails, 100)
        raise ValueError

    await transact(half)
    with pytest.raises(ValueError):
        await transact(none)
    assert await prometheus.grown("mails_total", outcome="test") == 1
