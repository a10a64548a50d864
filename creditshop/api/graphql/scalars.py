"""Scalars that GraphQL does not have: credits, which outgrow its Int, and moments."""

import re
from datetime import datetime
from typing import Any, NewType

import strawberry
from graphql import GraphQLError
from pydantic import TypeAdapter, ValidationError

from creditshop.api.requests import Moment
from creditshop.ledger import MAX_CREDITS

BigInt = NewType("BigInt", int)
_DECIMAL = re.compile(r"-?[0-9]{1,16}")
_MOMENT: TypeAdapter[datetime] = TypeAdapter(Moment)


def _whole(value: Any) -> int:
    if isinstance(value, str) and _DECIMAL.fullmatch(value):
        value = int(value)
    if type(value) is not int or abs(value) > MAX_CREDITS:
        raise GraphQLError("A BigInt is a whole number, or its decimal digits as a string, up to 2^53-1.")
    return value


def _moment(value: Any) -> datetime:
    try:
        return _MOMENT.validate_strings(value)
    except ValidationError:
        raise GraphQLError("A DateTime is as RFC 3339 has it, with its time zone.") from None


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")


SCALARS: dict[object, Any] = {
    BigInt: strawberry.scalar(
        name="BigInt",
        description="A whole number up to 2^53-1, written as a number; read as a number or as decimal digits.",
        parse_value=_whole,
    ),
    datetime: strawberry.scalar(
        name="DateTime",
        description="RFC 3339; written in UTC with microseconds: 2026-11-22T12:00:00.000000Z.",
        serialize=_written,
        parse_value=_moment,
        specified_by_url="https://datatracker.ietf.org/doc/html/rfc3339",
    ),
}
