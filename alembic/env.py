"""Alembic's entry: the same engine and metadata as the shop. Migrations speak plain SQLAlchemy, not our types.

All of them run in one transaction, on both databases. SQLite changes a constraint by making the table anew, which drops
the old one; while foreign keys are on, that would ask the tables that refer to it. So they are off meanwhile, which can
only be said outside a transaction, and whatever refers to nothing afterwards undoes it all.
"""

from typing import Any, Literal

from sqlalchemy import Connection
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

from alembic import context
from creditshop.config import settings
from creditshop.database import UtcDateTime, migrations
from creditshop.database.engine import make_engine
from creditshop.database.tables import import_models


def render_item(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """How an item is written into a new migration, where it differs from Alembic's own way."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, AutoString):
        return "sa.String()"
    return False


def wait_for_our_turn(connection: Connection) -> None:
    """One host migrates at a time, as long as it takes; but for a table it waits briefly, since others wait behind it.

    For the session, not the transaction: a migration that makes an index CONCURRENTLY ends the transaction.
    """
    connection.exec_driver_sql("SET statement_timeout = 0")
    connection.exec_driver_sql("SET lock_timeout = 0")
    connection.exec_driver_sql(f"SELECT pg_advisory_lock({migrations.ONE_AT_A_TIME})")
    connection.exec_driver_sql(f"SET lock_timeout = '{migrations.LOCK_TIMEOUT}'")


def migrate(connection: Connection, *, is_sqlite: bool) -> None:
    """Run the migrations that were asked for, all or none."""
    applied: list[Any] = []
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_item=render_item,
        render_as_batch=is_sqlite,
        compare_type=True,
        transactional_ddl=True,
        on_version_apply=lambda **step: applied.append(step),
    )
    if is_sqlite:
        connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
    with context.begin_transaction():
        if not is_sqlite:
            wait_for_our_turn(connection)
        context.run_migrations()
        if is_sqlite and applied and (lost := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
            raise RuntimeError(f"After the migration rows refer to nothing, so it is undone: {lost[:10]}")


def migrate_alone() -> None:
    """On a connection of our own."""
    engine = make_engine(context.config.attributes.get("url") or settings().database_url.get_secret_value())
    try:
        with engine.connect() as connection:
            migrate(connection, is_sqlite=connection.dialect.name == "sqlite")
    finally:
        engine.dispose()  # and with it the connection that holds our turn, or does not ask for foreign keys


import_models()
if (given := context.config.attributes.get("connection")) is not None:
    migrate(given, is_sqlite=False)
else:
    migrate_alone()
