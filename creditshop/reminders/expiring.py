"""Telling people in time that credits of theirs expire."""

from datetime import datetime, timedelta
from functools import partial

from sqlmodel import Session

from creditshop.accounts import find_customer
from creditshop.accounts.errors import NoSuchUser
from creditshop.config import settings
from creditshop.jobs import Effect, JobRun, Registry, enqueue, registry
from creditshop.ledger import Expiring, expiring
from creditshop.notices import Template, queue_mail
from creditshop.notices.letters import Fact

KIND = "reminders.expiring"
AHEAD = timedelta(days=7)
_AT_ONCE = 200


def register_jobs(kinds: Registry = registry) -> None:
    """Register the job that reminds, once a day."""
    kinds.register(KIND, _remind_some)
    kinds.schedule(KIND, KIND, timedelta(days=1))


def remind(session: Session, *, after: str = "", limit: int, now: datetime) -> str | None:
    """Mail the owners of up to `limit` wallets, above the id `after`, with credits that expire within AHEAD.

    One mail for each first day on which some expire, however often it is asked for. Returns the `after` to go on with.
    """
    found = expiring(session, now=now, until=now + AHEAD, after=after, limit=limit)
    for wallet in found:
        _mail(session, wallet, now=now)
    return found[-1].wallet_id if len(found) == limit else None


def _mail(session: Session, wallet: Expiring, *, now: datetime) -> None:
    try:
        owner = find_customer(session, wallet.owner_id)
    except NoSuchUser:
        return
    if not owner.email:
        return  # a customer of an app, whose address nobody told us
    facts: dict[str, Fact] = {
        "credits": wallet.credits,
        "expires_at": wallet.first,
        "url": f"{settings().public_url}/account/",
    }
    key = f"{Template.EXPIRING}:{wallet.wallet_id}:{wallet.first.date()}"
    queue_mail(session, Template.EXPIRING, to=owner.email, key=key, context=facts, locale=owner.locale, now=now)


async def _remind_some(run: JobRun) -> Effect:
    return partial(_and_go_on, run)


def _and_go_on(run: JobRun, session: Session) -> None:
    after = remind(session, after=run.args.get("after", ""), limit=_AT_ONCE, now=run.now)
    if after is not None:
        enqueue(session, KIND, {"after": after}, key=f"{KIND}:after:{run.id}", run_at=run.now)
