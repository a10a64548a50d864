"""Around every route: a request id in the answer and in the logs, the version, bounded bodies, no bare 500."""

from collections.abc import Callable, Coroutine
from typing import Any

import structlog
from fastapi.routing import APIRoute
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from creditshop.api.rest.answering import PROBLEM
from creditshop.database import new_id

VERSION = "2026-11-01"
LARGEST_BODY = 256 * 1024
_log = structlog.get_logger(__name__)


class Edge:
    """ASGI middleware around the whole API."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on under a new id; what nobody expected is logged with it and answered with 500."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = scope.setdefault("state", {})["request_id"] = new_id("req")
        started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                headers["Request-Id"] = request_id
                headers["Creditshop-Version"] = VERSION
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self.app(scope, receive, send_with_headers)
            except Exception:
                _log.exception("api_failed", path=scope["path"])
                if started:
                    raise
                await _internal(request_id)(scope, receive, send_with_headers)


class BoundedRoute(APIRoute):
    """A route that stops reading a body at `largest_body` bytes, whatever Content-Length says."""

    largest_body = LARGEST_BODY

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, given a request whose body ends in 413."""
        handle = super().get_route_handler()

        async def bounded(request: Request) -> Response:
            return await handle(Request(request.scope, _bounded(request.receive, self.largest_body)))

        return bounded


def _bounded(receive: Receive, largest: int) -> Receive:
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > largest:
            raise HTTPException(413)  # the one kind that FastAPI does not turn into another
        return message

    return counted


def _internal(request_id: str) -> Response:
    document = {
        "type": "about:blank",
        "status": 500,
        "code": "INTERNAL",
        "title": "Something went wrong here",
        "detail": "It is in our log under this request id. Trying again with the same key is safe.",
        "request_id": request_id,
    }
    return JSONResponse(document, 500, media_type=PROBLEM)
