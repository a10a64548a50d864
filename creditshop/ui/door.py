"""What may come in over the websocket: whole events of this app, within bounds. Everything else ends here, silently.

Reflex writes an event that it cannot use into the log together with the headers of its connection, the session cookie
among them. That needs no attacker: a page of an older version that names a handler of then is enough.
"""

import inspect
import json
from collections.abc import Callable
from functools import cache
from typing import Any

import reflex as rx
from reflex_base.registry import RegistrationContext

LARGEST = 64 * 1024  # bytes as JSON; an event of a page has some hundred, a report of an error some thousand
_NUL = b"\\u0000"  # as JSON writes it, and "%00" as addresses do: PostgreSQL stores none


def mind(app: rx.App) -> None:
    """Look at each event of this app's websocket before Reflex does."""
    namespace: Any = app.event_namespace  # Any, because its method is replaced
    pass_on = namespace.on_event

    async def on_event(sid: str, data: Any) -> None:
        if is_event(data):
            await pass_on(sid, data)

    namespace.on_event = on_event


def is_event(data: Any) -> bool:
    """Whether this names a registered handler, brings arguments that fit, and holds only text that can be stored."""
    if not isinstance(data, dict) or not isinstance(data.get("name"), str) or not _is_plain(data):
        return False
    found = RegistrationContext.get().event_handlers.get(data["name"])
    return (
        found is not None
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
