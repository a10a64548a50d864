"""Backing up and restoring in a process that is killed at its n-th step, with SIGKILL: nothing of it can tidy up.

A step is a statement, or a file or folder that is opened, made, renamed or removed. One server forks a process for each
death, so that the shop is imported once.
"""

import itertools
import multiprocessing
import multiprocessing.forkserver
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

FILE_EVENTS = {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "sqlite3.connect"}
Act = Callable[[Settings, Path], Manifest]
ACTS: dict[str, Act] = {"backup": back_up, "restore": restore}
_forks = multiprocessing.get_context("forkserver")


def start_server() -> None:
    """Import the shop in the process that forks; call this where `tests` can be imported from."""
    _forks.set_forkserver_preload([__name__])
    multiprocessing.forkserver.ensure_running()


def steps_of(act: str, shop: Settings, path: Path) -> int:
    """Do it to its end, and return how many steps it took."""
    steps = _run(act, shop, path, fatal=0)
    assert steps is not None
    return steps


def die(act: str, shop: Settings, path: Path, *, step: int) -> None:
    """Do it up to this step."""
    assert _run(act, shop, path, fatal=step) is None


def _run(act: str, shop: Settings, path: Path, fatal: int) -> int | None:
    ours, theirs = _forks.Pipe()
    process = _forks.Process(target=_do, args=(act, shop, path, fatal, theirs))
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
