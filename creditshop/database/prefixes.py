"""How a text begins, asked so that either database finds it in an index."""

from typing import Any

from sqlalchemy import ColumnElement, and_
from sqlmodel import col

_LAST = "\U0010ffff"  # behind every other character, in the order of bytes too


def begins_with(column: Any, prefix: str) -> ColumnElement[bool]:
    """Whether the text of this column (BytewiseText) begins with the prefix, letter for letter.

    As a range, which any index on the column serves: a LIKE would read all of it on SQLite.
    """
    found = col(column)
    return and_(found >= prefix, found < prefix + _LAST)
