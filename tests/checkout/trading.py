"""A shop that buys at the sandbox over HTTP, whose real signed webhooks come in by the shop's own route."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from threading import Lock

import httpx
import pytest
import stripe
from starlette.applications import Starlette

from creditshop import inbox
from creditshop.api.webhooks import PATH, routes
from creditshop.catalog import seed_packages
from creditshop.checkout import Buyer, CheckoutUnavailable
from creditshop.config import SANDBOX_WEBHOOK_SECRET
from creditshop.handlers import AWAITED, HANDLERS
from creditshop.payments import current
from creditshop.providers.stripe import Patience, StripeGateway, parse_event, verify_webhook
from tests.checkout.conftest import ADA, Shop
from tests.conftest import Database
from tests.sandbox.receiver import Endpoint, Receiver
from tests.sandbox.shop import KEY, running_sandbox
from tests.sandbox.shop import Shop as Sandbox
from tests.waiting import until


@dataclass
class WebhookRoute(Receiver):
    """The shop's own route behind the endpoint that the sandbox knocks at; `open` while a test has a database."""

    open: bool = False
    busy: int = 0
    lock: Lock = field(default_factory=Lock)

    def take(self, payload: str, signature: str) -> int:
        """Hand one delivery on."""
        with self.lock:
            if not self.open:
                return 200
            self.busy += 1
        try:
            return asyncio.run(self._post(payload, signature))
        finally:
            with self.lock:
                self.busy -= 1

    def close(self) -> None:
        """Take nothing more, and wait for what was taken."""
        with self.lock:
            self.open = False
        until(lambda: not self.busy, what="the last deliveries")

    async def _post(self, payload: str, signature: str) -> int:
        transport = httpx.ASGITransport(Starlette(routes=routes))
        async with httpx.AsyncClient(transport=transport, base_url="http://shop.test") as client:
            answer = await client.post(PATH, content=payload, headers={"Stripe-Signature": signature})
        return answer.status_code


@pytest.fixture(scope="module")
def route() -> Iterator[WebhookRoute]:
    """One endpoint for all tests here."""
    route = WebhookRoute()
    endpoint = Endpoint(route)
    yield route
    endpoint.shutdown()
    endpoint.server_close()


@pytest.fixture(scope="module")
def provider(route: WebhookRoute, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """One sandbox for all tests here."""
    with running_sandbox(tmp_path_factory.mktemp("stripe") / "sandbox.db", route, SANDBOX_WEBHOOK_SECRET) as running:
        yield running


@asynccontextmanager
async def trading(db: Database, provider: Sandbox, route: WebhookRoute) -> AsyncIterator[None]:
    """A shop on this database, with packages to sell, trades through the sandbox; which behaves well again after it."""
    gateway = StripeGateway(KEY, provider.url, Patience(connect=2, answer=2, whole=10))
    current.bind(gateway, verify_webhook, parse_event)
    inbox.bind(HANDLERS, AWAITED)
    db.transact(seed_packages)
    route.open = True
    yield
    provider.control("modes", method="DELETE")
    route.close()
    await gateway.close()


def pay(provider: Sandbox, url: str, number: str = "4242424242424242", **form: str) -> httpx.Response:
    """Fill in the payment page, as a browser does."""
    return provider.pay(stripe.checkout.Session.construct_from({"url": url}, KEY), number, **form)


async def click(shop: Shop, buyer: Buyer = ADA, *, at_most: int = 5) -> str:
    """Ask for the payment page, and again when the shop says that one may."""
    for _ in range(at_most):
        try:
            return await shop.buy(buyer=buyer)
        except CheckoutUnavailable:
            continue
    raise AssertionError("the payment page never opened")
