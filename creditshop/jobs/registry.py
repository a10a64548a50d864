"""What a kind of job does and what runs on a schedule; the composition root fills it before a runner starts."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel import Session

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class JobRun:
    """One try of a job. `attempt` counts from 1; `claim` tells this claim from every other of the same job."""

    id: str
    key: str
    kind: str
    args: dict[str, Any]
    attempt: int
    claim: int
    now: datetime


Effect = Callable[[Session], object]  # what it returns is dropped
Handler = Callable[[JobRun], Awaitable[Effect | None]]
GaveUp = Callable[[Session, JobRun, str], None]


@dataclass(frozen=True, slots=True)
class Kind:
    """How jobs of one kind are run, see `Registry.register`."""

    handler: Handler
    attempts: int
    limit: timedelta
    gave_up: GaveUp | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the schedule: a job of `kind` once in every span of `every`."""

    name: str
    kind: str
    every: timedelta

    def slot(self, now: datetime) -> datetime:
        """When the span that `now` lies in began."""
        return now - (now - _EPOCH) % self.every

    def next_slot(self, now: datetime) -> datetime:
        """When the next span begins, and its job is due."""
        return self.slot(now) + self.every


class Registry:
    """Kinds and schedule of one process."""

    def __init__(self) -> None:
        self.kinds: dict[str, Kind] = {}
        self.entries: dict[str, Entry] = {}

    def register(
        self,
        kind: str,
        handler: Handler,
        attempts: int = 10,
        *,
        limit: timedelta = timedelta(minutes=1),
        gave_up: GaveUp | None = None,
    ) -> None:
        """Run jobs of `kind` with `handler`.

        The handler makes the calls to the outside; the effect that it returns runs in the transaction that finishes
        the job. A try ends after `limit`. After `attempts` failed tries, or at once when the handler raises GiveUp,
        the job is dead and `gave_up(session, run, error)` runs in that transaction. A handler that raises Postpone is
        run again later, without a try being counted.
        """
        self.kinds[kind] = Kind(handler, attempts, limit, gave_up)

    def schedule(self, name: str, kind: str, every: timedelta) -> None:
        """Enqueue a job of `kind`, with no arguments, once in every span of `every`, however many workers run."""
        self.entries[name] = Entry(name, kind, every)


registry = Registry()
register = registry.register
schedule = registry.schedule
