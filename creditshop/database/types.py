"""Column types and small building blocks that every table shares."""

import secrets
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import DateTime, String
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

_ALPHABET = b"abcdefghijkmnpqrstuvwxyz23456789"  # 32 that cannot be mistaken for each other, each as likely
_FROM_BYTE = _ALPHABET * 8
_LENGTH = 26  # 32^26 is 2^130: not to be guessed, and no two alike


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC datetime in Python; `timestamptz` on PostgreSQL, naive UTC text on SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime reached the database")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# Text in the order of its bytes, on PostgreSQL too: an index then finds how a text begins, and gives it in that order.
BytewiseText: Final = String().with_variant(String(collation="C"), "postgresql")


def new_id(prefix: str) -> str:
    """A random id such as `pur_9f…`: safe in URLs, says what it names, tells nothing about how many there are."""
    return f"{prefix}_{random_word(_LENGTH)}"


def random_word(length: int) -> str:
    """Five random bits a character, none of which can be mistaken for another."""
    return secrets.token_bytes(length).translate(_FROM_BYTE).decode()


def enum_check(column: str, values: type[Any]) -> str:
    """The SQL of a CHECK that allows a StrEnum's values only."""
    allowed = ", ".join(f"'{value}'" for value in values)
    return f"{column} IN ({allowed})"
