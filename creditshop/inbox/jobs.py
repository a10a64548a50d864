"""The inbox's own job: one more try of one event."""

from functools import partial

from creditshop.inbox.receiving import RETRY_JOB, retry
from creditshop.jobs import Effect, JobRun, Registry, registry


async def _retry(run: JobRun) -> Effect:
    return partial(retry, event_id=run.args["event_id"], now=run.now)


def register_jobs(kinds: Registry = registry) -> None:
    """Have a runner try failed and waiting events again."""
    kinds.register(RETRY_JOB, _retry)
