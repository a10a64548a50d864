"""Running an operation: on the schema of those who ask, with errors that say what went wrong, but of us nothing."""

from typing import Any

import strawberry
import structlog
from graphql import GraphQLError
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types.graphql import OperationType
from strawberry.utils.str_converters import to_camel_case

from creditshop.api.errors import RequestInvalid
from creditshop.api.graphql.endpoint import Operation
from creditshop.api.graphql.limits import Bounded
from creditshop.api.graphql.mutations import Mutation, ShopMutation
from creditshop.api.graphql.queries import Query
from creditshop.api.graphql.resolving import Context
from creditshop.api.graphql.scalars import SCALARS
from creditshop.api.problems import PROBLEMS, REFUSALS, described
from creditshop.apikeys import Caller

_INVALID: dict[str, object] = {"code": PROBLEMS[RequestInvalid].code, "title": PROBLEMS[RequestInvalid].title}
_KINDS = {OperationType.QUERY, OperationType.MUTATION}
_log = structlog.get_logger(__name__)


class Schema(strawberry.Schema):
    """A schema whose errors `run` logs, once, and the unexpected ones only."""

    def process_errors(self, *_: Any, **_more: Any) -> None:
        """Log nothing."""


def _schema(mutation: type) -> Schema:
    return Schema(Query, mutation, extensions=[Bounded], config=StrawberryConfig(scalar_map=SCALARS))


CUSTOMERS = _schema(Mutation)
SHOPS = _schema(ShopMutation)


async def run(caller: Caller, operation: Operation, request_id: str) -> dict[str, Any]:
    """The answer: `data`, `errors` or both. A customer's key gets a schema without what only the shop may do.

    Raises RequestInvalid.
    """
    schema = SHOPS if caller.owner_id is None else CUSTOMERS
    try:
        result = await schema.execute(
            operation.query,
            variable_values=operation.variables,
            operation_name=operation.operation_name,
            context_value=Context(caller),
            allowed_operation_types=_KINDS,
        )
    except (CannotGetOperationTypeError, InvalidOperationTypeError):
        flaw: dict[str, object] = {
            "loc": ["operationName"],
            "msg": "must name a query or a mutation of the document, unless there is one",
        }
        raise RequestInvalid([flaw]) from None
    errors = [_described(error, request_id) for error in result.errors or ()]
    return {"data": result.data} | ({"errors": errors} if errors else {})


def _described(error: GraphQLError, request_id: str) -> dict[str, Any]:
    """An error as GraphQL has it; `extensions` are the problem's code and data, as over REST."""
    cause = error.original_error
    facts: dict[str, object] = _INVALID
    if isinstance(cause, REFUSALS):
        facts = {to_camel_case(name): value for name, value in described(cause).items()}
        message = str(facts.pop("detail"))
    elif isinstance(cause, RecursionError):
        message = "The operation is nested too deeply."
    elif cause is None or isinstance(cause, GraphQLError):
        message = error.message
    else:
        _log.error("graphql_failed", path=error.path, exc_info=cause)
        facts = {"code": "INTERNAL", "title": "Something went wrong here"}
        message = "It is in our log under this request id. Trying again with the same key is safe."
    located = {name: value for name, value in error.formatted.items() if name in ("locations", "path")}
    return {"message": message, **located, "extensions": {**facts, "requestId": request_id}}
