"""What every request is bound to: a known method, and a body that comes whole, in time, and not without end.

Each route has a smaller limit of its own; these are for all of them, also for those that are not ours.
"""

import asyncio

from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from creditshop.api.request_log import METHODS

LARGEST_BODY = 16 * 1024 * 1024  # more than any route takes
_BYE = {"Connection": "close"}


class Bounds:
    """ASGI middleware. An app that waits for a body that is late or too large is told that the client has gone."""

    def __init__(self, app: ASGIApp, *, body_seconds: float) -> None:
        self.app, self.body_seconds = app, body_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """405 for unknown methods, 408 for a body that trickles, 413 for one without end: then nothing more is read."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif scope["method"] not in METHODS:
            await _unknown_method()(scope, receive, send)
        else:
            await self._bounded(scope, _Body(receive, self.body_seconds), send)

    async def _bounded(self, scope: Scope, body: "_Body", send: Send) -> None:
        begun = False

        async def send_unless_cut(message: Message) -> None:
            nonlocal begun
            if begun or body.refusal is None:
                begun = True
                await send(message)

        try:
            await self.app(scope, body.receive, send_unless_cut)
        except Exception:
            if begun or body.refusal is None:
                raise
        if body.refusal and not begun:
            await body.refusal(scope, body.receive, send)


def _unknown_method() -> Response:
    return PlainTextResponse("Method not allowed.", 405, {"Allow": ", ".join(sorted(METHODS))})


class _Body:
    """A request's body, for as long as it may take from the first look at it."""

    def __init__(self, receive: Receive, seconds: float) -> None:
        self._receive, self._seconds = receive, seconds
        self._deadline: float | None = None
        self._bytes, self._whole = 0, False
        self.refusal: Response | None = None

    async def receive(self) -> Message:
        """An ASGI `receive`."""
        if self._whole:
            return await self._receive()  # waits for the client's leaving: that may take as long as it likes
        if self.refusal:
            return {"type": "http.disconnect"}
        self._deadline = self._deadline or asyncio.get_running_loop().time() + self._seconds
        try:
            async with asyncio.timeout_at(self._deadline):
                message = await self._receive()
        except TimeoutError:
            return self._refuse(408, "Your request took too long.")
        self._bytes += len(message.get("body", b""))
        self._whole = not message.get("more_body", False)
        return self._refuse(413, "Too large.") if self._bytes > LARGEST_BODY else message

    def _refuse(self, status: int, words: str) -> Message:
        self.refusal = PlainTextResponse(words, status, _BYE)
        return {"type": "http.disconnect"}
