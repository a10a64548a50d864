"""The inbox's own job: one more try of one event."""

from functools import partial

from sqlmodel import Session

from creditshop.inbox.receiving import RETRY_JOB, give_up, retry
from creditshop.jobs import Effect, JobRun, Registry, registry


async def _retry(run: JobRun) -> Effect:
    return partial(retry, event_id=run.args["event_id"], now=run.now)


def _gave_up(session: Session, run: JobRun, error: str) -> None:
    give_up(session, run.args["event_id"], error)


def register_jobs(kinds: Registry = registry) -> None:
    """Have a runner try failed and waiting events again."""
    kinds.register(RETRY_JOB, _retry, gave_up=_gave_up)
