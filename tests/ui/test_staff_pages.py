"""Staff's pages, asked over the raw websocket: open to staff alone, each to their role, and to no junk."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

import httpx
import pytest
from reflex_base.registry import RegistrationContext
from sqlmodel import Session, text

from creditshop.accounts import Role, SignedIn
from creditshop.audit import Search
from creditshop.checkout import PurchaseState
from creditshop.clock import utcnow
from creditshop.config import settings
from creditshop.fraud import RuleName, open_flags
from creditshop.fraud.flags import Suspicion, raise_flag
from creditshop.inbox import events
from creditshop.jobs import enqueue
from creditshop.notices import mails, queue_mail
from creditshop.ui.gate import rule_of
from tests.audit.acting import acts_of, log
from tests.ui.bought import paid, reviewed
from tests.ui.conftest import HANDLERS, Served, handler
from tests.ui.websocket import send_all
from tests.webhooks import an_event, as_body, sign

SOON = utcnow() + timedelta(hours=1)  # later than any job that a test waits for
EVENTS = handler("admin_events", "admin_events_state", "x").removesuffix(".x")
GRANT = handler("admin_payments", "admin_payment_state", "grant")


def colleague(role: Role) -> SignedIn:
    return SignedIn("usr_1", "ses_1", "ada@example.com", "Ada", role, True, "en", utcnow(), utcnow())


@pytest.mark.parametrize("name", [name for name in HANDLERS if ".setvar" not in name and "admin_" in name])
def test_no_handler_of_staffs_pages_is_open_to_customers(name: str) -> None:
    rule = rule_of(name)
    assert rule
    assert not rule(None)
    assert not rule(colleague(Role.CUSTOMER))
    assert rule(colleague(Role.OWNER))


async def test_support_sees_a_review_and_finance_decides_it(live: Served) -> None:
    ada, _ = live.person("ada8")
    (_, support), (finn, finance) = live.person("sue", Role.SUPPORT), live.person("finn", Role.FINANCE)
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
    assert live.db.transact(acts_of, finn.user_id) == [("purchase.grant", purchase.id)]
    granted, *_ = live.db.transact(log, Search(actor=finn.user_id))
    assert (granted.role, granted.ip) == ("finance", "127.0.0.1")
    assert (granted.before["state"], granted.after["state"]) == ("review", "paid")


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
    oskar, cookie = live.person("oskar", Role.SUPPORT)
    async with live.visit(cookie) as page:
        await page.go("/admin/jobs/")
        await page.wait_for(job_id)
        await page.send(handler("admin_jobs", "admin_jobs_state", "retry"), job_id=job_id)
        await page.wait_for("The job is tried again.")
    assert live.db.transact(acts_of, oskar.user_id) == [("job.retry", job_id)]


async def test_many_webhooks_are_replayed_or_ignored_each_with_its_line_in_the_log(live: Served) -> None:
    ids = [await asyncio.to_thread(told, live, "invoice.paid") for _ in range(3)]
    otto, cookie = live.person("otto", Role.SUPPORT)
    async with live.visit(cookie) as page:
        await page.go("/admin/events/")
        await page.wait_for(ids[-1])
        await page.send(f"{EVENTS}.find", form={"state": "unhandled", "type": "invoice.paid"})
        await page.send(f"{EVENTS}.replay_all")
        await page.wait_for("Replayed: 3. Kept for later 3.")
        for chosen in (ids[0], ids[1], "evt_unknown", None):
            await page.send(f"{EVENTS}.choose", event_id=chosen)
        await page.send(f"{EVENTS}.ignore")
        await page.wait_for("Noted: 2. Ignored 2.")
        await page.send(handler("admin_events", "admin_event_state", "ignore"), at=f"/admin/event/?id={ids[2]}")
        await page.wait_for("Noted: Ignored.")
        await page.send(f"{EVENTS}.find", form={"search": ids[2]})
        await page.wait_for("ignored by otto@example.com")
    replayed = [("event.replay", id_) for id_ in ids]
    assert live.db.transact(acts_of, otto.user_id) == [*replayed, *(("event.ignore", id_) for id_ in ids)]


def told(live: Served, type_: str) -> str:
    """The id of an event of this type that has just come."""
    body = as_body(an_event(type_))
    answer = httpx.post(f"{live.web.url}/api/stripe/webhook", content=body, headers={"Stripe-Signature": sign(body)})
    assert answer.is_success
    (newest,) = live.db.transact(events, limit=1).events
    return newest.id


async def test_a_dead_mail_is_sent_again_and_nobody_reads_its_link(live: Served) -> None:
    def bury(session: Session) -> str:
        link = {"url": f"{settings().public_url}/reset/?token=canaryofthelink"}
        queue_mail(session, "no_account", to="lost@example.com", key="t:lost", context=link, now=SOON)
        dead = {"job": "state = 'dead', finished_at = run_at", "mail": "state = 'dead', error = '550 no such user'"}
        for table, values in dead.items():
            session.connection().execute(text(f"UPDATE {table} SET {values} WHERE key IN ('t:lost', 'mail:t:lost')"))
        return mails(session, to="lost@").mails[0].id

    mail_id = live.db.transact(bury)
    vera, cookie = live.person("vera", Role.SUPPORT)
    resend = handler("admin_mails", "admin_mails_state", "resend")
    async with live.visit(cookie) as page:
        await page.go("/admin/mails/?search=LOST@&state=dead")
        await page.wait_for("550 no such user")
        await page.send(resend, mail_id=mail_id)
        await page.wait_for("The mail is sent again.")
        await page.send(resend, mail_id=mail_id)
        await page.wait_for("The mail was taken up before.")
        assert "canaryofthelink" not in page.seen
    assert live.db.transact(acts_of, vera.user_id) == [("mail.resend", mail_id)]


async def test_the_log_is_searched_and_only_deciders_are_offered_its_export(live: Served) -> None:
    (_, support), (petra, finance) = live.person("sina", Role.SUPPORT), live.person("petra", Role.FINANCE)
    async with live.visit(finance) as page:
        await page.go(f"/admin/audit/?actor={petra.email}")
        await page.wait_for("Signed in")
        await page.wait_for("'may_export_rx_state_': True")
        assert "203.0.113.7" in page.seen and "sina@example.com" not in page.seen
        await page.send(handler("admin_audit", "admin_audit_state", "find"), form={"action": "job.", "since": "x"})
        await page.wait_for("/api/admin/audit.csv?action=job.'")
    async with live.visit(support) as page:
        await page.go("/admin/audit/")
        await page.wait_for("petra@example.com")
        assert "'may_export_rx_state_': True" not in page.seen


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
            for note in (" ", "their sister's card"):
                await page.send(handler("admin_flags", "admin_flags_state", "resolve_flag"), form={"note": note})
            await page.settle()
            assert ("Resolved." in page.seen) == ("up to 500 characters" in page.seen) == resolved
        assert (live.db.transact(open_flags).flags == ()) == resolved
