"""Around every route: the version in the answer, bounded bodies, a figure for each request, no bare 500."""

import time
from collections.abc import Callable, Coroutine
from typing import Any

import structlog
from fastapi.routing import APIRoute
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from creditshop import metrics
from creditshop.api.rest.answering import PROBLEM

VERSION = "2026-11-01"
LARGEST_BODY = 256 * 1024
_log = structlog.get_logger(__name__)


class Edge:
    """ASGI middleware around the whole API, inside a RequestLog, whose id its problem documents name."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; what nobody expected is logged and answered with 500."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started, status = False, 0

        async def send_with_version(message: Message) -> None:
            nonlocal started, status
            if message["type"] == "http.response.start":
                started, status = True, message["status"]
                MutableHeaders(scope=message)["Creditshop-Version"] = VERSION
            await send(message)

        began = time.perf_counter()
        try:
            await self.app(scope, receive, send_with_version)
        except ClientDisconnect:
            await Response(status_code=400)(scope, receive, send_with_version)  # to nobody
        except Exception:
            _log.exception("api_failed", path=scope["path"])
            if started:
                raise
            await _internal(scope["state"]["request_id"])(scope, receive, send_with_version)
        finally:
            _measure(scope, status, time.perf_counter() - began)


def _measure(scope: Scope, status: int, seconds: float) -> None:
    """By methods and templates that we have named: anybody can ask by any method for any number of paths."""
    route = scope.get("route")
    route, method, path = scope.get("route"), "other", "none"
    if isinstance(route, Route):  # a stray path has where the whole API is mounted
        path, method = route.path, scope["method"] if scope["method"] in (route.methods or ()) else "other"
    metrics.REQUESTS.labels(method, path, f"{status // 100}xx").observe(seconds)


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
