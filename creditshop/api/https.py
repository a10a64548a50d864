"""Nothing but https where PUBLIC_URL says so: what came to the proxy without it is led there, or refused."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from creditshop.api.headers import PRIVATE


class HttpsOnly:
    """ASGI middleware for a shop at https, behind `hops` proxies that speak it.

    Each proxy says in X-Forwarded-Proto how it was asked; without trusted proxies nobody is believed. Whatever answers
    with a whole address names PUBLIC_URL, not the host that a client has made up.
    """

    def __init__(self, app: ASGIApp, *, public_url: str, hops: int) -> None:
        self.app, self.public_url, self.hops = app, public_url, hops
        self._host = urlsplit(public_url).netloc.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer it here when it came in the clear."""
        if scope["type"] != "lifespan" and self._in_the_clear(Headers(scope=scope)):
            await self._no(scope)(scope, receive, send)
            return
        if scope["type"] == "http":
            scope["scheme"] = "https"
            scope["headers"] = [(name, self._host if name == b"host" else value) for name, value in scope["headers"]]
        await self.app(scope, receive, send)

    def _in_the_clear(self, headers: Headers) -> bool:
        said = [part.strip() for value in headers.getlist("x-forwarded-proto") for part in value.split(",")]
        return bool(self.hops and said) and said[-self.hops :][0] in ("http", "ws")

    def _no(self, scope: Scope) -> ASGIApp:
        """Pages are led to https. What may have carried a secret is not: it must be noticed (OWASP ASVS 5.0, 4.1.2)."""
        if scope["type"] == "websocket":
            return WebSocketClose(1008)  # before it is accepted, the server says 403
        if scope["method"] not in ("GET", "HEAD") or scope["path"].startswith(PRIVATE):
            return PlainTextResponse("Only over https.", 403)
        query = scope["query_string"].decode("latin-1")
        return RedirectResponse(f"{self.public_url}{scope['path']}" + (f"?{query}" if query else ""), 308)
