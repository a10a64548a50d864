"""Caching and security headers around every answer, the Content-Security-Policy of the built pages included.

The pages' inline scripts change with each build, so their hashes are computed when the server starts.
"""

import base64
import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_SCRIPT = re.compile(r"<script([^>]*)>(.*?)</script>", re.DOTALL)
_ALWAYS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "x-frame-options": "DENY",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "cross-origin-opener-policy": "same-origin",
    "server": "creditshop",  # or the server writes its own name there; the proxy of deploy/ takes it away
}
PRIVATE = ("/api", "/auth", "/graphql", "/metrics")  # what asks for a secret, or answers with what is somebody's
_FILES = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"  # pictures have styles of their own
_NOTHING = "default-src 'none'; frame-ancestors 'none'"  # neither an API's answer nor an error loads or shows anything
_SHARED = "/api/images/"  # pages of apps show these, whose addresses are signed
_NOT_MODIFIED = 304
_HSTS = "max-age=31536000; includeSubDomains"  # RFC 6797


def content_security_policy(pages: Iterable[Path]) -> str:
    """A policy under which exactly these prerendered pages run: their own files and their inline scripts by hash."""
    hashes = " ".join(sorted(_inline_script_hashes(pages)))
    return (
        f"default-src 'self'; script-src 'self' {hashes}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


def _inline_script_hashes(pages: Iterable[Path]) -> set[str]:
    found = set()
    for page in pages:
        for attributes, body in _SCRIPT.findall(page.read_text()):
            if "src=" not in attributes and body:
                found.add("'sha256-" + base64.b64encode(hashlib.sha256(body.encode()).digest()).decode() + "'")
    return found


class Headers:
    """ASGI middleware: hashed assets are kept for ever, pages asked for again, and nothing may be framed or sniffed.

    Paths under `apart` (the sandbox, which stands for another host) keep their own policy.
    """

    def __init__(self, app: ASGIApp, *, policy: str, https: bool, apart: str = "/sandbox") -> None:
        self.app, self.policy, self.apart = app, policy, apart
        self.always = _ALWAYS | ({"strict-transport-security": _HSTS} if https else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and add the headers to its answer."""
        if scope["type"] != "http" or scope["path"].startswith(self.apart):
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add(MutableHeaders(scope=message), scope["path"], message["status"])
            await send(message)

        await self.app(scope, receive, send_with_headers)

    def _add(self, headers: MutableHeaders, path: str, status: int) -> None:
        for name, value in self.always.items():
            headers.setdefault(name, value)
        shown_by = "cross-origin" if path.startswith(_SHARED) and status < 400 else "same-origin"  # noqa: PLR2004
        headers.setdefault("cross-origin-resource-policy", shown_by)
        is_page = headers.get("content-type", "").startswith("text/html")
        if path.startswith("/assets/") and status in (200, 206, 304):
            headers["cache-control"] = "public, max-age=31536000, immutable"
        else:
            headers.setdefault("cache-control", "no-store" if path.startswith(PRIVATE) else "no-cache")
        if status != _NOT_MODIFIED:  # it names no type, and the browser keeps the policy that it has (RFC 9111, 3.2)
            headers.setdefault("content-security-policy", self._policy(path, is_page=is_page))

    def _policy(self, path: str, *, is_page: bool) -> str:
        if is_page:
            return self.policy
        return _NOTHING if path.startswith(PRIVATE) or "." not in path.rpartition("/")[2] else _FILES
