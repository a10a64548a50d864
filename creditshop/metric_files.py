"""The files in which the processes of one data folder keep what they have counted, so that whoever is asked knows all.

prometheus-client writes them by itself (https://prometheus.github.io/client_python/multiprocess/), a set a process; it
looks where at its first import, so a process says so before that.
"""

import os
import socket
import time
from pathlib import Path

_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
_KEPT = 7 * 86_400  # seconds that the files of another host stay after they were last written
_SIZE = 1 << 20  # bytes that prometheus-client gives a file at first


def share(data: Path) -> None:
    """Have this process, and those it forks, keep what they count in `data`, and drop what dead processes left."""
    mine = data / "metrics" / socket.gethostname()  # containers have process ids in common
    mine.mkdir(parents=True, exist_ok=True)
    os.environ[_VARIABLE] = str(mine)
    _make_files()
    os.register_at_fork(after_in_child=_make_files)
    for file in files():
        is_mine = file.parent == mine
        if not _is_alive(file) if is_mine else file.stat().st_mtime < time.time() - _KEPT:
            file.unlink(missing_ok=True)


def is_shared() -> bool:
    """Whether this process's counts are in files, with those of others."""
    return _VARIABLE in os.environ


def files() -> list[Path]:
    """The files of every process that shares this folder, on every host."""
    return sorted(Path(os.environ[_VARIABLE]).parent.glob("*/*.db"))


def _make_files() -> None:
    """This process's files, with all their room on the disk: who writes into a hole of a mapped file when the disk is
    full is killed by the system (SIGBUS). They have their names only when they are whole: others read them any time.
    """
    for kind in ("counter", "histogram"):
        path = Path(os.environ[_VARIABLE], f"{kind}_{os.getpid()}.db")
        if not path.exists():
            draft = path.with_suffix(".new")
            draft.write_bytes(bytes(_SIZE))
            draft.replace(path)


def _is_alive(file: Path) -> bool:
    process = file.stem.rpartition("_")[2]
    try:
        os.kill(int(process), 0)
    except (ProcessLookupError, ValueError):
        return False
    except PermissionError:  # another user's, so there is one
        return True
    return True
