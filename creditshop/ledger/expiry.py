"""Credits whose time has come, on wallets that nobody touches."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import ColumnElement, Select, func, literal_column, select
from sqlmodel import Session

from creditshop.database import new_id
from creditshop.jobs import Effect, JobRun, Registry, enqueue, registry
from creditshop.ledger.holds import IS_OPEN_HOLD
from creditshop.ledger.models import GRANTS, HOLDS, WALLETS
from creditshop.ledger.operations import INTERNAL, Expire
from creditshop.ledger.post import post

KIND = "ledger.expire"
_AT_ONCE = 100
_IS_OPEN: ColumnElement[bool] = literal_column(f"{GRANTS.name}.open")  # `open = 1` would not fit the partial index


def register_jobs(kinds: Registry = registry) -> None:
    """Register the job that lets credits expire, every minute."""
    kinds.register(KIND, expire)
    kinds.schedule(KIND, KIND, timedelta(minutes=1))


async def expire(run: JobRun) -> Effect:
    """The job: as many grants and holds as one transaction should hold; another job does the next ones."""
    return partial(_expire_and_go_on, run)


def _expire_and_go_on(run: JobRun, session: Session) -> None:
    if expire_due(session, now=run.now) == _AT_ONCE:
        enqueue(session, KIND, {}, key=f"{KIND}:after:{run.id}", run_at=run.now)


def expire_due(session: Session, *, now: datetime, limit: int = _AT_ONCE) -> int:
    """Let what is due expire on the wallets of up to `limit` due grants and as many due holds.

    Returns how many it saw of what there were more of.
    """
    connection = session.connection()
    grants, holds = (connection.scalars(due(limit, now)).all() for due in (due_grants, due_holds))
    wallets = sorted({*grants, *holds})
    post(session, [Expire(wallet_id, INTERNAL, new_id("exp"), "system") for wallet_id in wallets], now=now)
    return max(len(grants), len(holds))


def due_grants(limit: int, now: datetime) -> Select[str]:
    """The wallets of the grants that are due, the longest due first, through the index of open grants."""
    due = select(GRANTS.c.wallet_id).where(_IS_OPEN, GRANTS.c.expires_at <= now)
    return due.order_by(GRANTS.c.expires_at).limit(limit)


def due_holds(limit: int, now: datetime) -> Select[str]:
    """The wallets of the holds whose time is over, the longest over first, through the index of open holds."""
    due = select(HOLDS.c.wallet_id).where(IS_OPEN_HOLD, HOLDS.c.expires_at <= now)
    return due.order_by(HOLDS.c.expires_at).limit(limit)


@dataclass(frozen=True, slots=True)
class Expiring:
    """A wallet with credits that expire soon: how many in all, and when the first of them do."""

    wallet_id: str
    owner_id: str
    credits: int
    first: datetime


def expiring(session: Session, *, now: datetime, until: datetime, after: str, limit: int) -> tuple[Expiring, ...]:
    """Up to `limit` wallets, by id above `after`, with credits to spend that expire after `now` and by `until`."""
    left, first = func.sum(GRANTS.c.remaining), func.min(GRANTS.c.expires_at)
    query = (
        select(WALLETS.c.id, WALLETS.c.owner_id, left, first)
        .join(GRANTS, GRANTS.c.wallet_id == WALLETS.c.id)
        .where(_IS_OPEN, GRANTS.c.expires_at > now, GRANTS.c.expires_at <= until, WALLETS.c.id > after)
        .group_by(WALLETS.c.id, WALLETS.c.owner_id)
        .order_by(WALLETS.c.id)
        .limit(limit)
    )
    rows = session.connection().execute(query)
    return tuple(Expiring(wallet_id, owner_id, int(credits_), moment) for wallet_id, owner_id, credits_, moment in rows)
