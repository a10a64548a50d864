"""What may come in over the websocket: whole events of this app, within bounds. Everything else ends here, silently.

Reflex writes an event that it cannot use into the log together with the headers of its connection, the session cookie
among them. That needs no attacker: a page of an older version that names a handler of then is enough.

A listener is not for a client to call: it begins with its page, and Reflex ends it with the page, the next load or the
connection. One that was called would go on for as long as the server does.
"""

import inspect
import json
import time
from collections import deque
from collections.abc import Callable
from functools import cache
from typing import Any

import reflex as rx
import structlog
from reflex_base.registry import RegistrationContext

BURST, WINDOW = 100, 10.0  # events of a connection in so many seconds; a page sends some five, a search one a key
LARGEST = 64 * 1024  # bytes as JSON; an event of a page has some hundred, a report of an error some thousand
_NUL = b"\\u0000"  # as JSON writes it, and "%00" as addresses do: PostgreSQL stores none
_TRACES = {"traceparent", "tracestate"}  # a stranger's trace is not ours to continue
log = structlog.get_logger(__name__)


def mind(app: rx.App) -> None:
    """Look at each event of this app's websocket before Reflex does."""
    namespace: Any = app.event_namespace  # Any, because its method is replaced
    pass_on = namespace.on_event

    async def on_event(sid: str, data: Any) -> None:
        connection = namespace.server.get_environ(sid, namespace.namespace)
        if connection is not None and _pace_of(connection).allows(time.monotonic()) and is_event(data):
            await pass_on(sid, {name: data[name] for name in data.keys() - _TRACES})

    namespace.on_event = on_event


class Pace:
    """How fast one connection may send. `limits` counts for many: it tidies up at each event, with threads."""

    def __init__(self) -> None:
        self._let_in: deque[float] = deque(maxlen=BURST)
        self._told = False

    def allows(self, now: float) -> bool:
        """Whether an event may come in at this moment, in seconds. The first that may not is logged."""
        if len(self._let_in) < BURST or now - self._let_in[0] >= WINDOW:
            self._let_in.append(now)
            return True
        if not self._told:
            log.warning("events_dropped", burst=BURST, seconds=WINDOW)
            self._told = True
        return False


def _pace_of(connection: dict[str, Any]) -> Pace:
    """Kept in the connection's own environment, and gone with it."""
    pace: Pace = connection.setdefault("creditshop.pace", Pace())
    return pace


def is_event(data: Any) -> bool:
    """Whether this names a registered handler that pages call, with arguments that fit and text that can be stored."""
    if not isinstance(data, dict) or not isinstance(data.get("name"), str) or not _is_plain(data):
        return False
    found = RegistrationContext.get().event_handlers.get(data["name"])
    return (
        found is not None
        and not found.handler.is_background
        and _fits(found.handler.fn, data.get("payload", {}))
        and _is_place(data.get("router_data", {}))
    )


def _is_plain(data: dict[str, Any]) -> bool:
    try:
        written = json.dumps(data, ensure_ascii=False).encode()
    except (TypeError, ValueError):  # bytes; half a character of UTF-16
        return False
    return len(written) <= LARGEST and _NUL not in written


def _fits(handler: Callable[..., Any], payload: Any) -> bool:
    if not isinstance(payload, dict):
        return False
    try:
        _signature(handler).bind(None, **payload)
    except TypeError:
        return False
    return True


@cache
def _signature(handler: Callable[..., Any]) -> inspect.Signature:
    return inspect.signature(handler)


def _is_place(router: Any) -> bool:
    """Whether this is where a page says it is: its path and its address, and what the address asks for."""
    if not isinstance(router, dict):
        return False
    places = (router.get("pathname", ""), router.get("asPath", ""))
    whole = all(isinstance(place, str) and "%00" not in place for place in places)
    return whole and isinstance(router.get("query", {}), dict)
