"""How a job ends otherwise than by succeeding, and what an admin's request may run into."""

from datetime import datetime


class Postpone(Exception):
    """Raised by a handler: not yet. The job runs again at `run_at`, and this try does not count."""

    def __init__(self, run_at: datetime) -> None:
        super().__init__(f"postponed to {run_at.isoformat()}")
        self.run_at = run_at


class GiveUp(Exception):
    """Raised by a handler: no further try can succeed, so the job is dead at once; the message says why."""


class LeaseLost(Exception):
    """Another worker has taken the job over, or an admin has; this run's result is discarded."""


class JobNotFound(Exception):
    """No job has this id."""


class JobNotDead(Exception):
    """Only a dead job is retried by hand; the others are retried by themselves."""
