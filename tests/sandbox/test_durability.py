"""State outlives the process, however it ends; live keys are refused."""

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import stripe

from creditshop.sandbox.app import create_app
from creditshop.sandbox.errors import LiveKeyRefused
from tests.sandbox.receiver import SECRET, Receiver
from tests.sandbox.shop import Clock, Shop, browser
from tests.served import free_port
from tests.waiting import until

SERVE = """
import sys
from pathlib import Path
from creditshop.sandbox.server import serve
serve(host="127.0.0.1", port=int(sys.argv[1]), state=Path(sys.argv[2]), secret_key="sk_test_sandbox",
      webhook_secret=sys.argv[3], webhook_url=sys.argv[4])
"""


@contextmanager
def process(state: Path, receiver: Receiver) -> Iterator[tuple[Shop, "subprocess.Popen[bytes]"]]:
    """A sandbox that can be killed."""
    port = free_port()
    command = [sys.executable, "-c", SERVE, str(port), str(state), SECRET, receiver.url]
    running = subprocess.Popen(command)
    shop = Shop(f"http://127.0.0.1:{port}", receiver, Clock(), state)
    try:
        until(lambda: _is_up(shop), what="the sandbox to answer")
        yield shop, running
    finally:
        running.kill()
        running.wait()


def test_everything_answered_survives_kill_9(tmp_path: Path, receiver: Receiver) -> None:
    with process(tmp_path / "sandbox.db", receiver) as (shop, running):
        paid = shop.paid(idempotency_key="key-1")
        shop.control("modes", {"delay_seconds": 1})
        answered = _keep_creating(shop)
        until(lambda: len(answered) >= 5, what="some products")
        running.send_signal(signal.SIGKILL)
        running.wait()

    with process(tmp_path / "sandbox.db", receiver) as (shop, running):
        kept = {product.id for product in shop.sdk.v1.products.list({"limit": 100, "active": True}).auto_paging_iter()}
        assert set(answered) <= kept
        assert shop.session(idempotency_key="key-1").id == paid.id
        assert shop.sdk.v1.checkout.sessions.retrieve(paid.id).payment_status == "paid"
        # What the dead process was sending comes back to the queue after a while.
        shop.control("clock", {"offset_seconds": 60})
        until(lambda: kept <= _announced(receiver), what="every product's event")


def test_two_processes_share_one_state_and_end_cleanly(tmp_path: Path, receiver: Receiver) -> None:
    state = tmp_path / "sandbox.db"
    with process(state, receiver) as (one, first), process(state, receiver) as (other, second):
        session = one.session(idempotency_key="key-1")
        assert other.session(idempotency_key="key-1").id == session.id
        assert other.pay(session).status_code == 303
        receiver.wait_for("checkout.session.completed")
        one.control("flush")
        assert receiver.types().count("checkout.session.completed") == 1
        for running in (first, second):
            running.terminate()
        assert [running.wait(timeout=15) for running in (first, second)] == [0, 0]


@pytest.mark.parametrize("key", ["sk_live_1", "rk_live_1"])
def test_a_live_key_stops_the_start(tmp_path: Path, key: str) -> None:
    with pytest.raises(LiveKeyRefused, match="does not start beside a live Stripe key") as refused:
        create_app(state=tmp_path / "s", secret_key=key, webhook_secret="x", webhook_url=None, base_url="http://x")
    assert key not in str(refused.value)


def _keep_creating(shop: Shop) -> list[str]:
    """Create products from another thread until the sandbox is gone; the list grows as they are answered."""
    answered: list[str] = []

    def create() -> None:
        while True:
            try:
                answered.append(shop.sdk.v1.products.create({"name": "Maker"}).id)
            except stripe.APIConnectionError:
                return

    threading.Thread(target=create, daemon=True).start()
    return answered


def _announced(receiver: Receiver) -> set[str]:
    return {event["data"]["object"]["id"] for event in receiver.events if event["type"] == "product.created"}


def _is_up(shop: Shop) -> bool:
    try:
        return browser.get(f"{shop.url}/_control/modes").is_success
    except httpx.TransportError:
        return False
