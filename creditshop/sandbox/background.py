"""What happens by itself: sessions expire, debits settle, refunds arrive, disputes come, events are delivered."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from creditshop.sandbox import aftermath, checkout
from creditshop.sandbox.json_types import Object
from creditshop.sandbox.objects import balance, disputes, refunds, sessions
from creditshop.sandbox.webhooks import deliver_forever
from creditshop.sandbox.work import Work
from creditshop.sandbox.world import Sandbox

LOOK_EVERY_SECONDS = 0.5
logger = logging.getLogger(__name__)

# What becomes of an object when its time has come.
_CHANGES: dict[str, Callable[[Work, Object], object]] = {
    "aftermath": aftermath.happen,
    "balance_transaction": balance.make_available,
    "checkout.session": sessions.close_unpaid,
    "dispute": disputes.decide_due,
    "payment_intent": checkout.settle,
    "refund": refunds.decide,
}


@asynccontextmanager
async def running(sandbox: Sandbox) -> AsyncIterator[None]:
    """Keep the sandbox alive while the block runs."""
    loops = [
        asyncio.create_task(_keep_on(sandbox, work), name=f"sandbox {work.__name__}")
        for work in (change_forever, deliver_forever)
    ]
    try:
        yield
    finally:
        for loop in loops:
            loop.cancel()
            with suppress(asyncio.CancelledError):
                await loop
        sandbox.store.close()


def change_due(sandbox: Sandbox) -> int:
    """Let everything happen whose time has come; returns how many objects changed."""
    with sandbox.work() as work:
        due = work.tx.due(work.now)
        for thing in due:
            _CHANGES[thing["object"]](work, thing)
        return len(due)


async def change_forever(sandbox: Sandbox, alarm: asyncio.Event, look_every_seconds: float) -> None:
    """Watch the clock."""
    while True:
        if await asyncio.to_thread(change_due, sandbox):
            sandbox.wake()
        with suppress(TimeoutError):
            async with asyncio.timeout(look_every_seconds):
                await alarm.wait()
        alarm.clear()


async def _keep_on(sandbox: Sandbox, work: Callable[[Sandbox, asyncio.Event, float], Awaitable[None]]) -> None:
    alarm = asyncio.Event()
    sandbox.alarms.add(alarm)
    try:
        while True:
            try:
                await work(sandbox, alarm, LOOK_EVERY_SECONDS)
            except Exception:  # the loop must outlive any one failure, which the log shows
                logger.exception("The sandbox's background work failed and will be tried again")
                await asyncio.sleep(LOOK_EVERY_SECONDS)
    finally:
        sandbox.alarms.discard(alarm)
