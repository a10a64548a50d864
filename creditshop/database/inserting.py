"""Inserting what may be there already: a constraint decides, never a query beforehand."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert
from sqlmodel import Session


def insert_once(session: Session, table: Table, row: Mapping[str, Any], *unique: str) -> bool:
    """Insert the row unless there is one with the same `unique` columns; returns whether it was inserted.

    The row has a value for every column that has no default in the database: those of the model do not apply here.
    """
    connection = session.connection()
    return connection.execute(_statement(connection.dialect.name, table, unique), row).first() is not None


@cache
def _statement(dialect: str, table: Table, unique: tuple[str, ...]) -> ReturningInsert[Any]:
    """Built once. It returns the key because a row count is not to be had: PostgreSQL's driver says -1."""
    insert = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    return insert.on_conflict_do_nothing(index_elements=unique).returning(*table.primary_key)
