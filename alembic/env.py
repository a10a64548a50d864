"""Alembic's entry: the same engine, the same metadata as the shop."""

from sqlmodel import SQLModel

from alembic import context
from creditshop.config import settings
from creditshop.database.engine import make_engine
from creditshop.database.tables import import_models

import_models()
engine = make_engine(context.config.attributes.get("url") or settings().database_url.get_secret_value())
with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        compare_server_default=True,
    )
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
