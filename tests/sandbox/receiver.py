"""A webhook endpoint: checks every signature with Stripe's own code, every event against the SDK's annotations."""

import json
import secrets
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import stripe

from tests.sandbox.sdk_schema import NotAsStripe, check_object
from tests.waiting import until

SECRET = "whsec_test"


@dataclass
class Receiver:
    """What arrived, and what will be answered."""

    events: list[dict[str, Any]] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    problems: list[Exception] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    """Status codes for the next requests; 200 once they are used up."""
    secret: str = SECRET
    url: str = ""

    def types(self) -> list[str]:
        """The types of the events in the order of their arrival."""
        return [event["type"] for event in self.events]

    def wait_for(self, event_type: str, *, times: int = 1) -> dict[str, Any]:
        """The newest event of this type, once so many have arrived."""
        until(lambda: self.types().count(event_type) >= times, what=f"{times} x {event_type}, not {self.types()}")
        return next(event for event in reversed(self.events) if event["type"] == event_type)

    def take(self, payload: str, signature: str) -> int:
        """Check one delivery and choose the answer."""
        status = self.answers.pop(0) if self.answers else 200
        try:
            stripe.WebhookSignature.verify_header(payload, signature, self.secret, 300)
            event = json.loads(payload)
            check_object(event)
        except (stripe.SignatureVerificationError, ValueError, NotAsStripe) as problem:
            problem.add_note(f"{signature}\n{payload[:2000]}")
            self.problems.append(problem)
            return 400
        self.headers.append(signature)
        self.events.append(event)
        return status


class Endpoint(ThreadingHTTPServer):
    """Serves a Receiver on a free port."""

    def __init__(self, receiver: Receiver) -> None:
        # Ports are used again: a sandbox of another test may still knock at this one.
        path = f"/webhook/{secrets.token_hex(8)}"

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                if self.path != path:
                    self.send_error(404)
                    return
                length = int(self.headers["Content-Length"])
                payload = self.rfile.read(length)
                if len(payload) < length:
                    return  # the sandbox ended while it was speaking
                self.send_response(receiver.take(payload.decode(), self.headers["Stripe-Signature"]))
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class names it)
                """Keep the test's output clean."""

        super().__init__(("127.0.0.1", 0), Handler)
        receiver.url = f"http://127.0.0.1:{self.server_port}{path}"
        threading.Thread(target=self.serve_forever, args=[0.02], daemon=True).start()
