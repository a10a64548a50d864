"""Spends over HTTP, an API key and an idempotency key each: `python -m tests.bench.bench_spends [spends]`, by hand.

One granian worker and SQLite with synchronous=FULL; server and load generator share the machine. Each connection has
a key and a wallet of its own, since keys have a rate limit. Prints spends a second and the ratio to an empty
authenticated route of the same server (the bar is a half), and fails unless each spend took its credit exactly once.
"""

import asyncio
import os
import sys
import tempfile
import time
from pathlib import Path

import orjson
from sqlmodel import Session, SQLModel

from creditshop.apikeys import Scope, create_key
from creditshop.clock import utcnow
from creditshop.config import Mode, settings
from creditshop.database import engine, transact_sync
from creditshop.database.identity import claim
from creditshop.database.tables import import_models
from creditshop.ledger import INTERNAL, GrantCredits, Lot, balance, open_wallet, post_one
from tests.bench.bench_webhooks import serve
from tests.served import free_port

CONNECTIONS = (1, 64)
CREDITS = 1_000_000


def main(count: int) -> None:
    """Measure, print, check."""
    home = Path(tempfile.mkdtemp(prefix="creditshop-bench-"))
    os.environ.update(APP_ENV="development", DATABASE_URL=f"sqlite:///{home}/shop.db", CREDITSHOP_DATA_DIR=str(home))
    settings.cache_clear()
    import_models()
    SQLModel.metadata.create_all(engine.writer())
    transact_sync(claim, Mode.SANDBOX)
    customers = [transact_sync(customer, number) for number in range(sum(CONNECTIONS))]
    port = free_port()
    server = serve(port, "tests.bench.spend_app:app")
    try:
        for connections, mine in zip(CONNECTIONS, (customers[:1], customers[1:]), strict=True):
            empty, _ = measure(port, "/api/v1/empty", mine, count)
            rate, slowest = measure(port, "/api/v1/spends", mine, count)
            print(f"{connections:3} connections: {rate:6.0f} spends/s, p99 {slowest * 1000:.1f} ms; "  # noqa: T201
                  f"empty authenticated route {empty:.0f}/s, ratio {rate / empty:.2f}")  # fmt: skip
    finally:
        server.terminate()
        server.wait()
    spent = sum(CREDITS - transact_sync(balance, wallet).available for _, wallet in customers)
    expected = sum(count // connections * connections for connections in CONNECTIONS)
    assert spent == expected, f"{spent} credits are spent, not {expected}"


def customer(session: Session, number: int) -> tuple[str, str]:
    """A key and a wallet with credits."""
    owner, now = f"usr_{number}", utcnow()
    wallet = open_wallet(session, owner, now=now)
    lot = Lot(CREDITS, "purchase", CREDITS, "usd")
    post_one(session, GrantCredits(wallet, INTERNAL, f"fill{number}", "system", (lot,), f"pur_{number}"), now=now)
    key = create_key(session, owner_id=owner, name="", scopes=[Scope.SPEND], created_by=owner, now=now)
    return key.token, wallet


def measure(port: int, path: str, customers: list[tuple[str, str]], count: int) -> tuple[float, float]:
    """Requests a second and the 99th percentile of seconds a request; every answer must be a success."""
    each = count // len(customers)
    began = time.perf_counter()
    seconds = sorted(asyncio.run(_send(port, path, customers, each)))
    return len(seconds) / (time.perf_counter() - began), seconds[int(len(seconds) * 0.99)]


async def _send(port: int, path: str, customers: list[tuple[str, str]], each: int) -> list[float]:
    seconds: list[float] = []

    async def connection(token: str, wallet: str) -> None:
        body = orjson.dumps({"wallet": wallet, "credits": 1, "reference": "job"})
        head = (
            f"POST {path} HTTP/1.1\r\nHost: shop\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
            f"Authorization: Bearer {token}\r\nIdempotency-Key: {len(customers)}-"
        )
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for number in range(each):
            began = time.perf_counter()
            writer.write(f"{head}{number}\r\n\r\n".encode() + body)
            answer = await reader.readuntil(b"\r\n\r\n")
            assert answer.startswith(b"HTTP/1.1 20"), answer
            await reader.readexactly(int(answer.lower().split(b"content-length: ")[1].split(b"\r\n")[0]))
            seconds.append(time.perf_counter() - began)
        writer.close()

    await asyncio.gather(*(connection(*one) for one in customers))
    return seconds


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3000)
