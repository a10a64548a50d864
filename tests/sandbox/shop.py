"""A shop as the sandbox sees it: the real SDK, a browser's forms, a webhook endpoint; every answer is validated."""

import asyncio
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import stripe
from granian.constants import Interfaces
from granian.server.embed import Server

from creditshop.sandbox.app import create_app
from tests.sandbox.receiver import Receiver
from tests.sandbox.sdk_schema import check_error, check_object
from tests.served import free_port
from tests.waiting import until

KEY = "sk_test_sandbox"
CARD = {"email": "ada@example.com", "name": "Ada Lovelace", "expiry": "12 / 34", "cvc": "123"}
stripe.enable_telemetry = False
# One for all: making a client reads every certificate authority there is.
browser = httpx.Client(timeout=30, verify=False)


class Validating(stripe.HTTPXClient):
    """The SDK's transport, which believes no answer before it has been compared with the SDK's annotations."""

    name = "httpx"

    def __init__(self) -> None:
        super().__init__(timeout=10, allow_sync_methods=True, verify_ssl_certs=False)
        self.answers: list[tuple[int, Mapping[str, str]]] = []

    def request(self, *args: Any, **kwargs: Any) -> Any:
        content, status, headers = super().request(*args, **kwargs)
        body = json.loads(content)
        (check_object if status < 300 else check_error)(body)
        self.answers.append((status, headers))
        return content, status, headers

    @staticmethod
    def sleep_async(secs: float) -> Any:
        return asyncio.sleep(secs)


@dataclass
class Clock:
    """A clock that tests move."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass
class Shop:
    """One sandbox at ``url`` and everything that talks to it."""

    url: str
    receiver: Receiver
    clock: Clock
    state: Path
    transport: Validating = field(default_factory=Validating)

    @property
    def sdk(self) -> stripe.StripeClient:
        """The real SDK, with this sandbox in Stripe's place."""
        return self.client()

    def client(self, key: str = KEY, retries: int = 0) -> stripe.StripeClient:
        return stripe.StripeClient(
            key, base_addresses={"api": self.url}, max_network_retries=retries, http_client=self.transport
        )

    def session(self, idempotency_key: str | None = None, **params: Any) -> stripe.checkout.Session:
        """A new checkout session of 22 dollars, unless told otherwise."""
        options: Any = {"idempotency_key": idempotency_key} if idempotency_key else {}
        return self.sdk.v1.checkout.sessions.create(session_params(**params), options)

    def pay(self, session: stripe.checkout.Session, number: str = "4242424242424242", **form: str) -> httpx.Response:
        """Submit the payment page as a browser does."""
        return browser.post(str(session.url), data={**CARD, "number": number, **form})

    def paid(self, number: str = "4242424242424242", **params: Any) -> stripe.checkout.Session:
        """A session that has been paid by card."""
        session = self.session(**params)
        assert self.pay(session, number).status_code == 303
        return self.sdk.v1.checkout.sessions.retrieve(session.id)

    def charge(self, session: stripe.checkout.Session) -> stripe.Charge:
        """The charge of a paid session, as it is now."""
        return self.sdk.v1.charges.list({"payment_intent": str(session.payment_intent)}).data[0]

    def later(self, seconds: float = 4000) -> None:
        """So much time after the start, with everything done and delivered that is due by then."""
        self.control("clock", {"offset_seconds": seconds})
        self.control("flush")

    def control(self, path: str, body: Mapping[str, Any] | None = None, method: str = "POST") -> Any:
        """Use the control API."""
        answer = browser.request(method, f"{self.url}/_control/{path}", json=body or {})
        assert answer.status_code == 200, answer.text
        return answer.json()


def session_params(amount: int = 2200, **params: Any) -> Any:
    """What a shop sends to sell credits."""
    product = {"name": "Maker: 2,500 credits"}
    price = {"currency": "usd", "unit_amount": amount, "product_data": product}
    return {
        "mode": "payment",
        "success_url": "http://shop.test/success?session_id={CHECKOUT_SESSION_ID}",
        "cancel_url": "http://shop.test/?checkout=cancelled",
        "line_items": [{"price_data": price, "quantity": 1}],
        "metadata": {"purchase": "pur_1"},
        "payment_intent_data": {"metadata": {"purchase": "pur_1"}},
        **params,
    }


@contextmanager
def running_sandbox(state: Path, receiver: Receiver, webhook_secret: str, secret_key: str = KEY) -> Iterator[Shop]:
    """A sandbox behind a real socket, in a thread of its own."""
    port = free_port()
    shop = Shop(f"http://127.0.0.1:{port}", receiver, Clock(), state)
    app = create_app(
        state=state,
        secret_key=secret_key,
        webhook_secret=webhook_secret,
        webhook_url=receiver.url or None,
        base_url=shop.url,
        clock=shop.clock,
    )
    loop = asyncio.new_event_loop()
    started: list[Server] = []

    async def serve() -> None:
        started.append(
            Server(app, address="127.0.0.1", port=port, interface=Interfaces.ASGI, websockets=False, log_enabled=False)
        )
        await started[0].serve()

    thread = threading.Thread(target=loop.run_until_complete, args=[serve()], daemon=True)
    thread.start()
    until(lambda: _answers(shop.url), what="the sandbox to answer")
    try:
        yield shop
    finally:
        loop.call_soon_threadsafe(started[0].stop)
        thread.join(timeout=10)
        loop.close()


def _answers(url: str) -> bool:
    try:
        return browser.get(f"{url}/_control/modes").status_code == 200
    except httpx.TransportError:
        return False
