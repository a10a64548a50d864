"""What a database holds, asked of the database itself, and by no model: a backup may be of an earlier schema."""

from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

from creditshop.backup.errors import BackupError
from creditshop.backup.manifest import Contents
from creditshop.config import Mode

VERSIONS = "alembic_version"  # Alembic writes this table itself


def contents(connection: Connection) -> Contents:
    """What this connection sees. Raises BackupError for a database that is no shop's."""
    revision = MigrationContext.configure(connection).get_current_revision()
    mode, account = _identity(connection) if revision else ("", None)
    if not revision or not mode:
        raise BackupError("There is no shop in this database: nothing to back up.")
    return Contents(
        kind="sqlite" if connection.dialect.name == "sqlite" else "postgresql",
        server=".".join(map(str, connection.dialect.server_version_info or ())),
        revision=revision,
        mode=Mode(mode),
        account=account,
        rows={table: count(connection, table) for table in tables(connection)},
    )


def _identity(connection: Connection) -> tuple[str, str | None]:
    row = connection.execute(text("SELECT mode, stripe_account FROM shop_identity")).one_or_none()
    return (row.mode, row.stripe_account) if row else ("", None)


def tables(connection: Connection) -> list[str]:
    """The names of all tables but Alembic's, none before one that it refers to."""
    names = [name for name, _ in inspect(connection).get_sorted_table_and_fkc_names() if name]
    return [name for name in names if name != VERSIONS]


def is_empty(connection: Connection) -> bool:
    """Whether there is no table at all."""
    return not inspect(connection).get_table_names()


def quoted(connection: Connection, name: str) -> str:
    """A name as it stands in a statement."""
    return connection.dialect.identifier_preparer.quote(name)


def count(connection: Connection, table: str) -> int:
    """How many rows a table has."""
    rows: int = connection.execute(text(f"SELECT count(*) FROM {quoted(connection, table)}")).scalar_one()  # noqa: S608 - its own name
    return rows
