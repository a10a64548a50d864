"""An app that listens for webhooks: a real HTTP server on this machine that answers as a test tells it to."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks import Webhook


@dataclass
class Reply:
    """What to answer. `hold` keeps the sender waiting until the test sets it."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    hold: threading.Event | None = None


@dataclass
class App:
    """What it got, as (headers, body), and what it will answer; 200 once the replies are used up."""

    url: str = ""
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)

    @property
    def events(self) -> list[dict[str, Any]]:
        """The bodies in the order of their arrival."""
        return [json.loads(body) for _, body in self.got]

    @property
    def types(self) -> list[str]:
        return [event["type"] for event in self.events]

    def check(self, secret: str, number: int = -1) -> Any:
        """Verify a message as a receiver does, by the library; it raises when anything is wrong."""
        headers, body = self.got[number]
        return Webhook(secret).verify(body, headers)


@contextmanager
def listening() -> Iterator[App]:
    """Serve an App on a free port."""
    app = App()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            reply = app.replies.pop(0) if app.replies else Reply()
            app.got.append((dict(self.headers), body))
            if reply.hold is not None:
                reply.hold.wait(20)
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if "Content-Length" not in reply.headers:
                self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class names it)
            """Keep the test's output clean."""

        def handle(self) -> None:
            try:
                super().handle()
            except ConnectionError:
                """The sender has gone."""

    class Server(ThreadingHTTPServer):
        request_queue_size = 128
        daemon_threads = True

    server = Server(("127.0.0.1", 0), Handler)
    app.url = f"http://127.0.0.1:{server.server_port}/hooks"
    threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
    try:
        yield app
    finally:
        server.shutdown()
        server.server_close()
