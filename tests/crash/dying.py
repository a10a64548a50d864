"""A process that does one act and is killed at its n-th step, with SIGKILL: nothing of it can tidy up.

A step is the moment before or after a statement, before a commit, or after it. Each death has a process of its own:
see forks.py.
"""

import gc
import itertools
import os
import signal
from pathlib import Path
from typing import Any

import psycopg  # noqa: F401 - here, and not in each process
from sqlalchemy import event
from sqlalchemy.orm import configure_mappers

from creditshop.config import settings
from creditshop.database import transact_sync
from creditshop.database.engine import writer
from tests.crash.acts import ACTS, wire
from tests.forks import forks

STEPS = ("before_cursor_execute", "after_cursor_execute", "commit", "checkin")
configure_mappers()  # here, like the imports, and not in each process


def survives(act: str, subject: Any, *, step: int) -> bool:
    """Do the act in a process of its own that dies at this step; whether it came to its end before."""
    process = forks.Process(target=_do, args=(act, subject, step, dict(os.environ), Path.cwd()))
    process.start()
    process.join()
    assert process.exitcode in (0, -signal.SIGKILL), process.exitcode
    return process.exitcode == 0


def _do(act: str, subject: Any, fatal: int, environment: dict[str, str], folder: Path) -> None:
    gc.disable()  # to collect would copy all the memory that is shared with the server, for a life so short
    os.chdir(folder)
    os.environ.update(environment)
    settings.cache_clear()
    wire()
    writer().connect().close()
    steps = itertools.count(1)

    def step(*_: object) -> None:
        if next(steps) == fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    for moment in STEPS:
        event.listen(writer(), moment, step)
    transact_sync(ACTS[act].do, subject)
