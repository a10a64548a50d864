"""PostgreSQL: every table by COPY out of one snapshot, and back in one transaction, without PostgreSQL's own programs.

The schema is not in the archive: the migrations make it, up to the revision that the archive names.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import Connection, inspect, text

from creditshop.backup.archive import Reader, Writer
from creditshop.backup.contents import contents, count, is_empty, quoted, tables
from creditshop.backup.errors import ArchiveDamaged, TargetExists
from creditshop.backup.manifest import Contents
from creditshop.database import migrations
from creditshop.database.engine import make_engine

_FOLDER: Final = "database/"
_UNHURRIED: Final = "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0"


def dump(url: str, writer: Writer) -> Contents:
    """Add every table to the archive, all as they are at one moment. Nobody waits for it, but a migration would."""
    engine = make_engine(url, read_only=True)
    try:
        with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
            connection.execute(text(_UNHURRIED))
            found = contents(connection)
            for table in found.rows:
                with (
                    writer.part(_part(table)) as part,
                    _copy(connection, f"{_columns(connection, table)} TO STDOUT") as rows,
                ):
                    for data in rows:
                        part.write(data)
        return found
    finally:
        engine.dispose()


@contextmanager
def loaded(url: str, reader: Reader) -> Iterator[None]:
    """Schema and rows of the archive, committed when the block has ended. Raises TargetExists for a database in use."""
    engine = make_engine(url)
    try:
        with engine.begin() as connection:
            connection.execute(text(_UNHURRIED))
            _refuse_unless_empty(connection)
            migrations.upgrade_on(connection, reader.manifest.contents.revision)
            for table in reversed(tables(connection)):  # what a migration has written is in the archive, too
                connection.execute(text(f"DELETE FROM {quoted(connection, table)}"))  # noqa: S608 - a table's own name
            for table, expected in reader.manifest.contents.rows.items():
                _fill(connection, reader, table, expected)
            yield
    finally:
        engine.dispose()


def refuse_unless_empty(url: str) -> None:
    """Raise TargetExists when the database has tables."""
    engine = make_engine(url, read_only=True)
    try:
        with engine.connect() as connection:
            _refuse_unless_empty(connection)
    finally:
        engine.dispose()


def _refuse_unless_empty(connection: Connection) -> None:
    if not is_empty(connection):
        raise TargetExists("The database has tables already: restore into a new one (CREATE DATABASE).")


def _fill(connection: Connection, reader: Reader, table: str, expected: int) -> None:
    with reader.part(_part(table)) as part, _copy(connection, f"{_columns(connection, table)} FROM STDIN") as rows:
        while data := part.read():
            rows.write(data)
    if (found := count(connection, table)) != expected:
        raise ArchiveDamaged(f"The archive has {found} rows of {table}, not {expected} as its manifest says.")


def _copy(connection: Connection, how: str) -> Any:
    driver: Any = connection.connection.driver_connection
    return driver.cursor().copy(f"COPY {how}")


def _columns(connection: Connection, table: str) -> str:
    """By name: a column that a migration added to a table stands last there, and not always where a model has it."""
    names = sorted(column["name"] for column in inspect(connection).get_columns(table))
    return f"{quoted(connection, table)} ({', '.join(quoted(connection, name) for name in names)})"


def _part(table: str) -> str:
    return f"{_FOLDER}{table}.copy"
