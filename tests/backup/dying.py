"""Backing up and restoring in a process that is killed at its n-th step, with SIGKILL: nothing of it can tidy up.

A step is a statement, or a file or folder that is opened, made, renamed or removed. Each death has a
process of its own: see forks.py.
"""

import itertools
import os
import signal
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import psycopg  # noqa: F401 - here, and not in each process
from sqlalchemy import Engine, event

from creditshop.backup import Manifest, back_up, restore
from creditshop.config import Settings
from tests.forks import forks

FILE_EVENTS = {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "sqlite3.connect"}
Act = Callable[[Settings, Path], Manifest]
ACTS: dict[str, Act] = {"backup": back_up, "restore": restore}


def steps_of(act: str, shop: Settings, path: Path) -> int:
    """Do it to its end, and return how many steps it took."""
    steps = _run(act, shop, path, fatal=0)
    assert steps is not None
    return steps


def die(act: str, shop: Settings, path: Path, *, step: int) -> None:
    """Do it up to this step."""
    assert _run(act, shop, path, fatal=step) is None


def _run(act: str, shop: Settings, path: Path, fatal: int) -> int | None:
    ours, theirs = forks.Pipe()
    process = forks.Process(target=_do, args=(act, shop, path, fatal, theirs))
    process.start()
    theirs.close()
    process.join()
    assert process.exitcode == (0 if fatal == 0 else -signal.SIGKILL), process.exitcode
    return ours.recv() if fatal == 0 else None


def _do(act: str, shop: Settings, path: Path, fatal: int, told: Connection) -> None:
    counter, seen = itertools.count(1), 0

    def step(*_: object) -> None:
        nonlocal seen
        seen = next(counter)
        if seen == fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(name: str, args: tuple[object, ...]) -> None:
        if name in FILE_EVENTS and str(path.parent) in str(args[0]):
            step()

    sys.addaudithook(watch)
    event.listen(Engine, "before_cursor_execute", step)
    ACTS[act](shop, path)
    told.send(seen)
