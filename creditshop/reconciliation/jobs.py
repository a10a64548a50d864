"""The comparison as a job: every hour, and whenever somebody asks for it."""

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import partial

from sqlmodel import Session

from creditshop.audit import Actor, record
from creditshop.database import read, transact
from creditshop.jobs import Effect, JobRun, Registry, enqueue, registry
from creditshop.reconciliation.comparison import Comparison
from creditshop.reconciliation.keeping import begin_from, keep
from creditshop.reconciliation.running import run

KIND = "reconciliation.run"
_types: set[str] = set()


def bind(types: Collection[str]) -> None:
    """Fetch missed events of these types: those that the shop handles."""
    _types.clear()
    _types.update(types)


def register_jobs(kinds: Registry = registry) -> None:
    """Register the job, every hour."""
    kinds.register(KIND, _compare, limit=timedelta(minutes=45))
    kinds.schedule(KIND, KIND, timedelta(hours=1))


def ask_for(session: Session, *, by: Actor, now: datetime) -> None:
    """Compare as soon as possible; asked for twice within a minute, once."""
    record(session, by, "difference.look", "", now=now)
    enqueue(session, KIND, {}, key=f"{KIND}:asked:{now:%Y%m%dT%H%M}", run_at=now)


async def reconcile(*, since: datetime | None = None, now: datetime) -> Comparison:
    """Compare now, from where the last comparison ended or from `since`, and keep what was found."""
    begin = await read(begin_from, now) if since is None else since
    seen = await run(begin, types=_types, now=now)
    await transact(keep, seen, now=now)
    return seen


async def _compare(job: JobRun) -> Effect:
    seen = await run(await read(begin_from, job.now), types=_types, now=job.now)
    return partial(keep, seen=seen, now=job.now)
