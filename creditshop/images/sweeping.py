"""The job that removes files nobody needs: of deleted pictures and broken-off uploads, and what was made long ago."""

import asyncio
from datetime import timedelta
from functools import partial

from creditshop.database import read
from creditshop.images import store
from creditshop.images.charging import forget_charges
from creditshop.images.pictures import unknown
from creditshop.jobs import Effect, JobRun, Registry, registry

_KIND = "images.sweep"
_AT_ONCE = 500


def register_jobs(kinds: Registry = registry) -> None:
    """Register the job, once an hour."""
    kinds.register(_KIND, sweep)
    kinds.schedule(_KIND, _KIND, timedelta(hours=1))


async def sweep(run: JobRun) -> Effect:
    """The job; safe to break off and to repeat."""
    stored = await asyncio.to_thread(store.pictures_stored)
    for start in range(0, len(stored), _AT_ONCE):
        gone = await read(unknown, stored[start : start + _AT_ONCE])
        await asyncio.to_thread(store.remove, gone)
    await asyncio.to_thread(store.trim)
    return partial(forget_charges, now=run.now)
