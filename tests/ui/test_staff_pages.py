"""Staff's pages, asked over the raw websocket: open to staff alone, each to their role, and to no junk."""

import asyncio
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from reflex_base.registry import RegistrationContext
from sqlmodel import Session, text

from creditshop.accounts import Role, SignedIn
from creditshop.checkout import PurchaseState
from creditshop.clock import utcnow
from creditshop.jobs import enqueue
from creditshop.ui.gate import rule_of
from tests.ui.bought import paid, reviewed
from tests.ui.conftest import HANDLERS, Served, handler
from tests.ui.websocket import send_all

GRANT = handler("admin_payments", "admin_payment_state", "grant")


def colleague(role: Role) -> SignedIn:
    return SignedIn("usr_1", "ses_1", "ada@example.com", "Ada", role, True, "en", utcnow())


@pytest.mark.parametrize("name", [name for name in HANDLERS if ".setvar" not in name and "admin_" in name])
def test_no_handler_of_staffs_pages_is_open_to_customers(name: str) -> None:
    rule = rule_of(name)
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


async def test_the_overview_shows_what_was_sold_a_moment_ago(live: Served) -> None:
    zoe, _ = live.person("zoe")
    _, support = live.person("sam", Role.SUPPORT)
    await asyncio.to_thread(paid, live.shop, zoe)
    async with live.visit(support) as page:
        await page.go("/admin/")
        await page.wait_for("zoe@example.com")
        await page.wait_for("Revenue")
        assert "'behind_rx_state_': True" not in page.seen
        await page.send(handler("admin_overview", "admin_overview_state", "choose_days"), days="7")
        await page.wait_for("7 days before")


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
