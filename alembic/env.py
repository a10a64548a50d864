"""Alembic's entry: the same engine and metadata as the shop. Migrations speak plain SQLAlchemy, not our types."""

from typing import Any, Literal

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


import_models()
engine = make_engine(context.config.attributes.get("url") or settings().database_url.get_secret_value())
with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_item=render_item,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL statement_timeout = 0")  # an index of a large table takes its time
        context.run_migrations()
engine.dispose()
