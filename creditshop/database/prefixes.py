"""How a text begins, asked so that either database finds it in an index."""

from typing import Any

from sqlalchemy import ColumnElement, and_
from sqlmodel import Session, col

_LAST = "\U0010ffff"  # behind every other character, in the order of bytes too


def begins_with(session: Session, column: Any, prefix: str) -> ColumnElement[bool]:
    """Whether the column's text begins with this prefix, letter for letter.

    PostgreSQL looks it up in an index with `text_pattern_ops`, SQLite in any: a LIKE would read all of it there.
    """
    found: Any = col(column)
    if session.get_bind().dialect.name == "sqlite":
        return and_(found >= prefix, found < prefix + _LAST)
    condition: ColumnElement[bool] = found.startswith(prefix, autoescape=True)
    return condition
