"""Processes that are killed: one server forks all of them, so that the shop is imported once."""

import multiprocessing
import multiprocessing.forkserver

_DYING = ["tests.backup.dying", "tests.crash.dying"]  # whichever tests come first, there is one server for a process
forks = multiprocessing.get_context("forkserver")


def start_server() -> None:
    """Import the shop in the process that forks; call this where `tests` can be imported from."""
    forks.set_forkserver_preload(_DYING)
    multiprocessing.forkserver.ensure_running()
