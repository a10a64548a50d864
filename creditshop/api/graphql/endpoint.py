"""`POST /graphql`: one operation of a live key. What is wrong with the request itself is a problem document."""

import asyncio
from typing import Any

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from creditshop.api.callers import caller_of
from creditshop.api.errors import RequestInvalid, TooLarge, WrongMethod
from creditshop.api.problems import REFUSALS
from creditshop.api.request_log import RequestLog
from creditshop.api.rest.answering import refuse
from creditshop.api.rest.edge import LARGEST_BODY, Edge

PATH = "/graphql"
LONGEST_DOCUMENT = 16 * 1024  # characters


class Operation(BaseModel):
    """What is asked for: one operation, not several at once. What clients say in `extensions` is ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    query: str = Field(min_length=1, max_length=LONGEST_DOCUMENT)
    variables: dict[str, Any] | None = None
    operation_name: str | None = Field(default=None, alias="operationName")
    extensions: dict[str, Any] | None = None


async def serve(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a request (an ASGI application)."""
    request = Request(scope, receive)
    if request.method == "POST":
        response = await _answer(request)
    else:
        response = await refuse(request, WrongMethod())
        response.headers["Allow"] = "POST"
    await response(scope, receive, send)


async def _answer(request: Request) -> Response:
    """200 with `data`, `errors` or both; who has no key learns nothing of the schema."""
    try:
        caller = await caller_of(request)
        operation = await _operation(request)
        run = await asyncio.to_thread(_runner)
        answer = await run(caller, operation, request.state.request_id)
    except REFUSALS as error:
        return await refuse(request, error)
    return Response(orjson.dumps(answer), media_type="application/json")


def _runner() -> Any:
    """Imported by the first request, not by a shop that starts."""
    from creditshop.api.graphql.execution import run  # noqa: PLC0415

    return run


async def _operation(request: Request) -> Operation:
    try:
        return Operation.model_validate_json(await _body(request))
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        raise RequestInvalid([{"loc": list(one["loc"]), "msg": one["msg"]} for one in found]) from None
    except ClientDisconnect:
        raise RequestInvalid([]) from None


async def _body(request: Request) -> bytes:
    """The body; stops reading at the limit, whatever Content-Length says. Raises TooLarge."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise TooLarge
    return bytes(body)


route = Route(PATH, RequestLog(Edge(serve)))
