"""The private pages, asked over the raw websocket: everybody sees their own, live."""

import asyncio
import re
from urllib.parse import quote

import httpx
import pytest

from creditshop.checkout import Buyer, PurchaseView
from creditshop.ui.states import paging
from tests.ui.bought import opened, paid
from tests.ui.conftest import STATES, Served, handler
from tests.ui.websocket import Visitor
from tests.webhooks import an_event, as_body, sign

SUCCESS = "/checkout/success/"
PRIVATE = ("/account/", "/account/history/", SUCCESS, "/account/settings/", "/admin/payment/")
ACCOUNT = f"{STATES}account____account_state"
RECEIPT = handler("receipt", "receipt_state", "load")


def bought(live: Served, buyer: Buyer, slug: str = "maker") -> str:
    return paid(live.shop, buyer, slug).id


def redirects(visitor: Visitor) -> list[str]:
    """Where the page was sent."""
    events = [event for update in visitor.received for event in update.get("events") or []]
    return [event["payload"]["path"].strip('"') for event in events if event["name"] == "_redirect"]


async def test_the_session_id_leaves_the_address(live: Served) -> None:
    ada, cookie = live.person("ada")
    purchase = await asyncio.to_thread(paid, live.shop, ada)
    async with live.visit(cookie) as page:
        await page.go(f"{SUCCESS}?session_id={purchase.session_id}")
        await page.wait_for("_redirect")
    assert redirects(page) == [f"{SUCCESS}?purchase={purchase.id}"]


async def test_a_buyer_sees_that_the_credits_are_there(live: Served) -> None:
    ada, cookie = live.person("ada2")
    purchase_id = await asyncio.to_thread(bought, live, ada)
    async with live.visit(cookie) as page:
        await page.go(f"{SUCCESS}?purchase={purchase_id}")
        await page.wait_for("'phase_rx_state_': 'paid'")
    assert "'balance_rx_state_': '2,750'" in page.seen


@pytest.mark.parametrize("forged", ["cs_test_forged", "x" * 5000, "' OR 1=1 --"])
async def test_a_forged_session_id_shows_nothing(live: Served, forged: str) -> None:
    _, cookie = live.person(f"forger{len(forged)}")
    async with live.visit(cookie) as page:
        await page.go(f"{SUCCESS}?session_id={forged}")
        await page.wait_for("_redirect")
    assert redirects(page) == [SUCCESS]


async def test_what_is_somebody_elses_looks_like_nothing(live: Served) -> None:
    ada, _ = live.person("ada3")
    _, cookie = live.person("thief")
    purchase = await asyncio.to_thread(paid, live.shop, ada, "scale")
    async with live.visit(cookie) as thief:
        await thief.go(f"{SUCCESS}?session_id={purchase.session_id}")
        await thief.wait_for("_redirect")
        await thief.go(f"{SUCCESS}?purchase={purchase.id}")
        await thief.wait_for("'phase_rx_state_': 'missing'")
        await thief.send(RECEIPT, at=f"/account/receipt/?purchase={purchase.id}")
        await thief.wait_for("receipt_state")
    assert redirects(thief) == [SUCCESS]
    for private in ("Scale", "360", "60,000", ada.email, "'found_rx_state_': True"):
        assert private not in thief.seen


async def test_a_receipt_is_for_what_was_paid(live: Served) -> None:
    ada, cookie = live.person("ada4")
    purchase_id = await asyncio.to_thread(bought, live, ada)
    unpaid = await asyncio.to_thread(opened, live.shop, ada, "starter")
    async with live.visit(cookie) as page:
        await page.send(RECEIPT, at=f"/account/receipt/?purchase={unpaid.id}")
        await page.settle()
        assert "'found_rx_state_': True" not in page.seen
        await page.send(RECEIPT, at=f"/account/receipt/?purchase={purchase_id}")
        await page.wait_for("'found_rx_state_': True")
    assert "'total_rx_state_': '$22.00'" in page.seen


async def hear_of_payment(live: Served, purchase: PurchaseView) -> None:
    """The provider tells the server that a maker package is paid."""
    event = an_event(
        purchase_id=purchase.id,
        id=purchase.session_id,
        amount_subtotal=2200,
        amount_total=2200,
        payment_intent=f"pi_{purchase.id}",
    )
    body = as_body(event)
    async with httpx.AsyncClient(base_url=live.web.url) as stripe:
        answer = await stripe.post("/api/stripe/webhook", content=body, headers={"Stripe-Signature": sign(body)})
    assert answer.status_code == httpx.codes.OK, answer.text


async def test_credits_arrive_on_the_open_page(live: Served) -> None:
    ada, cookie = live.person("ada5")
    purchase = await asyncio.to_thread(opened, live.shop, ada)
    async with live.visit(cookie) as account, live.visit(cookie) as success:
        await account.go("/account/")
        await account.wait_for("'available_rx_state_': '0'")
        await success.go(f"{SUCCESS}?purchase={purchase.id}")
        await success.wait_for("'phase_rx_state_': 'open'")
        await hear_of_payment(live, purchase)
        await account.wait_for("2,750 credits have arrived.")
        await success.wait_for("'phase_rx_state_': 'paid'")


async def test_a_page_that_is_loaded_many_times_has_one_listener(live: Served) -> None:
    ada, cookie = live.person("ada9")
    async with live.visit(cookie) as page:
        for _ in range(20):
            await page.go("/account/")
        await page.wait_for("'available_rx_state_': '0'")
        for available in ("2,750", "5,500"):
            page.received.clear()
            await hear_of_payment(live, await asyncio.to_thread(opened, live.shop, ada))
            await page.wait_for(f"'available_rx_state_': '{available}'")
        pushes = [update for update in page.received if ACCOUNT in (update.get("delta") or {})]
        assert len(pushes) < 5, "one of each listener"


async def test_signing_out_empties_every_open_page(live: Served) -> None:
    ada, cookie = live.person("ada6")
    await asyncio.to_thread(bought, live, ada)
    async with live.visit(cookie) as page:
        await page.go("/account/")
        await page.wait_for("'available_rx_state_': '2,750'")
        page.received.clear()
        async with httpx.AsyncClient(
            base_url=live.web.url, headers={"Cookie": cookie, "Origin": live.web.url}
        ) as browser:
            await browser.post("/auth/logout", data={"now": "1"})
        await page.wait_for("_redirect")
        assert redirects(page) == ["/login/?next=%2Faccount%2F"]
        assert "'available_rx_state_': ''" in page.seen
        page.received.clear()
        for at in PRIVATE:
            await page.go(at)
            await page.wait_for(f"/login/?next={quote(at, safe='')}")
        await page.settle()
        assert not [state for state in page.states if re.search("account|history|success|settings|admin", state)]


async def test_a_long_list_is_turned_page_by_page(live: Served) -> None:
    ada, cookie = live.person("ada7")
    ids = [await asyncio.to_thread(bought, live, ada, "starter") for _ in range(paging.PAGE + 2)]
    older, newer = (handler("history", "payments_state", name) for name in ("older", "newer"))
    async with live.visit(cookie) as page:
        await page.go("/account/history/")
        await page.wait_for(ids[-1])
        assert ids[0] not in page.seen
        await page.send(older)
        await page.wait_for(ids[0])
        page.received.clear()
        await page.send(newer)
        await page.wait_for(ids[-1])
        assert ids[0] not in page.seen
