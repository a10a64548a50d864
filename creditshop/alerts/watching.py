"""The job that watches: every minute it calls the provider, reads every rule, and opens or ends alerts."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import insert, update
from sqlmodel import Session

from creditshop.alerts.incidents import settle
from creditshop.alerts.measuring import Reading
from creditshop.alerts.models import OUTAGES
from creditshop.alerts.reading import readings
from creditshop.alerts.rules import DEFINITIONS, Rule
from creditshop.alerts.settings import rules
from creditshop.database import new_id, read
from creditshop.jobs import Effect, JobRun, Registry, registry
from creditshop.payments import current
from creditshop.payments.errors import GatewayRefused, GatewayUnavailable

KIND = "alerts.watch"
EVERY = timedelta(minutes=1)
Read = Mapping[Rule, tuple[Reading, ...]]


def register_jobs(kinds: Registry = registry) -> None:
    """Register the job, every minute; one that fails is not tried for long, since the next is due."""
    kinds.register(KIND, watch, attempts=2)
    kinds.schedule(KIND, KIND, EVERY)


async def watch(run: JobRun) -> Effect:
    """Look at everything once."""
    error = await _call_provider()
    found = await read(read_rules, now=run.now)
    return partial(_keep, error, found, run.now)


def read_rules(session: Session, *, now: datetime) -> Read:
    """What every rule reads now; one that is off reads nothing."""
    set_ = rules(session)
    return {set_[name]: readings(session, set_[name], now) if set_[name].is_on else () for name in DEFINITIONS}


async def _call_provider() -> str:
    """Why the provider is out of reach; empty when it answers, though it be with a refusal."""
    try:
        await current.gateway().account_id()
    except GatewayUnavailable as error:
        return str(error)
    except GatewayRefused:
        return ""
    return ""


def _keep(error: str, found: Read, now: datetime, session: Session) -> None:
    _note_outage(session, error, now)
    for rule, read_ in found.items():
        settle(session, rule, read_, now=now)


def _note_outage(session: Session, error: str, now: datetime) -> None:
    going_on = OUTAGES.c.ended_at.is_(None)
    if not error:
        session.connection().execute(update(OUTAGES).where(going_on).values(ended_at=now))
        return
    still = update(OUTAGES).where(going_on).values(error=error).returning(OUTAGES.c.id)
    if session.connection().scalar(still) is None:
        row = {"id": new_id("out"), "began_at": now, "ended_at": None, "error": error}
        session.connection().execute(insert(OUTAGES), row)
