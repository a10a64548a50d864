"""The whole way with the real gateway over HTTP, real signed webhooks, and a provider that misbehaves."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from threading import Lock

import httpx
import pytest
import stripe
from starlette.applications import Starlette

from creditshop import inbox
from creditshop.api.webhooks import PATH, routes
from creditshop.catalog import seed_packages
from creditshop.checkout import Buyer, CheckoutUnavailable, look_after_payment
from creditshop.config import SANDBOX_WEBHOOK_SECRET
from creditshop.handlers import AWAITED, HANDLERS
from creditshop.payments import current
from creditshop.providers.stripe import Patience, StripeGateway, parse_event, verify_webhook
from tests.checkout.conftest import ADA, Shop
from tests.checkout.provider import Provider
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


@pytest.fixture
async def shop(db: Database, provider: Sandbox, route: WebhookRoute) -> AsyncIterator[Shop]:
    """A shop that buys through it."""
    gateway = StripeGateway(KEY, provider.url, Patience(connect=2, answer=2, whole=10))
    current.bind(gateway, verify_webhook, parse_event)
    inbox.bind(HANDLERS, AWAITED)
    db.transact(seed_packages)
    route.open = True
    yield Shop(db, Provider(now=provider.clock()))
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


def arrives(shop: Shop, credits_: int = 2_750, owner_id: str = ADA.user_id) -> None:
    """Wait for the credits, and check that they are exactly these and that the books agree."""
    until(lambda: shop.credits(owner_id), what="the credits")
    assert shop.credits(owner_id) == credits_
    assert shop.problems() == []


async def test_a_card_pays_and_the_credits_arrive_by_webhook(shop: Shop, provider: Sandbox) -> None:
    answer = pay(provider, await click(shop))
    session_id = shop.purchases[0].session_id
    assert answer.headers["location"] == f"http://localhost:8000/checkout/success?session_id={session_id}"
    arrives(shop)
    assert shop.mails() == [("receipt", "ada@example.com")]


async def test_a_declined_card_is_recorded_and_another_one_pays(shop: Shop, provider: Sandbox) -> None:
    url = await click(shop)
    pay(provider, url, "4000000000009995")
    purchase_id = shop.purchases[0].id
    until(lambda: shop.detail(purchase_id).attempts, what="the declined attempt")
    assert shop.detail(purchase_id).attempts[0].decline_code == "insufficient_funds"
    assert (shop.states(), shop.credits()) == (["open"], 0)
    pay(provider, url)
    arrives(shop)


@pytest.mark.parametrize(
    ("outcome", "state", "mail"), [("succeed", "paid", "receipt"), ("fail", "failed", "payment_failed")]
)
async def test_a_bank_debit_is_pending_until_the_bank_decides(
    shop: Shop, provider: Sandbox, outcome: str, state: str, mail: str
) -> None:
    pay(provider, await click(shop), method="debit", after_seconds="600000")
    until(lambda: shop.states() == ["processing"], what="the completed session")
    assert (shop.credits(), shop.mails()) == (0, [])
    provider.control(f"sessions/{shop.purchases[0].session_id}/settle", {"outcome": outcome})
    until(lambda: shop.states() == [state], what="the bank's decision")
    assert shop.mails() == [(mail, "ada@example.com")]
    assert (shop.credits() > 0) == (state == "paid")
    assert shop.problems() == []


async def test_without_any_webhook_the_success_page_fulfils(shop: Shop, provider: Sandbox) -> None:
    provider.control("modes", {"drop": "always"})
    pay(provider, await click(shop))
    purchase = await look_after_payment(str(shop.purchases[0].session_id), ADA.user_id, now=shop.now)
    assert purchase is not None
    assert purchase.state == "paid"
    arrives(shop)


async def test_without_any_webhook_a_failed_debit_is_learned_by_asking(shop: Shop, provider: Sandbox) -> None:
    provider.control("modes", {"drop": "always"})
    pay(provider, await click(shop), method="debit", after_seconds="600000")
    session_id = str(shop.purchases[0].session_id)
    pending = await look_after_payment(session_id, ADA.user_id, now=shop.now)
    assert pending is not None
    assert pending.state == "processing"
    provider.control(f"sessions/{session_id}/settle", {"outcome": "fail"})
    failed = await look_after_payment(session_id, ADA.user_id, now=shop.now)
    assert failed is not None
    assert failed.state == "failed"
    assert shop.mails() == [("payment_failed", "ada@example.com")]


async def test_another_wish_closes_the_old_session_at_the_provider(shop: Shop, provider: Sandbox) -> None:
    old = await shop.buy("starter")
    new = await shop.buy("maker")
    pay(provider, old)
    pay(provider, new)
    arrives(shop)
    assert shop.states() == ["expired", "paid"]


@pytest.mark.parametrize(
    "modes",
    [
        {"drop_answer": 1},
        {"drop_answer": 4},
        {"fail_after_acting": 1},
        {"fail_after_acting": 4},
        {"events_first": True, "duplicate": 3, "shuffle_seconds": 0.2},
        {"hold_answer_seconds": 0.3, "events_first": True},
    ],
)
async def test_however_the_provider_misbehaves_one_wish_is_paid_once(
    shop: Shop, provider: Sandbox, modes: dict[str, object]
) -> None:
    provider.control("modes", modes)
    urls = {await click(shop), *await asyncio.gather(click(shop), click(shop))}
    assert len(urls) == 1
    assert shop.states().count("open") == 1
    pay(provider, urls.pop())
    arrives(shop)
    assert shop.states().count("paid") == 1
    assert shop.mails() == [("receipt", "ada@example.com")]


async def test_buyers_at_once_get_what_they_paid_for(shop: Shop, provider: Sandbox) -> None:
    provider.control("modes", {"duplicate": 2, "shuffle_seconds": 0.5})
    buyers = [Buyer(f"usr_{n}", f"buyer{n}@example.com", "en") for n in range(10)]
    urls = await asyncio.gather(*(click(shop, buyer) for buyer in buyers))
    await asyncio.gather(*(asyncio.to_thread(pay, provider, url) for url in urls))
    for buyer in buyers:
        arrives(shop, owner_id=buyer.user_id)
    assert len(shop.mails()) == 10
