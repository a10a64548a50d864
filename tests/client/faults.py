"""A bad road to the shop: it loses, cuts and delays answers, as networks and proxies do."""

import json
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import httpx

PASS, LOSE, CUT, HANG, AWAY, ANSWER_AWAY, BUSY = "pass", "lose", "cut", "hang", "away", "answer away", "busy"
ACTING = (LOSE, CUT, HANG, ANSWER_AWAY)  # the shop has done it, but its answer does not arrive
NOT_ACTING = (AWAY, BUSY)
_PAGE = b"<html>not now</html>"


@dataclass
class Road:
    """Where a client is to connect. `faults` are used up one a request, then `always` is what happens."""

    url: str = ""
    faults: deque[str] = field(default_factory=deque)
    always: str = PASS
    retry_after: int = 1
    seen: list[tuple[str, str, str | None]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def keys(self) -> list[str | None]:
        """The idempotency key of each request that came."""
        return [key for _, _, key in self.seen]


@contextmanager
def bad_road(shop: str) -> Iterator[Road]:
    """A server in front of the shop at this address."""
    road = Road()
    with httpx.Client(base_url=shop, timeout=10) as upstream:
        handler = type("Handler", (_Handler,), {"road": road, "upstream": upstream})
        with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
            server.daemon_threads = True
            road.url = f"http://127.0.0.1:{server.server_port}"
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
            yield road
            road.over.set()
            server.shutdown()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    road: ClassVar[Road]
    upstream: ClassVar[httpx.Client]

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.road.seen.append((self.command, self.path, self.headers.get("Idempotency-Key")))
        fault = self.road.faults.popleft() if self.road.faults else self.road.always
        if fault == AWAY:
            self._say(503, _PAGE, "text/html")
            return
        if fault == BUSY:
            problem = {"code": "RATE_LIMITED", "detail": "Too many.", "retry_after": self.road.retry_after}
            self._say(429, json.dumps(problem).encode(), "application/problem+json")
            return
        headers = {name: self.headers[name] for name in self.headers if name.lower() != "host"}
        answer = self.upstream.request(self.command, self.path, content=body, headers=headers)
        if fault == ANSWER_AWAY:
            self._say(503, _PAGE, "text/html")
        elif fault == PASS:
            self._say(answer.status_code, answer.content, answer.headers.get("Content-Type", ""))
        else:
            self._spoil(fault, answer)

    do_POST = do_DELETE = do_GET

    def _spoil(self, fault: str, answer: httpx.Response) -> None:
        self.close_connection = True
        if fault == HANG:
            self.road.over.wait(5)
        elif fault == CUT:
            self._say(answer.status_code, answer.content[:-9], "application/json", length=len(answer.content))

    def _say(self, status: int, body: bytes, media_type: str, length: int | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        if status == 429:
            self.send_header("Retry-After", str(self.road.retry_after))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass
