"""kill -9 amid the work: another worker takes over within a lease, and every effect is there exactly once."""

import asyncio
import subprocess
import sys
from pathlib import Path

from creditshop.database import read, transact
from creditshop.jobs import Runner
from tests.conftest import Database
from tests.jobs.crashing import JOBS, REACHED
from tests.jobs.runners import kinds, running, until
from tests.jobs.tables import create_effects, effects, put, row

ROOT = Path(__file__).parents[2]


async def test_another_worker_takes_over_from_a_killed_one(db: Database) -> None:
    await transact(create_effects)
    for job in JOBS:
        await transact(put, job)
    await asyncio.to_thread(_start_and_kill)
    async with running(Runner(kinds(), poll=0.05)):
        for job in JOBS:
            await until(job, state="done")
    assert [(await read(row, job))["attempts"] for job in JOBS] == [1, 2, 2]
    assert await read(effects) == len(JOBS)


def _start_and_kill() -> None:
    command = [sys.executable, "-m", "tests.jobs.crashing"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as worker:
        assert worker.stdout is not None
        said = worker.stdout.readline()
        worker.kill()
    assert said == REACHED
