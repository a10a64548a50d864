"""Every rule hears of its own kind of trouble, with the rows that show it, and of nothing in a normal month."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from creditshop.alerts import DEFINITIONS, RuleName
from creditshop.insights import roll
from creditshop.reconciliation import Comparison, Kind, dismiss, unsettled
from creditshop.reconciliation.comparing import Found
from creditshop.reconciliation.keeping import keep
from tests.alerts.conftest import NOW, OWNER, Watched
from tests.alerts.traffic import DAY, HOUR, MINUTE, Traffic

R = RuleName
BEGAN = NOW - 50 * MINUTE
BY_ITSELF = (R.VIOLATIONS, R.UNREACHABLE, R.DIFFERENCES)  # found by looking: see below, and by test_books.py


def declines(traffic: Traffic) -> None:
    """Every second attempt is declined."""
    for number in range(40):
        at = BEGAN + number * MINUTE
        purchase_id = traffic.opened(at)
        traffic.declined(at + MINUTE, purchase_id)
        traffic.paid(at + 2 * MINUTE, purchase_id)


def leaving(traffic: Traffic) -> None:
    """The payment page is broken: everybody leaves."""
    for number in range(200):
        purchase_id = traffic.opened(BEGAN - HOUR + number * MINUTE / 4)
        traffic.step(purchase_id, BEGAN + number * MINUTE / 4, "open", "expired", 2)


def failing_webhooks(traffic: Traffic) -> None:
    """A third of the webhooks fail."""
    for number in range(30):
        traffic.event(BEGAN + number * MINUTE, "", "done" if number % 3 else "failed")


def given_up(traffic: Traffic) -> None:
    traffic.event(BEGAN, "", "dead")


def slow(traffic: Traffic) -> None:
    """Webhooks come ten minutes late."""
    for number in range(12):
        traffic.event(BEGAN + number * MINUTE, "", took=timedelta(minutes=10))


def silent(traffic: Traffic) -> None:
    """Pages are opened, and nothing is heard any more."""
    for number in range(10):
        traffic.opened(NOW - 2 * HOUR + number * MINUTE)


def dying(traffic: Traffic) -> None:
    traffic.died(BEGAN)


def refunding(traffic: Traffic) -> None:
    for number in range(40):
        purchase_id = traffic.opened(BEGAN)
        traffic.paid(BEGAN + number * MINUTE, purchase_id)
        traffic.refunded(BEGAN + number * MINUTE, purchase_id)


def disputing(traffic: Traffic) -> None:
    for number in range(30):
        purchase_id = traffic.opened(BEGAN)
        traffic.paid(BEGAN + number * MINUTE, purchase_id)
        traffic.disputed(BEGAN + number * MINUTE, purchase_id)


def suspicious(traffic: Traffic) -> None:
    for number in range(3):
        traffic.flagged(BEGAN + number * MINUTE, f"usr_thief_{number}")


def dear(traffic: Traffic) -> None:
    """Somebody set a price with two noughts too many."""
    for number in range(120):
        traffic.paid(BEGAN + number * MINUTE / 3, traffic.opened(BEGAN, amount=220_000))


INCIDENTS: dict[RuleName, Callable[[Traffic], None]] = {
    R.PAYMENT_FAILURES: declines,
    R.ABANDONMENT: leaving,
    R.WEBHOOK_FAILURES: failing_webhooks,
    R.WEBHOOKS_GIVEN_UP: given_up,
    R.WEBHOOK_LAG: slow,
    R.WEBHOOK_SILENCE: silent,
    R.DEAD_JOBS: dying,
    R.REFUNDS: refunding,
    R.DISPUTES: disputing,
    R.SUSPICIOUS: suspicious,
    R.PURCHASE_VALUE: dear,
}
CAUSES = {R.WEBHOOKS_GIVEN_UP: "event", R.WEBHOOK_FAILURES: "event", R.WEBHOOK_LAG: "event", R.DEAD_JOBS: "job"}
CAUSES |= {R.DISPUTES: "dispute", R.SUSPICIOUS: "customer"}


def test_there_is_an_incident_for_every_rule() -> None:
    assert {*INCIDENTS, *BY_ITSELF} == set(RuleName)


async def test_a_normal_month_is_quiet(watched: Watched) -> None:
    watched.happens(watched.traffic().normal(NOW - 31 * DAY, NOW, an_hour=6))
    watched.db.transact(roll, limit=100, now=NOW)
    alerts = {name: watched.replay(name).episodes for name in INCIDENTS}
    assert alerts == dict.fromkeys(INCIDENTS, ())
    assert await watched.watch() == ()
    assert watched.mails() == []


@pytest.mark.parametrize("name", INCIDENTS)
async def test_each_rule_hears_of_its_trouble_and_of_no_other(watched: Watched, name: RuleName) -> None:
    end = BEGAN if name is not R.WEBHOOK_SILENCE else NOW - 4 * HOUR
    traffic = watched.traffic().normal(NOW - 30 * DAY, end - 2 * HOUR, an_hour=3)
    watched.happens(traffic)
    watched.db.transact(roll, limit=100, now=NOW)
    before = watched.open
    INCIDENTS[name](traffic)
    watched.happens(traffic)
    opened = {alert.rule: alert for alert in await watched.watch()}
    assert before == ()
    assert name in opened
    alert = opened.pop(name)
    assert {kind for kind, _ in alert.causes} == {CAUSES.get(name, "purchase")}
    assert alert.value > DEFINITIONS[name].rule.threshold
    assert set(opened) <= {R.WEBHOOK_LAG} if name is R.WEBHOOK_FAILURES else opened == {}  # what fails is late, too
    (episode,) = watched.replay(name, days=1).episodes
    assert BEGAN - 2 * HOUR <= episode.began <= watched.now
    assert episode.worst.value >= alert.value * 0.9
    assert watched.mails().count(("alert", "owner@example.com")) == 1 + len(opened)


async def test_a_provider_that_does_not_answer_is_told_of_after_minutes(watched: Watched) -> None:
    watched.stripe.is_there = False
    assert await watched.watch(minutes=3, each=True) == ()
    (alert,) = await watched.watch()
    assert (alert.rule, alert.causes) == (R.UNREACHABLE, (("outage", "no answer"),))
    watched.stripe.is_there = True
    await watched.watch(minutes=20, each=True)
    assert watched.open == ()
    (episode,) = watched.replay(R.UNREACHABLE, days=1).episodes
    assert episode.began > NOW


async def test_a_difference_is_told_of_until_somebody_decides(watched: Watched) -> None:
    found = Found(Kind.AMOUNT, "pur_odd", "pur_odd", "usr_odd", "usd", 2200, 2201)
    seen = Comparison(NOW - HOUR, NOW, found=[found], examined={"pur_odd"})
    watched.db.transact(keep, seen, now=watched.now)
    (alert,) = await watched.watch()
    assert (alert.rule, alert.causes) == (R.DIFFERENCES, (("purchase", "pur_odd"),))
    (difference,) = watched.db.transact(unsettled)
    watched.db.transact(dismiss, difference.id, by=OWNER, note="known", now=watched.now)
    await watched.watch(minutes=20, each=True)
    assert watched.open == ()
