"""Every payment event the shop lives from, as the sandbox really sends it, through the route, to credits."""

import asyncio
import random
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from creditshop import inbox
from creditshop.api.webhooks import routes
from creditshop.catalog import offers, seed_packages
from creditshop.checkout import Agreement, Buyer, PurchaseState, PurchaseView, purchases, start_checkout
from creditshop.clock import utcnow
from creditshop.handlers import AWAITED, HANDLERS
from creditshop.inbox import EventState, dispatch
from creditshop.jobs import Registry, Runner
from creditshop.ledger import balance, wallet_of
from creditshop.payments import current
from creditshop.providers.stripe import StripeGateway, parse_event, verify_webhook
from tests.conftest import Database
from tests.sandbox.receiver import Endpoint, Receiver
from tests.sandbox.shop import CARD, KEY, Shop, running_sandbox
from tests.webhooks import an_event, as_body, sign

ADA = Buyer("usr_ada", "ada@example.com", "en")
AGREED = Agreement("2026-11", "I agree.")
MAKER = 2750  # credits of the package, bonus included


@pytest.fixture(scope="module")
def stripe(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """The sandbox, and a mailbox in front of our route, so that tests decide when and how often an event arrives."""
    mailbox = Receiver()
    endpoint = Endpoint(mailbox)
    with running_sandbox(tmp_path_factory.mktemp("stripe") / "sandbox.db", mailbox, mailbox.secret) as sandbox:
        yield sandbox
    endpoint.shutdown()
    endpoint.server_close()


@pytest.fixture
def shop(db: Database, stripe: Shop) -> Iterator[Database]:
    """A shop with packages on sale, wired as the composition root wires it."""
    stripe.receiver.events.clear()
    before = (dispatch._current.handlers, dispatch._current.awaited)
    current.bind(StripeGateway(KEY, stripe.url), verify_webhook, parse_event)
    inbox.bind(HANDLERS, AWAITED)
    db.transact(seed_packages)
    yield db
    inbox.bind(*before)


async def wish(db: Database) -> str:
    """The payment page's URL for the Maker package."""
    maker = next(offer for offer in db.transact(offers, "usd") if offer.slug == "maker")
    return await start_checkout(ADA, maker.package_id, "usd", AGREED, now=utcnow())


async def pay(url: str, number: str = "4242424242424242", **form: str) -> None:
    async with httpx.AsyncClient() as browser:
        await browser.post(url, data={**CARD, "number": number, **form})


async def deliver(*events: dict[str, Any]) -> set[int]:
    """Send these to our route, and say how it answered."""
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(Starlette(routes=routes)), base_url="http://shop"
    ) as http:
        sent = [
            http.post("/api/stripe/webhook", content=(body := as_body(event)), headers={"Stripe-Signature": sign(body)})
            for event in events
        ]
        return {answer.status_code for answer in await asyncio.gather(*sent)}


async def reported(stripe: Shop, type_: str) -> dict[str, Any]:
    return await asyncio.to_thread(stripe.receiver.wait_for, type_)


def purchase(db: Database) -> PurchaseView:
    page = db.transact(purchases, ADA.user_id, before=None, limit=10)
    return page.purchases[0]


def available(db: Database) -> int:
    wallet_id = db.transact(wallet_of, ADA.user_id)
    return db.transact(balance, wallet_id).available if wallet_id else 0


async def test_a_paid_session_grants_its_credits_once_however_often_it_is_told(shop: Database, stripe: Shop) -> None:
    await pay(await wish(shop))
    event = await reported(stripe, "checkout.session.completed")
    others = [one for one in stripe.receiver.events if one["type"] != "checkout.session.completed"]
    deliveries = [*[event] * 7, *others * 2]
    random.shuffle(deliveries)
    assert await deliver(*deliveries) == {200}
    assert (purchase(shop).state, available(shop)) == (PurchaseState.PAID, MAKER)


async def test_a_declined_card_leaves_the_purchase_open(shop: Database, stripe: Shop) -> None:
    url = await wish(shop)
    await pay(url, "4000000000000002")
    assert await deliver(await reported(stripe, "payment_intent.payment_failed")) == {200}
    assert (purchase(shop).state, available(shop)) == (PurchaseState.OPEN, 0)
    assert [one.state for one in shop.transact(inbox.events).events] == [EventState.DONE]


async def test_an_expired_session_expires_its_purchase(shop: Database, stripe: Shop) -> None:
    session_id = (await wish(shop)).rsplit("/", 1)[1]
    await asyncio.to_thread(stripe.control, f"sessions/{session_id}/expire")
    assert await deliver(await reported(stripe, "checkout.session.expired")) == {200}
    assert (purchase(shop).state, available(shop)) == (PurchaseState.EXPIRED, 0)


@pytest.mark.parametrize("succeeds", [True, False])
async def test_a_delayed_payment_is_processing_until_it_is_decided(
    shop: Database, stripe: Shop, succeeds: bool
) -> None:
    url = await wish(shop)
    await pay(url, method="debit", after_seconds="3600")
    assert await deliver(await reported(stripe, "checkout.session.completed")) == {200}
    assert (purchase(shop).state, available(shop)) == (PurchaseState.PROCESSING, 0)
    decide = {"outcome": "succeed" if succeeds else "fail"}
    await asyncio.to_thread(stripe.control, f"sessions/{url.rsplit('/', 1)[1]}/settle", decide)
    outcome = "succeeded" if succeeds else "failed"
    assert await deliver(await reported(stripe, f"checkout.session.async_payment_{outcome}")) == {200}
    expected = (PurchaseState.PAID, MAKER) if succeeds else (PurchaseState.FAILED, 0)
    assert (purchase(shop).state, available(shop)) == expected


async def test_money_that_went_back_before_its_payment_is_heard_of_waits_for_it(shop: Database, stripe: Shop) -> None:
    url = await wish(shop)
    await pay(url)
    completed = await reported(stripe, "checkout.session.completed")
    session_id = url.rsplit("/", 1)[1]
    await asyncio.to_thread(stripe.control, f"payments/{session_id}/refund", {"amount": 1100})
    refunded = await reported(stripe, "refund.created")
    await asyncio.to_thread(stripe.control, f"payments/{session_id}/dispute", {"amount": 1100})
    disputed = await reported(stripe, "charge.dispute.created")
    assert await deliver(refunded, disputed) == {200}
    assert {one.state for one in shop.transact(inbox.events).events} == {EventState.WAITING}
    assert await deliver(completed) == {200}
    kinds = Registry()
    inbox.register_jobs(kinds)
    await Runner(kinds).drain()
    assert {one.state for one in shop.transact(inbox.events).events} == {EventState.DONE}
    assert (purchase(shop).refunded_minor, purchase(shop).dispute_status) == (1100, "needs_response")
    assert available(shop) == 0  # half is taken back, half is frozen


async def test_a_foreign_session_and_an_unreadable_one_are_kept_and_say_why(shop: Database) -> None:
    foreign, broken = an_event(purchase_id="pur_unknown"), an_event(amount_total="lots")
    subscription = an_event(mode="subscription", amount_total=None)
    foreign_and_broken = an_event(metadata={}, amount_total="lots")
    assert await deliver(foreign, broken, subscription, foreign_and_broken) == {200}
    found = {one.event_id: one for one in shop.transact(inbox.events).events}
    assert found[str(foreign["id"])].state is EventState.IGNORED
    assert found[str(subscription["id"])].state is EventState.IGNORED
    assert found[str(foreign_and_broken["id"])].state is EventState.IGNORED
    assert found[str(broken["id"])].state is EventState.FAILED
    assert "amount_total" in str(found[str(broken["id"])].error)


async def test_events_that_have_no_handler_yet_are_kept_for_it(shop: Database) -> None:
    events = [an_event(type_) for type_ in sorted(AWAITED)]
    assert await deliver(*events) == {200}
    assert {one.state for one in shop.transact(inbox.events, limit=100).events} == {EventState.UNHANDLED}


def test_no_type_is_handled_and_awaited_at_once() -> None:
    assert not AWAITED & HANDLERS.keys()
