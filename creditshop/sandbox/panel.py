"""The panel at ``/``: what happened lately, and buttons for the controls."""

import asyncio
from typing import get_args

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from creditshop.sandbox.history import recent_events, recent_sessions
from creditshop.sandbox.json_types import Object
from creditshop.sandbox.modes import Modes, read_modes
from creditshop.sandbox.objects.dispute_object import Reason
from creditshop.sandbox.pages import page
from creditshop.sandbox.world import Sandbox

_SHOWN = 25


class Panel:
    """The one page for whoever tries out the shop."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self.routes = [Route("/", self.show, methods=["GET"])]

    async def show(self, request: Request) -> Response:
        values = await asyncio.to_thread(self._read)
        return page(request, "panel.html", webhook_url=self._sandbox.webhook_url, reasons=get_args(Reason), **values)

    def _read(self) -> Object:
        with self._sandbox.work() as work:
            modes = read_modes(work.tx)
            fields = [
                {"name": name, "help": field.description, "value": getattr(modes, name)}
                for name, field in Modes.model_fields.items()
            ]
            return {"sessions": recent_sessions(work, _SHOWN), "events": recent_events(work, _SHOWN), "modes": fields}
