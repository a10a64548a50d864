"""What every process of the shop binds before it works, and the process that does nothing but jobs."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from creditshop import (
    accounts,
    alerts,
    checkout,
    closing,
    fraud,
    handlers,
    images,
    inbox,
    insights,
    jobs,
    ledger,
    logs,
    notices,
    outgoing,
    reconciliation,
    refunds,
    reminders,
    tracing,
)
from creditshop.config import Settings, SettingsError
from creditshop.database import announcements, transactions
from creditshop.jobs import Runner
from creditshop.payments import current
from creditshop.providers.stripe import StripeGateway, parse_event, verify_webhook
from creditshop.ui import live

_AT_ONCE = 32  # outgoing webhooks: they do little but wait for their receivers


def wire(config: Settings) -> StripeGateway:
    """Bind the payment provider, the event table, who listens, and the kinds of jobs.

    Returns the gateway, to be closed at the end.
    """
    tracing.start(config)
    logs.configure(config, *tracing.processors())
    gateway = StripeGateway(config.stripe_key, config.stripe_url)
    current.bind(gateway, verify_webhook, parse_event)
    inbox.bind(handlers.HANDLERS, handlers.AWAITED)
    reconciliation.bind(handlers.HANDLERS)
    ledger.guard(refunds.frozen)
    ledger.listen(outgoing.on_posted)
    checkout.screen(fraud.SCREEN)
    checkout.listen(refunds.on_paid)
    checkout.listen(fraud.on_paid)
    checkout.listen(fraud.watch)
    for part in (
        jobs,
        notices,
        inbox,
        accounts,
        checkout,
        refunds,
        fraud,
        ledger,
        images,
        outgoing,
        reminders,
        insights,
        reconciliation,
        alerts,
        closing,
    ):
        part.register_jobs()
    return gateway


@asynccontextmanager
async def running_jobs() -> AsyncIterator[None]:
    """Do jobs while the block runs; at its end, finish those that have begun."""
    runners, stop = (Runner(), Runner(outgoing.lane, concurrency=_AT_ONCE)), asyncio.Event()
    for runner in runners:
        announcements.bind(runner.hear)
    tasks = [asyncio.create_task(runner.run(stop)) for runner in runners]
    try:
        yield
    finally:
        stop.set()
        await asyncio.gather(*tasks)


async def run_worker(config: Settings) -> None:
    """Do jobs until SIGINT or SIGTERM. Raises SettingsError on SQLite, whose one writer is the web server."""
    if config.is_sqlite:
        raise SettingsError("On SQLite the web server runs the jobs itself: `worker` is for PostgreSQL.")
    gateway, ended = wire(config), asyncio.Event()
    live.bind()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    async with running_jobs():
        await ended.wait()
    await gateway.close()
    transactions.shutdown()
    tracing.stop()
