"""What is answered: the values of `answers`, with the same names, as GraphQL has them."""

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date, datetime
from types import NoneType
from typing import Any, Generic, TypeVar, get_args, get_origin, get_type_hints

import strawberry
from strawberry.utils.str_converters import to_camel_case

from creditshop.api import answers
from creditshop.api.graphql.scalars import BigInt

T = TypeVar("T")
_TYPES: dict[Any, Any] = {int: BigInt, str: str, bool: bool, date: date, datetime: datetime}


def words(described: type | Callable[..., Any]) -> str:
    """A docstring, with the names in it as GraphQL has them."""
    return re.sub("`[a-z_]+`", lambda name: to_camel_case(name[0]), inspect.getdoc(described) or "")


@strawberry.type(description=words(answers.Page))
class Page(Generic[T]):
    """`answers.Page`."""

    data: list[T]
    has_more: bool
    next_cursor: str | None


def mirror(answer: type, more: Mapping[str, Any] | None = None) -> Any:
    """The GraphQL type of a value of `answers`, which is what resolvers return; `more` are fields with a resolver."""
    hints = get_type_hints(answer)
    annotations = {one.name: strawberry.ID if one.name == "id" else _typed(hints[one.name]) for one in fields(answer)}
    is_it = staticmethod(lambda value, _info: isinstance(value, answer))
    body = {"__annotations__": annotations, "__doc__": answer.__doc__, "is_type_of": is_it, **(more or {})}
    _TYPES[answer] = strawberry.type(type(answer.__name__, (), body), description=words(answer))
    return _TYPES[answer]


def _typed(hint: Any) -> Any:
    if get_origin(hint) is tuple:
        return list[_typed(get_args(hint)[0])]  # type: ignore[misc]
    if NoneType in get_args(hint):
        (kind,) = set(get_args(hint)) - {NoneType}
        return _typed(kind) | None
    return _TYPES[hint]


BALANCE = mirror(answers.Balance)
SHARE = mirror(answers.Share)
SPEND = mirror(answers.Spend)
HOLD = mirror(answers.Hold)
HOLD_CLOSING = mirror(answers.HoldClosing)
GIFT = mirror(answers.Gift)
GRANT = mirror(answers.Grant)
ENTRY = mirror(answers.Entry)
GRANT_THEN = mirror(answers.GrantThen)
BALANCE_AT = mirror(answers.BalanceAt)
DAY_USE = mirror(answers.DayUse)
PACKAGE = mirror(answers.Package)
FEATURE = mirror(answers.Feature)
CHECKOUT_LINK = mirror(answers.CheckoutLink)
SIGN_IN_LINK = mirror(answers.SignInLink)
