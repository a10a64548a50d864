"""The private pages, asked over the raw websocket: everybody sees their own, staff what is theirs to see, live."""

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from reflex_base.registry import RegistrationContext
from sqlmodel import Session, text

from creditshop.accounts import Role, SignedIn, cookie_name
from creditshop.checkout import Buyer, PurchaseState, PurchaseView
from creditshop.clock import utcnow
from creditshop.config import settings
from creditshop.database import engine, transactions
from creditshop.jobs import enqueue
from creditshop.ui import routes
from creditshop.ui.gate import rule_of
from creditshop.ui.states import paging
from tests.checkout.conftest import Shop
from tests.conftest import Database
from tests.served import ServedShop, served
from tests.ui.bought import make_shop, opened, paid, person, reviewed
from tests.ui.websocket import ROOT, Visitor, send_all
from tests.webhooks import an_event, as_body, sign

SUCCESS = "/checkout/success/"
STATES = f"{ROOT}.creditshop___ui___states___"
HANDLERS = [name for name in RegistrationContext.get().event_handlers if name.startswith(STATES)]


def handler(module: str, state: str, name: str) -> str:
    """A handler's registered name."""
    return f"{STATES}{module}____{state}.{name}"


PRIVATE = ("/account/", "/account/history/", SUCCESS, "/account/settings/", "/admin/payment/")
ACCOUNT = f"{STATES}account____account_state"
RECEIPT = handler("receipt", "receipt_state", "load")
GRANT = handler("admin_payments", "admin_payment_state", "grant")


@dataclass
class Served:
    """A served shop, and its database for this process to work on."""

    web: ServedShop
    shop: Shop

    @property
    def db(self) -> Database:
        return self.shop.db

    def person(self, name: str, role: Role = Role.CUSTOMER) -> tuple[Buyer, str]:
        """Somebody new and their Cookie header."""
        buyer, token = person(self.db, f"{name}@example.com", role)
        return buyer, f"{cookie_name()}={token}"

    def visit(self, cookie: str) -> Visitor:
        return Visitor(self.web.url, cookie=cookie)


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("private")) as web, pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", web.environment["DATABASE_URL"])
        settings.cache_clear()
        yield Served(web, make_shop(Database(web.environment["DATABASE_URL"])))
        transactions.shutdown()
        engine.dispose()
    settings.cache_clear()


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


def colleague(role: Role) -> SignedIn:
    return SignedIn("usr_1", "ses_1", "ada@example.com", "Ada", role, True, "en", utcnow())


@pytest.mark.parametrize("name", [name for name in HANDLERS if ".setvar" not in name and "admin_" in name])
def test_no_handler_of_staffs_pages_is_open_to_customers(name: str) -> None:
    rule = rule_of(name)
    assert routes.PAGES
    assert rule
    assert not rule(None)
    assert not rule(colleague(Role.CUSTOMER))
    assert rule(colleague(Role.OWNER))


async def test_support_sees_a_review_and_finance_decides_it(live: Served) -> None:
    ada, _ = live.person("ada8")
    (_, support), (_, finance) = live.person("sue", Role.SUPPORT), live.person("finn", Role.FINANCE)
    purchase = await asyncio.to_thread(reviewed, live.shop, ada)
    at = f"/admin/payment/?id={purchase.id}"
    async with live.visit(support) as page:
        await page.go(at)
        await page.wait_for("'in_review_rx_state_': True")
        assert "'may_decide_rx_state_': True" not in page.seen
        await page.send(GRANT, at=at)
        await page.settle()
    assert live.shop.detail(purchase.id).purchase.state is PurchaseState.REVIEW
    async with live.visit(finance) as page:
        await page.go(at)
        await page.wait_for("'may_decide_rx_state_': True")
        await page.send(GRANT, at=at)
        await page.wait_for("The credits were added.")
        await page.send(GRANT, at=at)
        await page.wait_for("Somebody has decided this before.")
    assert live.shop.detail(purchase.id).purchase.state is PurchaseState.PAID
    assert live.shop.credits(ada.user_id) == 2750


JUNK = [None, "", "x" * 10_000, "evt_' OR 1=1", {"search": 1, "state": ["paid"]}, ["paid"], -1, "\0"]


def _junk_calls() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for name in HANDLERS:
        code = RegistrationContext.get().event_handlers[name].handler.fn.__code__
        if ".setvar" not in name and code.co_argcount > 1:
            for junk in JUNK:
                yield name, "/", dict.fromkeys(code.co_varnames[1 : code.co_argcount], junk)


async def test_no_argument_breaks_a_handler(live: Served) -> None:
    _, cookie = live.person("olga", Role.OWNER)
    await send_all(partial(live.visit, cookie), _junk_calls())
    assert "Traceback" not in live.web.log()


async def test_a_dead_job_gets_another_chance(live: Served) -> None:
    def bury(session: Session) -> str:
        enqueue(session, "mail.send", {"mail_id": "mai_none"}, key="test:dead", run_at=utcnow())
        dead = (
            "UPDATE job SET state = 'dead', finished_at = run_at, error = 'broken' WHERE key = 'test:dead' RETURNING id"
        )
        return str(session.connection().execute(text(dead)).scalar_one())

    job_id = live.db.transact(bury)
    _, cookie = live.person("oskar", Role.SUPPORT)
    async with live.visit(cookie) as page:
        await page.go("/admin/jobs/")
        await page.wait_for(job_id)
        await page.send(handler("admin_jobs", "admin_jobs_state", "retry"), job_id=job_id)
        await page.wait_for("The job is tried again.")
