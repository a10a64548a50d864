"""Reading a value out of Stripe's JSON, or saying precisely what is wrong with it."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from creditshop.payments.errors import EventMalformed

Json = Mapping[str, Any]
_LARGEST = 2**53 - 1  # what JSON numbers carry exactly
_IDENTIFIER = re.compile(r"[A-Za-z0-9_.\-]{1,255}")


def text(source: Json, name: str) -> str:
    """A string, without the NUL that PostgreSQL cannot store."""
    value = source.get(name)
    if not isinstance(value, str) or "\0" in value:
        raise EventMalformed(f"{name} is not a text")
    return value


def text_or_none(source: Json, name: str) -> str | None:
    """A string, or None when it is missing or null."""
    return None if source.get(name) is None else text(source, name)


def identifier(source: Json, name: str) -> str:
    """One of Stripe's ids or event types: letters, digits and `_.-`, at most 255 of them."""
    value = text(source, name)
    if not _IDENTIFIER.fullmatch(value):
        raise EventMalformed(f"{name} is not an identifier")
    return value


def reference(source: Json, name: str) -> str | None:
    """The id of a linked object, which Stripe gives as an id or, expanded, as the object itself."""
    value = source.get(name)
    if isinstance(value, dict):
        return identifier(value, "id")
    return None if value is None else identifier(source, name)


def integer(source: Json, name: str) -> int:
    """A whole number that is exact in JSON."""
    value = source.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > _LARGEST:
        raise EventMalformed(f"{name} is not an integer")
    return value


def flag(source: Json, name: str) -> bool:
    """True or false, and nothing that only looks like it."""
    value = source.get(name)
    if not isinstance(value, bool):
        raise EventMalformed(f"{name} is neither true nor false")
    return value


def moment(source: Json, name: str) -> datetime:
    """A time that Stripe gives in seconds since 1970."""
    try:
        return datetime.fromtimestamp(integer(source, name), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise EventMalformed(f"{name} is not a time") from error


def part(source: Json, name: str) -> Json:
    """An object inside; empty when it is missing or null."""
    value = source.get(name)
    if value is not None and not isinstance(value, dict):
        raise EventMalformed(f"{name} is not an object")
    return value or {}


def parts(source: Json, name: str) -> list[Json]:
    """The objects in a list inside; none when it is missing or null."""
    value = source.get(name)
    if value is not None and not (isinstance(value, list) and all(isinstance(one, dict) for one in value)):
        raise EventMalformed(f"{name} is not a list of objects")
    return value or []


def metadata_id(source: Json, key: str) -> str | None:
    """An id of ours in the metadata; None when there is none, or something that cannot be one of ours."""
    value = part(source, "metadata").get(key)
    return value if isinstance(value, str) and _IDENTIFIER.fullmatch(value) else None
