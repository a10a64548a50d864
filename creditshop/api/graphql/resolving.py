"""What every resolver needs: who asks, whether they may, and arguments within the bounds of `requests`."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

import strawberry
from pydantic import TypeAdapter, ValidationError
from strawberry.extensions import FieldExtension
from strawberry.utils.str_converters import to_camel_case

from creditshop.api.callers import check_scope
from creditshop.api.errors import RequestInvalid
from creditshop.api.graphql.types import words
from creditshop.apikeys import Caller, Scope


@dataclass(frozen=True, slots=True)
class Context:
    """Whose request it is."""

    caller: Caller


Info: TypeAlias = strawberry.Info[Context, None]
Declare: TypeAlias = Callable[[Callable[..., Any]], Any]


class Requires(FieldExtension):
    """A field for keys that have a scope. Raises Forbidden."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    async def resolve_async(self, next_: Callable[..., Any], source: Any, info: Info, **kwargs: Any) -> Any:
        """Check the scope, then resolve."""
        check_scope(info.context.caller, self.scope)
        return await next_(source, info, **kwargs)


def query(kind: Any) -> Declare:
    """A field that is read, with the scope for it; null when refused, and `errors` says why."""
    return lambda resolver: strawberry.field(
        resolver, graphql_type=kind | None, extensions=[Requires(Scope.READ)], description=words(resolver)
    )


def checked(kind: Any, value: object, *where: str) -> Any:
    """A value of a type of `requests`. Raises RequestInvalid, which says which argument is wrong, and why."""
    try:
        return _adapter(kind).validate_python(value)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
    raise RequestInvalid(
        [{"loc": [*where, *(to_camel_case(str(part)) for part in one["loc"])], "msg": one["msg"]} for one in found]
    )


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
