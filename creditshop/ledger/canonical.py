"""The bytes that are hashed: canonical JSON (RFC 8785) of a list of integers, strings and nulls."""

from datetime import UTC, datetime, timedelta
from typing import Final

import orjson

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)

encode = orjson.dumps  # UTF-8 without spaces, the fewest escapes: for such lists that is what RFC 8785 asks for


def microseconds(moment: datetime) -> int:
    """Whole microseconds since 1970-01-01 UTC."""
    return (moment - _EPOCH) // _MICROSECOND


def moment_of(number: int) -> datetime:
    """The moment that many whole microseconds after 1970-01-01 UTC."""
    return _EPOCH + number * _MICROSECOND
