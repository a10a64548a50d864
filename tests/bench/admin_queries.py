"""What staff's pages read, one line each: a name, and what is asked with a session. Another page is another line."""

from functools import partial

from creditshop import (
    accounts,
    audit,
    catalog,
    checkout,
    customers,
    fraud,
    inbox,
    insights,
    jobs,
    ledger,
    notices,
    outgoing,
    refunds,
)
from creditshop.insights.sources import SOURCES
from creditshop.ui.states.customer_reading import acted_movements, life_of, person, wallet_then
from creditshop.ui.states.waiting import waiting
from tests.bench.known import (
    ACT,
    CONTESTED,
    DAY,
    EMAIL,
    EVENT,
    FLAG,
    INDEBTED,
    JOB,
    MAIL,
    MIDNIGHT,
    NOW,
    NUMBER,
    OPERATION,
    OWNER,
    PAGE,
    PURCHASE,
    STAFF,
    TODAY,
    WALLET,
)  # fmt: skip
from tests.bench.payment_queries import SEARCHES, Ask, payment, payments
from tests.bench.seed_million import id_of


def _returns() -> dict[str, Ask]:
    dispute = id_of("dsp", CONTESTED)
    pages, flags = partial(refunds.dispute_page, limit=PAGE), partial(fraud.open_flags, limit=PAGE)
    return {
        "disputes": pages,
        "disputes, older": partial(pages, before=dispute),
        "disputes, open": partial(pages, only_open=True),
        "disputes, open, older": partial(pages, only_open=True, before=dispute),
        "dispute": partial(refunds.find_dispute, dispute_id=dispute),
        "dispute, evidence": partial(refunds.evidence_pack, dispute_id=dispute, now=NOW),
        "flags": flags,
        "flags, older": partial(flags, before=FLAG),
        "flags, rules": fraud.rules,
        "waiting, beside the navigation": waiting,
    }


def _customers() -> dict[str, Ask]:
    find = partial(customers.find_customers, limit=PAGE)
    searches = {name: SEARCHES[name] for name in ("id", "session", "intent", "customer", "nobody")}
    searches |= {"wallet": WALLET, "an app's name": f"app-user-{NUMBER}", "e-mail": EMAIL, "everybody": "cust"}
    return {
        "customers": partial(customers.latest_customers, limit=PAGE),
        "customers, older": partial(customers.latest_customers, before=OWNER, limit=PAGE),
        **{f"customers, search: {name}": partial(find, wanted=wanted) for name, wanted in searches.items()},
        "customers, search, more": partial(find, wanted="cust", before=OWNER),
        "customers, suspended": partial(customers.customers_in, trouble="suspended"),
        "customers, in debt": partial(customers.customers_in, trouble="in_debt"),
        "customers, in debt, older": partial(customers.customers_in, trouble="in_debt", before=id_of("usr", INDEBTED)),
    }


def _customer() -> dict[str, Ask]:
    movements = partial(acted_movements, user_id=OWNER, limit=PAGE)
    return {
        "customer": partial(person, user_id=OWNER, recent=5, now=NOW),
        "customer in debt": partial(person, user_id=id_of("usr", INDEBTED), recent=5, now=NOW),
        "customer, flags": partial(fraud.flags_of_owner, owner_id=OWNER),
        "customer, movements": partial(movements, before=None),
        "customer, movements, older": partial(movements, before=20),
        "customer, wallet": partial(life_of, user_id=OWNER),
        "customer, a month ago": lambda session: wallet_then(
            session, ledger.wallet_view(session, WALLET), NOW - 30 * DAY
        ),
        "movement explained": partial(ledger.explain, wallet_id=WALLET, operation_id=OPERATION),
        "payments of a customer": partial(checkout.purchases, owner_id=OWNER),
        "account, its page": partial(accounts.account, user_id=OWNER),
    }


def _work() -> dict[str, Ask]:
    events, work, dead = partial(inbox.events, limit=PAGE), partial(jobs.jobs, limit=PAGE + 1), inbox.EventState.DEAD
    kinds = ("checkout.session.completed", "charge.dispute.created", "charge.updated", "unknown")
    return {
        "events": events,
        "events, older": partial(events, before=EVENT),
        **{f"events, {state}": partial(events, state=state) for state in inbox.EventState},
        **{f"events, type {kind}": partial(events, type_=kind) for kind in kinds},
        **{f"events, dead, type {kind}": partial(events, state=dead, type_=kind) for kind in kinds},
        "events, dead, older": partial(events, state=dead, before=EVENT),
        "events, all dead": partial(inbox.events, state=dead, limit=inbox.LARGEST_PAGE),
        "events, of Stripe's id": partial(events, event_id=f"evt_stripe_{PURCHASE[4:]}"),
        "events, of our id": partial(events, event_id=EVENT),
        "events, of a payment": partial(events, purchase_id=PURCHASE),
        "events, of a payment in a state": partial(events, purchase_id=PURCHASE, state=dead),
        "events, types": inbox.event_types,
        "event": partial(inbox.event, event_id=EVENT),
        "jobs": work,
        "jobs, older": partial(work, before=JOB),
        **{f"jobs, {stage}": partial(work, stage=stage) for stage in jobs.Stage},
        "jobs, done, older": partial(work, stage=jobs.Stage.DONE, before=JOB),
        "job": partial(jobs.job, job_id=JOB),
    }


def _mails() -> dict[str, Ask]:
    mails, dead = partial(notices.mails, limit=PAGE), notices.MailState.DEAD
    return {
        "mails": mails,
        "mails, older": partial(mails, before=MAIL),
        **{f"mails, {state}": partial(mails, state=state) for state in notices.MailState},
        "mails to": partial(mails, to=EMAIL),
        "mails to nobody": partial(mails, to="nobody"),
        "mails to everybody": partial(mails, to="cust"),
        "mails to everybody, older": partial(mails, to="cust", before=MAIL),
        "mails, dead, to": partial(mails, state=dead, to=EMAIL),
        "mails, dead, to everybody": partial(mails, state=dead, to="cust"),
        "mails, queued, to everybody": partial(mails, state=notices.MailState.QUEUED, to="cust"),
        "mailbox": partial(notices.mailbox, limit=PAGE),
        "mailbox, older": partial(notices.mailbox, before=MAIL, limit=PAGE),
        "mail": partial(notices.mail, mail_id=MAIL),
        "webhooks, endpoints": partial(outgoing.endpoints, owner_id=None),
        "webhooks, deliveries": partial(outgoing.deliveries, owner_id=None, limit=PAGE + 1),
    }


def _audit() -> dict[str, Ask]:
    ask = partial(audit.entries, limit=PAGE)
    month = {"since": MIDNIGHT - 365 * DAY, "until": MIDNIGHT - 335 * DAY}
    searches = {
        "by": {"actor": STAFF},
        "by id": {"actor": id_of("usr", -1)},
        "by nobody": {"actor": "nobody@example.com"},
        "act": {"action": "refund.request"},
        "rare act": {"action": "package.change"},
        "kind of act": {"action": "customer."},
        "target": {"target": PURCHASE},
        "month": month,
        "by, rare act": {"actor": STAFF, "action": "package.change"},
        "by nobody, act": {"actor": "nobody@example.com", "action": "refund.request"},
        "by, target": {"actor": STAFF, "target": PURCHASE},
        "by, month": {"actor": STAFF, **month},
        "act, month": {"action": "refund.request", **month},
        "rare act, target": {"action": "package.change", "target": PURCHASE},
        "by, act, month": {"actor": STAFF, "action": "customer.", **month},
    }
    return {
        "audit": ask,
        "audit, older": partial(ask, before=ACT),
        "audit, kinds of acts": audit.actions,
        **{f"audit, {name}": partial(ask, search=audit.Search(**search)) for name, search in searches.items()},
        "audit, by, older": partial(ask, search=audit.Search(actor=STAFF), before=ACT),
    }


def _shop() -> dict[str, Ask]:
    return {
        "packages": catalog.packages,
        "features": partial(catalog.features, everything=True),
        "currencies": catalog.currencies,
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


_PARTS = (payments, payment, _returns, _customers, _customer, _work, _mails, _audit, _shop)
PAGES: dict[str, Ask] = {name: ask for part in _PARTS for name, ask in part().items()}
"""What a page asks when it is opened: as much in a large shop as in a small one."""
COUNTING: dict[str, Ask] = _counting()
"""What is asked to count a day: in proportion to what happened on it, whatever happened before."""
