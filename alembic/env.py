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
from creditshop.database import UtcDateTime
from creditshop.database.engine import make_engine
from creditshop.database.tables import import_models


def render_item(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """How an item is written into a new migration, where it differs from Alembic's own way."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, AutoString):
        return "sa.String()"
    return False


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
            connection.exec_driver_sql("SET LOCAL statement_timeout = 0")  # an index of a large table takes its time
        context.run_migrations()
        if is_sqlite and applied and (lost := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
            raise RuntimeError(f"After the migration rows refer to nothing, so it is undone: {lost[:10]}")


import_models()
engine = make_engine(context.config.attributes.get("url") or settings().database_url.get_secret_value())
with engine.connect() as connection:
    migrate(connection, is_sqlite=connection.dialect.name == "sqlite")
engine.dispose()  # and with it the connection that does not ask for foreign keys
