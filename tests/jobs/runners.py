"""Kinds of jobs, and runners to run them while a test looks on."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from creditshop.database import read
from creditshop.jobs import Effect, JobRun, Registry, Runner
from tests.jobs.tables import row, take_effect


async def note(run: JobRun) -> Effect:
    return partial(take_effect, job=run.key)


def kinds(handler: object = note, **options: object) -> Registry:
    made = Registry()
    made.register("note", handler, **options)  # type: ignore[arg-type]
    return made


async def until(key: str, **wanted: object) -> None:
    """Wait until the job looks as wanted."""
    async with asyncio.timeout(20):
        while not wanted.items() <= (await read(row, key)).items():
            await asyncio.sleep(0.02)


@asynccontextmanager
async def running(runner: Runner) -> AsyncIterator[asyncio.Event]:
    stop = asyncio.Event()
    task = asyncio.create_task(runner.run(stop))
    yield stop
    stop.set()
    async with asyncio.timeout(20):
        await task
