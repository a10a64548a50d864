"""Staff's pages about customers over the raw websocket: found, explained, seen in the past, changed within rights."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from creditshop.accounts import Role, sessions
from creditshop.audit.models import AuditEntry
from creditshop.checkout import Buyer
from creditshop.clock import utcnow
from creditshop.ledger import (
    balance,
    balance_at,
    grants_at,
    movements,
    open_wallet,
    post,
    suspend,
    wallet_of,
    wallet_view,
)
from tests.ledger.acts import grant, spend
from tests.ui.bought import paid
from tests.ui.conftest import STATES, Served
from tests.ui.websocket import Visitor

LIST = f"{STATES}admin_customers____admin_customers_state"
ADJUSTING = f"{STATES}admin_customer_adjusting____admin_customer_adjusting_state"
ACTS = f"{STATES}admin_customer_acts____admin_customer_acts_state"
PAST = f"{STATES}admin_customer_past____admin_customer_past_state"
DAY = timedelta(days=1)
BEGINNING = datetime.fromisoformat("2026-01-01T00:00:00+00:00")
WISH = {"direction": "give", "credits": "500", "expires": "", "reason": "an outage on Monday"}


def page_of(buyer: Buyer) -> str:
    return f"/admin/customer/?id={buyer.user_id}"


def with_history(session: Session, buyer: Buyer) -> str:
    """A wallet that got 100 credits a day for four days, and used 30 on each of the next four."""
    own = open_wallet(session, buyer.user_id, now=BEGINNING)
    for day in range(8):
        operation = grant(own, 100, reference=f"pur_{day}") if day < 4 else spend(own, 30)
        post(session, [operation], now=BEGINNING + day * DAY)
    return own


def available(live: Served, wallet_id: str) -> int:
    return live.db.transact(balance, wallet_id).available


def acts_on(live: Served, buyer: Buyer) -> list[tuple[str, str, str]]:
    """What the audit log says was done to them, beside their own signing in."""

    def noted(session: Session) -> list[tuple[str, str, str]]:
        about_them = (AuditEntry.target == buyer.user_id) & (AuditEntry.action != "staff.sign_in")
        found = session.exec(select(AuditEntry).where(about_them).order_by(AuditEntry.at))
        return [(entry.action, entry.role, entry.reason) for entry in found]

    return live.db.transact(noted)


async def test_a_customer_is_found_and_explained(live: Served) -> None:
    ada, _ = live.person("cust.ada")
    _, sue = live.person("cust.sue", Role.SUPPORT)
    purchase = await asyncio.to_thread(paid, live.shop, ada)
    async with live.visit(sue) as page:
        await page.go("/admin/customers/")
        await page.wait_for("cust.ada@example.com")
        for wanted in ("CUST.A", str(purchase.session_id), str(purchase.payment_intent_id), ada.user_id):
            await page.send(f"{LIST}.find", form={"search": "nobody@"})
            await page.wait_for("'rows_rx_state_': []")
            page.received.clear()
            await page.send(f"{LIST}.find", form={"search": wanted})
            await page.wait_for(ada.email)
            page.received.clear()
        await page.go(page_of(ada))
        await page.wait_for("'total_rx_state_': '2,750'")
        await page.wait_for("customer_movements_state")
    for shown in ("'+ 2,500'", "'+ 250'", purchase.id, "203.0.113.7"):
        assert shown in page.seen, shown
    assert "'may_disable_rx_state_': True" not in page.seen


async def test_those_in_trouble_are_a_choice(live: Served) -> None:
    ada, _ = live.person("cust.debt")
    _, sue = live.person("cust.sue2", Role.SUPPORT)
    live.db.transact(suspend, live.db.transact(with_history, ada))
    async with live.visit(sue) as page:
        await page.go("/admin/customers/?search=nobody@")
        await page.wait_for("'search_rx_state_': 'nobody@'")
        await page.send(f"{LIST}.choose", trouble="suspended")
        await page.wait_for("cust.debt@example.com")


@pytest.mark.parametrize("by", ["slider", "date"])
async def test_an_earlier_moment_shows_what_the_ledger_says(live: Served, by: str) -> None:
    ada, _ = live.person(f"cust.past.{by}")
    _, sue = live.person(f"cust.sue.{by}", Role.SUPPORT)
    own = live.db.transact(with_history, ada)
    moment = BEGINNING + 5.5 * DAY
    then, left = live.db.transact(balance_at, own, moment), live.db.transact(grants_at, own, moment)
    assert (then.available, len(left)) == (340, 4)
    at = page_of(ada)
    async with live.visit(sue) as page:
        await page.go(at)
        await page.wait_for("'first_rx_state_': '2026-01-01T00:00:00'")
        if by == "date":
            await page.send(f"{PAST}.choose", at=at, moment="2026-01-06T12:00:00")
            await page.wait_for("'moment_rx_state_': '2026-01-06T12:00:00'")
        else:
            place = (moment - BEGINNING) / (utcnow() - BEGINNING) * 1000
            await page.send(f"{PAST}.slide", at=at, place=str(round(place)))
        await page.wait_for("'shown_rx_state_': True")
    assert "{'label': 'Available', 'credits': '340'}" in page.seen
    assert page.seen.count("'left': '40'") == 1


@pytest.mark.parametrize("junk", ["", "yesterday", "-1", "9" * 400, None, ["5"], "0001-01-01T00:00:00", 10**9])
async def test_no_moment_is_out_of_bounds(live: Served, junk: Any) -> None:
    ada, _ = live.person(f"cust.junk{abs(hash(str(junk)))}")
    _, sue = live.person(f"cust.suej{abs(hash(str(junk)))}", Role.SUPPORT)
    live.db.transact(with_history, ada)
    async with live.visit(sue) as page:
        await page.send(f"{PAST}.slide", at=page_of(ada), place=junk)
        await page.send(f"{PAST}.choose", at=page_of(ada), moment=junk)
        await page.settle()
    assert "Traceback" not in live.web.log()


async def test_finance_gives_credits_once_however_often_they_click(live: Served) -> None:
    ada, _ = live.person("cust.give")
    _, finn = live.person("cust.finn", Role.FINANCE)
    own, at = live.db.transact(with_history, ada), page_of(ada)
    async with live.visit(finn) as page:
        await adjustment(page, at, WISH)
        await page.wait_for("'before': '280', 'after': '780'")
        assert available(live, own) == 280
        for _ in range(3):
            await page.send(f"{ADJUSTING}.confirm", at=at)
        await page.wait_for("The credits are adjusted.")
        await page.settle()
    assert available(live, own) == 780
    assert acts_on(live, ada) == [("customer.adjust", "finance", WISH["reason"])]
    (moved,) = live.db.transact(movements, own, limit=1).movements
    assert (moved.cause, moved.amount) == ("adjustment", 500)


async def adjustment(page: Visitor, at: str, wish: dict[str, str]) -> None:
    """Open the form and ask what it would do."""
    await page.send(f"{ADJUSTING}.open", at=at)
    await page.send(f"{ADJUSTING}.review", at=at, form=wish)


async def test_a_balance_that_changed_meanwhile_is_shown_anew(live: Served) -> None:
    ada, cookie = live.person("cust.changed")
    _, olga = live.person("cust.olga", Role.OWNER)
    own, at = live.db.transact(with_history, ada), page_of(ada)
    async with live.visit(olga) as page:
        await adjustment(page, at, WISH | {"direction": "take", "credits": "200"})
        await page.wait_for("'before': '280', 'after': '80'")

        def used(session: Session) -> None:
            post(session, [spend(own, 150)], now=utcnow())

        await asyncio.to_thread(live.db.transact, used)
        await page.send(f"{ADJUSTING}.confirm", at=at)
        await page.wait_for("The balance has changed meanwhile.")
        assert available(live, own) == 130
        await page.wait_for("{'label': 'Debt', 'before': '0', 'after': '70'}")
        await page.send(f"{ADJUSTING}.confirm", at=at)
        await page.wait_for("The credits are adjusted.")
    assert live.db.transact(balance, own).owed == 70
    (owed,) = live.db.transact(movements, own, limit=1).movements
    async with live.visit(cookie) as theirs:
        await theirs.go(f"/account/movement/?id={owed.operation_id}")
        await theirs.wait_for("200 credits were taken back: Adjusted by the shop")


@pytest.mark.parametrize(
    ("role", "change", "says"),
    [
        (Role.SUPPORT, {"direction": "", "credits": "1001"}, "more than the 1,000 credits"),
        (Role.SUPPORT, {"direction": "take", "credits": "1"}, "Finance or an owner takes credits."),
        (Role.FINANCE, {"reason": "  "}, "Please give a reason"),
        (Role.FINANCE, {"credits": "0"}, "whole number"),
        (Role.FINANCE, {"credits": "9" * 5000}, "whole number"),
        (Role.FINANCE, {"credits": str(2**53 - 1)}, "whole number"),
        (Role.FINANCE, {"expires": "2020-01-01"}, "already"),
        (Role.FINANCE, {"expires": "soon"}, "Please enter a day"),
        (Role.FINANCE, {"direction": "burn"}, "to give or to take"),
    ],
)
async def test_what_may_not_be_is_said_and_not_done(
    live: Served, role: Role, change: dict[str, str], says: str
) -> None:
    name = abs(hash(str(change)))
    ada, _ = live.person(f"cust.no{name}")
    _, cookie = live.person(f"cust.staff{name}", role)
    own, at = live.db.transact(with_history, ada), page_of(ada)
    async with live.visit(cookie) as page:
        await adjustment(page, at, WISH | change)
        await page.wait_for(says)
        await page.send(f"{ADJUSTING}.confirm", at=at)
        await page.settle()
    assert (available(live, own), acts_on(live, ada)) == (280, [])


async def test_support_stops_allows_and_signs_out_for_a_reason(live: Served) -> None:
    ada, cookie = live.person("cust.stop")
    _, sue = live.person("cust.sue3", Role.SUPPORT)
    own, at = live.db.transact(with_history, ada), page_of(ada)
    async with live.visit(sue) as page, live.visit(cookie) as theirs:
        await theirs.go("/account/")
        await theirs.wait_for("'available_rx_state_': '280'")
        await page.send(f"{ACTS}.suspend", at=at, form={"reason": "no dialog is open"})
        for act, says in (("suspend", "Spending is stopped."), ("allow", "Spending is allowed again.")):
            await page.send(f"{ACTS}.open", at=at, act=act)
            await page.send(f"{ACTS}.{act}", at=at, form={"reason": ""})
            await page.wait_for("Please give a reason")
            await page.send(f"{ACTS}.{act}", at=at, form={"reason": "a call"})
            await page.wait_for(says)
            assert live.db.transact(balance, own).suspended is (act == "suspend")
        await page.send(f"{ACTS}.open", at=at, act="sign_out")
        await page.send(f"{ACTS}.sign_out", at=at, form={"reason": "a lost phone"})
        await page.wait_for("Signed out everywhere.")
        await theirs.wait_for("_redirect")
        await page.send(f"{ACTS}.open", at=at, act="disable")
        await page.send(f"{ACTS}.disable", at=at, form={"reason": "support may not"})
        await page.settle()
    assert live.db.transact(sessions, ada.user_id, now=utcnow()) == ()
    assert acts_on(live, ada) == [
        ("customer.suspend", "support", "a call"),
        ("customer.allow", "support", "a call"),
        ("customer.sign_out", "support", "a lost phone"),
    ]


@pytest.mark.parametrize(("role", "may"), [(Role.FINANCE, False), (Role.OWNER, True)])
async def test_staff_are_acted_on_by_owners_alone(live: Served, role: Role, may: bool) -> None:
    colleague, _ = live.person(f"cust.colleague.{role}", Role.SUPPORT)
    _, cookie = live.person(f"cust.boss.{role}", role)
    at = page_of(colleague)
    async with live.visit(cookie) as page:
        await page.go(at)
        await page.wait_for("'found_rx_state_': True")
        assert ("'may_act_rx_state_': True" in page.seen) is may
        await page.send(f"{ACTS}.open", at=at, act="sign_out")
        await page.send(f"{ACTS}.sign_out", at=at, form={"reason": "a call"})
        await page.wait_for("Signed out everywhere." if may else "Only an owner may do this.")
    assert bool(acts_on(live, colleague)) is may


async def test_a_customer_without_credits_is_shown_and_can_be_given_some(live: Served) -> None:
    ada, _ = live.person("cust.new")
    _, sue = live.person("cust.sue4", Role.SUPPORT)
    at = page_of(ada)
    async with live.visit(sue) as page:
        await page.go(at)
        await page.wait_for("'found_rx_state_': True")
        await adjustment(page, at, WISH | {"expires": "2999-12-31"})
        await page.wait_for("Give 500 credits until Dec 31, 2999")
        assert live.db.transact(wallet_of, ada.user_id) is None
        await page.send(f"{ADJUSTING}.confirm", at=at)
        await page.wait_for("'total_rx_state_': '500'")
    own = str(live.db.transact(wallet_of, ada.user_id))
    assert live.db.transact(wallet_view, own).balance.available == 500
