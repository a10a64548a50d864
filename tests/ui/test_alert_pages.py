"""Alerts and their rules over the websocket: who sees what, and who may do what."""

from sqlmodel import Session

from creditshop.accounts import Role
from creditshop.alerts import RuleName, open_alerts, past_alerts, rules, settle
from creditshop.alerts.measuring import Reading
from creditshop.clock import utcnow
from tests.alerts.conftest import rule
from tests.ui.conftest import Served, handler, live

__all__ = ["live"]


def fires(session: Session) -> None:
    """Two jobs were given up."""
    reading = Reading(value=2, of=2, fires=True, latest=utcnow(), causes=(("job", "job_abcdefgh"),))
    settle(session, rule(RuleName.DEAD_JOBS), [reading], now=utcnow())


async def test_an_alert_is_taken_on_by_staff_and_resolved_by_deciders_live(live: Served) -> None:
    take_on, choose, resolve = (
        handler("admin_alerts", "admin_alerts_state", n) for n in ("take_on", "open", "resolve")
    )
    (_, support), (_, finance) = live.person("sue", Role.SUPPORT), live.person("fritz", Role.FINANCE)
    live.db.transact(fires)
    async with live.visit(finance) as watching:
        await watching.go("/admin/alerts/")
        await watching.wait_for("Jobs given up within 24 hours: 2.")
        await watching.wait_for("/admin/job/?id=job_abcdefgh")
        (alert,) = live.db.transact(open_alerts)
        async with live.visit(support) as page:
            await page.go("/admin/alerts/")
            await page.wait_for("Jobs given up")
            await page.send(take_on, alert_id=alert.id)
            await page.send(choose, alert_id=alert.id)
            await page.send(resolve, form={"note": "mine"})
            await page.settle()
        (alert,) = live.db.transact(open_alerts)
        assert alert.acknowledged_by
        await watching.wait_for("sue@example.com is on it")
        await watching.send(choose, alert_id=alert.id)
        for note in ("", "The mail server was away."):
            await watching.send(resolve, form={"note": note})
        await watching.wait_for("Resolved by fritz@example.com")
    assert live.db.transact(past_alerts).alerts[0].id == alert.id


async def test_a_rule_is_tried_and_set_by_deciders_alone(live: Served) -> None:
    choose, write, keep, replay, test = (
        handler("admin_alert_rules", "admin_alert_rules_state", n) for n in ("open", "write", "keep", "replay", "test")
    )
    _, support = live.person("sid", Role.SUPPORT)
    _, owner = live.person("olga", Role.OWNER)
    for cookie, may in ((support, False), (owner, True)):
        async with live.visit(cookie) as page:
            await page.go("/admin/alert-rules/")
            await page.wait_for("more than 5 %, within 4 hours, of 20 or more")
            await page.send(choose, name="payment_failures")
            await page.send(write, field="threshold", value="101")
            await page.send(keep)
            await page.send(write, field="threshold", value="8")
            for act in (replay, test, keep):
                await page.send(act)
            await page.settle()
            seen = ["0 to 100" in page.seen, "had it been set like this: 0" in page.seen, "A test is on" in page.seen]
            assert seen == [may] * 3
        assert (live.db.transact(rules)[RuleName.PAYMENT_FAILURES].threshold == 8) == may
