"""Jobs: rows written in the transaction that causes them, done by a worker after its commit. See README.md."""

from datetime import timedelta

from creditshop.jobs.admin import forget, retry, retry_key
from creditshop.jobs.errors import GiveUp, JobNotDead, JobNotFound, LeaseLost, Postpone
from creditshop.jobs.listing import JobView, Stage, backlog, deaths, job, jobs
from creditshop.jobs.models import JobState
from creditshop.jobs.queue import enqueue
from creditshop.jobs.registry import Effect, Entry, Handler, JobRun, Registry, register, registry, schedule
from creditshop.jobs.runner import Runner

__all__ = [
    "Effect",
    "Entry",
    "GiveUp",
    "Handler",
    "JobNotDead",
    "JobNotFound",
    "JobRun",
    "JobState",
    "JobView",
    "LeaseLost",
    "Postpone",
    "Registry",
    "Runner",
    "Stage",
    "backlog",
    "deaths",
    "enqueue",
    "job",
    "jobs",
    "register",
    "register_jobs",
    "registry",
    "retry",
    "retry_key",
    "schedule",
]


def register_jobs(kinds: Registry = registry) -> None:
    """Register this package's own job, which forgets what is long done, once a day."""
    kinds.register("jobs.forget", forget)
    kinds.schedule("jobs.forget", "jobs.forget", timedelta(days=1))
