"""The whole way with the real gateway over HTTP, real signed webhooks, and a provider that misbehaves."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from creditshop.checkout import Buyer, look_after_payment
from tests.checkout.conftest import ADA, Shop
from tests.checkout.provider import Provider
from tests.checkout.trading import WebhookRoute, click, pay, provider, route, trading
from tests.conftest import Database
from tests.sandbox.shop import Shop as Sandbox
from tests.waiting import until

__all__ = ["provider", "route"]


@pytest.fixture
async def shop(db: Database, provider: Sandbox, route: WebhookRoute) -> AsyncIterator[Shop]:
    """A shop that buys through it."""
    async with trading(db, provider, route):
        yield Shop(db, Provider(now=provider.clock()))


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
