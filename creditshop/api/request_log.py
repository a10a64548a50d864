"""Around every request: an id of our own, in the answer and in what is logged meanwhile, and a line about its end."""

import logging
import re
import time

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from creditshop import tracing
from creditshop.database import new_id

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_PROBES = ("/health", "/ready", "/metrics", "/ping", "/sandbox/v1/account")  # the last: is Stripe in reach
_PARENT = re.compile(r"[0-9A-Za-z_.-]{1,64}")
_TRACE = re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")  # W3C Trace Context, 3.2.2
_GONE = 499  # nginx's word for who did not wait for the answer
_log = structlog.get_logger(__name__)


class RequestLog:
    """ASGI middleware; inside another one it does nothing.

    What a client calls its request is logged as `parent` when it has the form of an id, and never taken over.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on under a new id. What nobody expected is logged, and answered with 500."""
        if scope["type"] != "http" or "request_id" in scope.get("state", {}):
            await self.app(scope, receive, send)
            return
        request_id, began = new_id("req"), time.perf_counter()
        scope["state"] = {**scope.get("state", {}), "request_id": request_id}
        answer = _Answer(scope, send)
        with structlog.contextvars.bound_contextvars(request_id=request_id, **_parent(Headers(scope=scope))):
            try:
                await self.app(scope, receive, answer.send)
            except ClientDisconnect:
                answer.status = _GONE  # whatever was said to nobody
            except Exception:
                _log.exception("request_failed")
                if answer.begun and not answer.ended:
                    raise  # the server cuts the connection: nothing else tells the client
                if not answer.begun:
                    await PlainTextResponse("Something went wrong here.", 500)(scope, receive, answer.send)
            finally:
                _tell(scope, answer.status, time.perf_counter() - began)


class _Answer:
    """Sends an answer on with the request's id in it, and remembers what became of it."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope, self._send = scope, send
        self.status, self.begun, self.ended = 0, False, False

    async def send(self, message: Message) -> None:
        """An ASGI `send`."""
        if message["type"] == "http.response.start":
            self.begun, self.status, request_id = True, message["status"], self._scope["state"]["request_id"]
            MutableHeaders(scope=message)["Request-Id"] = request_id
            route = route_of(self._scope, self.status)
            tracing.describe(f"{_method(self._scope)} {route}", **{"http.route": route, "request.id": request_id})
        elif message["type"] == "http.response.body":
            self.ended = not message.get("more_body", False)
        await self._send(message)


def _parent(headers: Headers) -> dict[str, str]:
    """What a client, or a proxy in front, calls this request."""
    for name, form in (("request-id", _PARENT), ("traceparent", _TRACE)):
        if form.fullmatch(headers.get(name, "")):
            return {"parent": headers[name]}
    return {}


def route_of(scope: Scope, status: int) -> str:
    """The template of the route that answered; of a file of the pages its path; `none` of what strangers thought up."""
    if isinstance(route := scope.get("route"), Route):
        prefix: str = scope.get("root_path", "")
        return route.path if route.path.startswith(prefix) else prefix + route.path
    return scope["path"] if status < 400 else "none"  # noqa: PLR2004


def _tell(scope: Scope, status: int, seconds: float) -> None:
    route = route_of(scope, status)
    level, ms = _level(scope, route, status), round(seconds * 1000, 1)
    _log.log(level, "request", method=_method(scope), route=route, status=status, ms=ms)


def _method(scope: Scope) -> str:
    """One that we know: anybody may think up others."""
    return scope["method"] if scope["method"] in METHODS else "other"


def _level(scope: Scope, route: str, status: int) -> int:
    """What is polled, and a page's files, are for whoever looks closely."""
    if status >= 500:  # noqa: PLR2004
        return logging.WARNING
    is_file = not isinstance(scope.get("route"), Route) and "." in route.rpartition("/")[2]
    return logging.DEBUG if status < 400 and (is_file or route in _PROBES) else logging.INFO  # noqa: PLR2004
