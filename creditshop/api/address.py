"""One address while developing: cookies, Stripe's way back and the websocket's Origin are all those of PUBLIC_URL."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from creditshop.api.forms import LOOPBACK


class OneAddress:
    """ASGI middleware: a page that a browser opens as 127.0.0.1 goes on at localhost, if that is PUBLIC_URL's name.

    Between names of this very machine only: behind a proxy nobody knows what the browser's address bar shows.
    """

    def __init__(self, app: ASGIApp, *, public_url: str) -> None:
        self.app, self.public_url = app, public_url
        self.home = urlsplit(public_url)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Redirect (307), or pass the request on."""
        if scope["type"] == "http" and self._leads_home(Headers(scope=scope)):
            query = scope["query_string"].decode("latin-1")
            target = f"{self.public_url}{scope['path']}" + (f"?{query}" if query else "")
            await RedirectResponse(target)(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def _leads_home(self, headers: Headers) -> bool:
        """Whether a browser asks for a whole page (and no program for an answer) under another of our names."""
        if headers.get("sec-fetch-mode") != "navigate":
            return False
        try:
            asked = urlsplit(f"http://{headers.get('host', '')}")
            names = asked.hostname, self.home.hostname
            return names[0] != names[1] and LOOPBACK.issuperset(names) and asked.port == self.home.port
        except ValueError:  # a port that is no number, an IPv6 address that is none
            return False
