"""What staff's pages read, one line each: a name, and what is asked with a session. Another page is another line."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from functools import partial

from sqlmodel import Session

from creditshop import checkout, inbox, insights, jobs, ledger, notices
from creditshop.clock import utcnow
from creditshop.insights.sources import SOURCES
from tests.bench.seed_million import id_of

Ask = Callable[[Session], object]
# Somebody of whom there is one in shops of every size, and a purchase, a job and so on that has older ones.
NUMBER = 70
OWNER, WALLET, PURCHASE = (id_of(prefix, NUMBER) for prefix in ("usr", "wal", "pur"))
JOB, OPERATION, SESSION, INTENT = (id_of(prefix, NUMBER) for prefix in ("job", "op", "cs", "pi"))
EMAIL, EVENT, MAIL = f"customer{NUMBER}@example.com", f"evt_{PURCHASE[4:]}", f"mai_{PURCHASE[4:]}"
NOW = utcnow()
TODAY, MIDNIGHT = NOW.date(), datetime.combine(NOW.date(), time(), UTC)
DAY, PAGE = timedelta(days=1), 25


def _payments() -> dict[str, Ask]:
    latest = partial(checkout.latest_purchases, limit=PAGE)
    searches = {"id": PURCHASE, "session": SESSION, "intent": INTENT, "customer": OWNER, "e-mail": EMAIL}
    searches |= {"a short beginning": "cust", "nobody": "nobody@example.org"}
    return {
        "payments": latest,
        "payments, older": partial(latest, before=PURCHASE),
        **{f"payments, {state}": partial(latest, state=state) for state in checkout.PurchaseState},
        "payments, paid, older": partial(latest, state=checkout.PurchaseState.PAID, before=PURCHASE),
        **{f"payments, search: {name}": partial(latest, search=wanted) for name, wanted in searches.items()},
        "payments, search in a state": partial(latest, search=EMAIL, state=checkout.PurchaseState.EXPIRED),
        "payments, to look at": partial(checkout.purchases_to_look_at, limit=PAGE),
        "payment": partial(checkout.purchase_detail, purchase_id=PURCHASE),
        "payment, its events": partial(inbox.events, purchase_id=PURCHASE, limit=PAGE),
        "payments of a customer": partial(checkout.purchases, owner_id=OWNER),
    }


def _work() -> dict[str, Ask]:
    return {
        "events": partial(inbox.events, limit=PAGE),
        "events, older": partial(inbox.events, before=EVENT, limit=PAGE),
        **{f"events, {state}": partial(inbox.events, state=state, limit=PAGE) for state in inbox.EventState},
        "event": partial(inbox.event, event_id=EVENT),
        "jobs": partial(jobs.jobs, limit=PAGE),
        "jobs, older": partial(jobs.jobs, before=JOB, limit=PAGE),
        **{f"jobs, {state}": partial(jobs.jobs, state=state, limit=PAGE) for state in jobs.JobState},
        "mailbox": partial(notices.mailbox, limit=PAGE),
        "mailbox, older": partial(notices.mailbox, before=MAIL, limit=PAGE),
        "mail": partial(notices.mail, mail_id=MAIL),
    }


def _credits() -> dict[str, Ask]:
    past = NOW - 30 * DAY
    return {
        "movements": partial(ledger.movements, wallet_id=WALLET, limit=PAGE),
        "movements, older": partial(ledger.movements, wallet_id=WALLET, before=20, limit=PAGE),
        "grants, live": partial(ledger.live_grants, wallet_id=WALLET, now=NOW),
        "grants, in use": partial(ledger.grants_in_use, wallet_id=WALLET, now=NOW),
        "grants of a purchase": partial(ledger.grants_of, references=[PURCHASE]),
        "balance at a moment": partial(ledger.balance_at, wallet_id=WALLET, moment=past),
        "grants at a moment": partial(ledger.grants_at, wallet_id=WALLET, moment=past),
        "movement explained": partial(ledger.explain, wallet_id=WALLET, operation_id=OPERATION),
        "wallet of a customer": partial(ledger.wallet_of, owner_id=OWNER),
        "holds": partial(ledger.open_holds, wallet_id=WALLET, now=NOW),
    }


def _overview() -> dict[str, Ask]:
    return {
        "overview, 30 days": partial(insights.overview, first=TODAY - 29 * DAY, last=TODAY),
        "overview, 365 days": partial(insights.overview, first=TODAY - 364 * DAY, last=TODAY),
        "overview, latest": partial(checkout.latest_news, limit=10),
    }


def _counting() -> dict[str, Ask]:
    spans = {"today": MIDNIGHT, "a year ago": MIDNIGHT - 365 * DAY}
    return {
        f"counting {day}, {source.__name__}": lambda session, source=source, start=start: [
            *source(session, start, start + DAY)
        ]
        for day, start in spans.items()
        for source in SOURCES
    }


PAGES: dict[str, Ask] = {**_payments(), **_work(), **_credits(), **_overview()}
"""What a page asks when it is opened: as much in a large shop as in a small one."""
COUNTING: dict[str, Ask] = _counting()
"""What is asked to count a day: in proportion to what happened on it, whatever happened before."""
