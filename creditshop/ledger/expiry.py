"""Credits whose time has come, on wallets that nobody touches."""

from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import select
from sqlmodel import Session

from creditshop.database import new_id
from creditshop.jobs import Effect, JobRun, Registry, enqueue, registry
from creditshop.ledger.models import GRANTS
from creditshop.ledger.operations import INTERNAL, Expire
from creditshop.ledger.post import post

KIND = "ledger.expire"
_WALLETS = 100


def register_jobs(kinds: Registry = registry) -> None:
    """Register the job that lets credits expire, every minute."""
    kinds.register(KIND, expire)
    kinds.schedule(KIND, KIND, timedelta(minutes=1))


async def expire(run: JobRun) -> Effect:
    """The job: as many wallets as one transaction should hold; another job does the next ones."""
    return partial(_expire_and_go_on, run)


def _expire_and_go_on(run: JobRun, session: Session) -> None:
    if expire_due(session, now=run.now) == _WALLETS:
        enqueue(session, KIND, {}, key=f"{KIND}:after:{run.id}", run_at=run.now)


def expire_due(session: Session, *, now: datetime, limit: int = _WALLETS) -> int:
    """Let what is due expire on up to `limit` wallets; returns how many it were."""
    due = select(GRANTS.c.wallet_id).where(GRANTS.c.open, GRANTS.c.expires_at <= now).distinct().limit(limit)
    wallets = session.connection().scalars(due).all()
    post(session, [Expire(wallet_id, INTERNAL, new_id("exp"), "expiry", "system") for wallet_id in wallets], now=now)
    return len(wallets)
