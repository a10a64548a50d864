"""What waits in the database, counted as far as an index goes in no time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from creditshop import fraud, inbox, jobs, notices, refunds
from creditshop.clock import utcnow

MOST = 10_000  # more than this is trouble enough: nothing is counted further


@dataclass(frozen=True, slots=True)
class Backlog:
    """How much waits, by state, and for how many seconds; what is only one figure has the name ``""``."""

    events: Mapping[str, float]
    event_age: Mapping[str, float]
    jobs: Mapping[str, float]
    job_age: Mapping[str, float]
    mails: Mapping[str, float]
    disputes: Mapping[str, float]
    flags: Mapping[str, float]


def backlog(session: Session) -> Backlog:
    """Everything that waits now, each at most MOST."""
    now = utcnow()
    events, oldest = inbox.unsettled(session, most=MOST), inbox.oldest_unsettled(session)
    waiting, first = jobs.backlog(session, most=MOST)
    return Backlog(
        events=events,
        event_age={state: _age(at, now) for state, at in oldest.items()},
        jobs=waiting,
        job_age={"": _age(first, now)},
        mails=notices.unsent(session, most=MOST),
        disputes={"": refunds.count_open_disputes(session, most=MOST)},
        flags={"": fraud.count_open_flags(session, most=MOST)},
    )


def _age(since: datetime | None, now: datetime) -> float:
    return max(0.0, (now - since).total_seconds()) if since else 0.0
