"""A worker to be killed while it does three jobs: one is done, one is still in its handler, one amid its effect."""

import asyncio
import sys
import threading
from datetime import timedelta
from functools import partial

from sqlmodel import Session

from creditshop.database import read
from creditshop.jobs import Effect, JobRun, Registry, Runner
from tests.jobs.tables import row, take_effect

JOBS = ("done", "handled", "in effect")
REACHED = "reached\n"


async def _handle(run: JobRun) -> Effect:
    if run.key == "handled":
        await asyncio.Event().wait()
    if run.key == "in effect":
        while (await read(row, "done"))["state"] != "done":
            await asyncio.sleep(0.02)
        return _effect_without_end
    return partial(take_effect, job=run.key)


def _effect_without_end(session: Session) -> None:
    take_effect(session, "in effect")
    sys.stdout.write(REACHED)
    sys.stdout.flush()
    threading.Event().wait()  # until the test kills this process


if __name__ == "__main__":
    kinds = Registry()
    kinds.register("note", _handle)
    asyncio.run(Runner(kinds, lease=timedelta(seconds=1)).drain())
