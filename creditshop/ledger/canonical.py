"""The bytes that are hashed: ASCII JSON without spaces, of integers, strings and null only: alike in every language."""

from datetime import UTC, datetime, timedelta
from json import JSONEncoder
from typing import Final

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_write = JSONEncoder(separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode


def encode(values: list[object]) -> bytes:
    """The one spelling of these values."""
    return _write(values).encode("ascii")


def microseconds(moment: datetime) -> int:
    """Whole microseconds since 1970-01-01 UTC."""
    return (moment - _EPOCH) // _MICROSECOND
