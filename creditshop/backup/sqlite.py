"""SQLite: a copy by its online backup API, of one moment, while the shop goes on writing."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import make_url

from creditshop.backup.archive import Reader, Writer, extract, sync
from creditshop.backup.contents import contents
from creditshop.backup.errors import BackupError, TargetExists
from creditshop.backup.manifest import Contents
from creditshop.database.engine import make_engine

PART: Final = "database/creditshop.db"
_BESIDE: Final = ("", "-wal", "-shm")  # https://sqlite.org/walformat.html: they are one database


def dump(url: str, writer: Writer, scratch: Path) -> Contents:
    """Add the database to the archive. `scratch` is a folder for the copy, which is as large as the database."""
    copy = scratch / "copy.db"
    snapshot(_path(url), copy)
    engine = make_engine(f"sqlite:///{copy}", read_only=True)
    try:
        with engine.connect() as connection:
            found = contents(connection)
    finally:
        engine.dispose()
    writer.copy(copy, PART)
    return found


def snapshot(path: Path, copy: Path) -> None:
    """Copy a database as it is now, in one step: with several, every write of the shop would begin it anew."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True)) as source, _new(copy) as target:
            source.backup(target, pages=-1)
    except sqlite3.Error as error:
        raise BackupError(f"{path} cannot be copied: {error}.") from error


def refuse_unless_empty(url: str) -> None:
    """Raise TargetExists when there is a file, or one that SQLite would take for a part of the new one."""
    for end in _BESIDE:
        path = Path(f"{_path(url)}{end}")
        if path.exists():
            raise TargetExists(f"{path} exists already: restore where there is no database.")


@contextmanager
def loaded(url: str, reader: Reader) -> Iterator[None]:
    """The database of the archive under a name that nobody looks for; it gets its own when the block has ended."""
    path = _path(url)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.restoring")
    try:
        extract(reader, PART, draft)
        yield
        draft.rename(path)
        sync(path.parent)
    finally:
        draft.unlink(missing_ok=True)


def _new(path: Path) -> closing[sqlite3.Connection]:
    return closing(sqlite3.connect(path))


def _path(url: str) -> Path:
    return Path(make_url(url).database or "")
