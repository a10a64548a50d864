"""The audit log: who of the staff did what, when, from where; before and after. Written with the act, never changed.

Every act of staff is one function that does it and records it, run in one transaction:

    def retry_job(session: Session, job_id: str, *, by: Actor, now: datetime) -> None:
        with noting(session, by, "job.retry", job_id, _job, now=now):
            jobs.retry(session, job_id, now=now)

    await transact(retry_job, job_id, by=actor(self, user), now=utcnow())

`noting` looks at the target before and after and keeps what differs; where that does not fit, call `record` with what
is known. Acts that only compose services of others stand in ui/states/acts.py. An action is called `area.act`; its
words are the text `audit.action.area.act`, those of its area `audit.area.area`.

The log can never be changed, so it holds no secrets and nothing about customers that they may ask to be forgotten:
their ids, never their addresses or names.
"""

from creditshop.audit import protection  # noqa: F401 - attaches the append-only triggers to the table
from creditshop.audit.listing import AuditPage, AuditView, Search, actions, entries
from creditshop.audit.recording import COMMAND_LINE, Actor, Value, noting, record

__all__ = [
    "COMMAND_LINE",
    "Actor",
    "AuditPage",
    "AuditView",
    "Search",
    "Value",
    "actions",
    "entries",
    "noting",
    "record",
]
