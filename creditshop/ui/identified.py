"""An id for each event of a page, in whatever its handler logs: what a request's id is over HTTP."""

from typing import Any

import reflex as rx
import structlog
from reflex.state import StateUpdate
from reflex_base.event import Event

from creditshop.database import new_id


class Identified(rx.Middleware):
    """Binds `request_id` and the handler's name. Each event runs in a task of its own, and they end with it."""

    async def preprocess(self, app: rx.App, state: Any, event: Event) -> StateUpdate | None:  # noqa: ARG002 - Reflex's signature
        """Let the event through."""
        structlog.contextvars.bind_contextvars(request_id=new_id("req"), handler=event.name)
        return None
