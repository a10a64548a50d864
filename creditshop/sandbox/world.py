"""One sandbox: where it keeps its state, what it was told at the start, and its clock."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from creditshop.sandbox.store import Store, Transaction
from creditshop.sandbox.work import Work

_OFFSET = "clock_offset_seconds"


def system_clock() -> datetime:
    """The time of day, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Sandbox:
    """What every request and background step of this sandbox shares."""

    store: Store
    secret_key: str
    webhook_secrets: tuple[str, ...]
    webhook_url: str | None
    base_url: str
    clock: Callable[[], datetime] = system_clock
    alarms: set[asyncio.Event] = field(default_factory=set)

    @contextmanager
    def work(self, request_id: str | None = None, idempotency_key: str | None = None) -> Iterator[Work]:
        """One unit of work in one transaction, committed if the block does not raise."""
        with self.store.begin() as tx:
            work = Work(
                tx=tx,
                now=int(self.now(tx)),
                base_url=self.base_url,
                webhook_url=self.webhook_url,
                request_id=request_id,
                idempotency_key=idempotency_key,
            )
            work.keep_given_endpoint()
            yield work

    def now(self, tx: Transaction) -> float:
        """The sandbox's time in Unix seconds: the clock, moved as far as the controls say."""
        return self.clock().timestamp() + (tx.setting(_OFFSET) or 0)

    def move_clock(self, tx: Transaction, offset_seconds: float) -> None:
        """Let the sandbox's time run ahead of the clock by this much."""
        tx.set_setting(_OFFSET, offset_seconds)

    def wake(self) -> None:
        """Something may be due now: do not wait for the next look."""
        for alarm in self.alarms:
            alarm.set()
