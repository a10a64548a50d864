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
from creditshop.fraud import RuleName, open_flags
from creditshop.fraud.flags import Suspicion, raise_flag
from creditshop.jobs import enqueue
from creditshop.ui.gate import rule_of
from tests.ui.bought import reviewed
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


async def test_a_rule_is_set_by_deciders_and_a_flag_resolved_by_them(live: Served) -> None:
    keep, choose = (handler("admin_rules", "admin_rules_state", name) for name in ("keep", "open"))
    _, finance = live.person("fay", Role.FINANCE)
    _, support = live.person("sol", Role.SUPPORT)
    wanted = {"action": "hold", "threshold": "7", "window_minutes": "90"}
    for cookie in (support, finance):
        async with live.visit(cookie) as page:
            await page.go("/admin/rules/")
            await page.wait_for("Declines: 10 within 60 min")
            await page.send(choose, name="declines_account")
            await page.send(keep, form=wanted | {"threshold": "0"})
            await page.send(keep, form=wanted)
            await page.settle()
            done = "Declines: 7 within 90 min" in page.seen
            assert done == ("whole number from 1 to 1,000" in page.seen) == (cookie == finance)
    seen = Suspicion(RuleName.RADAR_REVIEW, "prv_1", None, "usr_1", {"reason": "manual"})
    assert live.db.transact(raise_flag, seen, now=utcnow())
    (flag,) = live.db.transact(open_flags).flags
    for cookie, resolved in ((support, False), (finance, True)):
        async with live.visit(cookie) as page:
            await page.go("/admin/flags/")
            await page.wait_for("somebody asked for it by hand")
            await page.send(handler("admin_flags", "admin_flags_state", "open_flag"), flag_id=flag.id)
            for note in ("x" * 501, "their sister's card"):
                await page.send(handler("admin_flags", "admin_flags_state", "resolve_flag"), form={"note": note})
            await page.settle()
            assert ("Resolved." in page.seen) == ("up to 500 characters" in page.seen) == resolved
        assert (live.db.transact(open_flags).flags == ()) == resolved
