"""A process that does one act and dies at its n-th step, as kill -9 and a power cut have it.

A step is the moment before or after a statement, before a commit, or after it. One server forks a process for each
death, so that the shop is imported once.
"""

import itertools
import multiprocessing
import multiprocessing.forkserver
import os
import signal
from pathlib import Path
from typing import Any

from sqlalchemy import event

from creditshop.config import settings
from creditshop.database import transact_sync
from creditshop.database.engine import writer
from tests.crash.acts import ACTS, wire

STEPS = ("before_cursor_execute", "after_cursor_execute", "commit", "checkin")
_forks = multiprocessing.get_context("forkserver")


def start_server() -> None:
    """Import the shop in the process that forks; call this where `tests` can be imported from."""
    _forks.set_forkserver_preload([__name__])
    multiprocessing.forkserver.ensure_running()


def survives(act: str, subject: Any, *, step: int) -> bool:
    """Do the act in a process of its own that dies at this step; whether it came to its end before."""
    process = _forks.Process(target=_do, args=(act, subject, step, dict(os.environ), Path.cwd()))
    process.start()
    process.join()
    assert process.exitcode in (0, -signal.SIGKILL), process.exitcode
    return process.exitcode == 0


def _do(act: str, subject: Any, fatal: int, environment: dict[str, str], folder: Path) -> None:
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
