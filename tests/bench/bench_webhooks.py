"""Signed webhooks to credits, over HTTP: `python -m tests.bench.bench_webhooks [events]`, by hand.

One granian worker and SQLite with synchronous=FULL; server and load generator share the machine. Every event pays a
purchase of its own: stored, matched, credits posted, receipt queued, committed, answered. Prints events a second, the
ratio to an empty route measured in the same run, and fails unless each purchase got its credits exactly once.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx
from sqlmodel import Session, SQLModel, func, select

from creditshop.catalog import offers, seed_packages
from creditshop.checkout import Agreement, Buyer, start_checkout
from creditshop.checkout.models import Purchase
from creditshop.clock import utcnow
from creditshop.config import Mode, settings
from creditshop.database import engine, transact, transact_sync
from creditshop.database.identity import claim
from creditshop.database.tables import import_models
from creditshop.payments import current
from tests.checkout.provider import Provider
from tests.served import free_port
from tests.waiting import until
from tests.webhooks import an_event, as_body, sign

CONNECTIONS = (1, 64)
PATH = "/api/stripe/webhook"


def main(count: int) -> None:
    """Measure, print, check."""
    home = Path(tempfile.mkdtemp(prefix="creditshop-bench-"))
    os.environ.update(APP_ENV="development", DATABASE_URL=f"sqlite:///{home}/shop.db", CREDITSHOP_DATA_DIR=str(home))
    settings.cache_clear()
    import_models()
    SQLModel.metadata.create_all(engine.writer())
    transact_sync(claim, Mode.SANDBOX)
    transact_sync(seed_packages)
    bodies = asyncio.run(sell(count * len(CONNECTIONS)))
    port = free_port()
    server = serve(port)
    try:
        for number, connections in enumerate(CONNECTIONS):
            empty, _ = measure(port, "/empty", bodies[:count], connections)
            rate, slowest = measure(port, PATH, bodies[number * count : (number + 1) * count], connections)
            print(f"{connections:3} connections: {rate:6.0f} events/s, p99 {slowest * 1000:.1f} ms; "  # noqa: T201
                  f"empty route {empty:.0f}/s, ratio {rate / empty:.2f}")  # fmt: skip
    finally:
        server.terminate()
        server.wait()
    paid = transact_sync(paid_purchases)
    assert paid == len(bodies), f"{paid} of {len(bodies)} purchases are paid"


async def sell(count: int) -> list[bytes]:
    """Open that many checkouts, one for each buyer; the events that say they were paid."""
    provider = Provider(now=utcnow())
    current.bind(provider, None, None)  # type: ignore[arg-type]
    maker = next(offer for offer in await transact(offers, "usd") if offer.slug == "maker")
    agreed = Agreement("2026-11", "I agree.")

    async def buy(number: int) -> None:
        buyer = Buyer(f"usr_{number}", f"buyer{number}@example.com", "en")
        await start_checkout(buyer, maker.package_id, "usd", agreed, now=utcnow())

    for start in range(0, count, 64):
        await asyncio.gather(*(buy(number) for number in range(start, min(start + 64, count))))
    return [as_body(paid_event(str(one.purchase_id), one.id)) for one in provider.sessions.values()]


def paid_event(purchase_id: str, session_id: str) -> dict[str, object]:
    return an_event(purchase_id=purchase_id, id=session_id, payment_intent=f"pi_{session_id}")


def paid_purchases(session: Session) -> int:
    return session.exec(select(func.count()).select_from(Purchase).where(Purchase.state == "paid")).one()


def serve(port: int, app: str = "tests.bench.webhook_app:app") -> subprocess.Popen[bytes]:
    """One worker of the server that the shop runs on."""
    words = ("--interface", "asgi", "--factory", "--workers", "1", "--no-log", "--port", str(port))
    server = subprocess.Popen([sys.executable, "-m", "granian", *words, app])
    until(lambda: _answers(port), what="the server")
    return server


def _answers(port: int) -> bool:
    try:
        return httpx.post(f"http://127.0.0.1:{port}/empty").is_success
    except httpx.TransportError:
        return False


def measure(port: int, path: str, bodies: list[bytes], connections: int) -> tuple[float, float]:
    """Requests a second and the 99th percentile of seconds a request; every answer must be 200."""
    requests = [_request(path, body) for body in bodies]
    began = time.perf_counter()
    seconds = sorted(asyncio.run(_send(port, requests, connections)))
    return len(bodies) / (time.perf_counter() - began), seconds[int(len(seconds) * 0.99)]


def _request(path: str, body: bytes) -> bytes:
    head = (
        f"POST {path} HTTP/1.1\r\nHost: shop\r\nContent-Length: {len(body)}\r\nStripe-Signature: {sign(body)}\r\n\r\n"
    )
    return head.encode() + body


async def _send(port: int, requests: list[bytes], connections: int) -> list[float]:
    seconds: list[float] = []

    async def connection(mine: list[bytes]) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for request in mine:
            began = time.perf_counter()
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200"), head
            await reader.readexactly(int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0]))
            seconds.append(time.perf_counter() - began)
        writer.close()

    await asyncio.gather(*(connection(requests[number::connections]) for number in range(connections)))
    return seconds


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
