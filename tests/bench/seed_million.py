"""A shop with two years behind it, on an empty PostgreSQL, within minutes:

    python -m tests.bench.seed_million --purchases 1000000 --entries 10000000 --url postgresql://…

People come all the time and stay: the longer the shop is open, the more happens. Sums are as the ledger would have
them, hashes are not. Everything is made inside the database; keys and indexes are built at the end.
"""

import argparse
import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import psycopg

from creditshop.catalog import seed_features, seed_packages
from creditshop.clock import utcnow
from creditshop.config import settings
from creditshop.database import engine, migrations, transact_sync
from creditshop.insights import roll
from tests.bench.seed_returns import RETURNS
from tests.bench.seed_statements import FUNCTIONS, SALES
from tests.bench.seed_work import WORK

SPAN = timedelta(days=730)
GRANTS = 4  # purchases that each wallet's owner has paid
STAFF = 12
STATEMENTS = SALES | RETURNS | WORK


@dataclass(frozen=True)
class Size:
    """How much there is of everything. Wallet `w` has the entries 1 to `per_wallet`, of which each `per_grant` begin
    with the grant of a purchase.
    """

    purchases: int
    wallets: int
    per_grant: int
    now: datetime

    @classmethod
    def of(cls, purchases: int, entries: int) -> "Size":
        """Six of ten purchases are paid; there are at least as many entries as asked for."""
        wallets = max(1, purchases * 6 // 10 // GRANTS)
        return cls(purchases, wallets, max(2, -(-entries // (wallets * GRANTS))), utcnow())

    @property
    def paid(self) -> int:
        """How many purchases are paid."""
        return self.wallets * GRANTS

    @property
    def per_wallet(self) -> int:
        """How many entries a wallet has."""
        return GRANTS * self.per_grant

    @property
    def entries(self) -> int:
        """How many entries there are."""
        return self.wallets * self.per_wallet

    @property
    def values(self) -> dict[str, object]:
        """What the statements are filled in with."""
        return {
            "purchases": self.purchases,
            "paid": self.paid,
            "open": max(1, (self.purchases - self.paid) // 100),
            "wallets": self.wallets,
            "people": self.wallets * 2,
            "grants": GRANTS,
            "staff": STAFF,
            "acts": max(1, self.purchases // 5),
            "per_grant": self.per_grant,
            "per_wallet": self.per_wallet,
            "span": f"interval '{SPAN.days} days'",
            "now": f"timestamptz '{self.now.isoformat()}'",
        }


def id_of(prefix: str, number: int) -> str:
    """The id of the thing with this number, as the database makes it (`pg_temp.id`)."""
    return f"{prefix}_{hashlib.md5(f'{prefix}{number}'.encode()).hexdigest()[:26]}"


def seed(url: str, size: Size) -> None:
    """Migrate the empty database at `url`, fill it, and count its days."""
    os.environ.update(DATABASE_URL=url, APP_ENV="development")
    settings.cache_clear()
    engine.dispose()
    migrations.upgrade(url)
    with psycopg.connect(url, autocommit=True) as connection:
        for setting in ("session_replication_role = replica", "synchronous_commit = off", "work_mem = '512MB'",
                        "maintenance_work_mem = '1GB'"):  # fmt: skip
            connection.execute(f"SET {setting}")
        connection.execute(FUNCTIONS.format(**size.values))
        with without_indexes(connection, list(STATEMENTS)):
            for table, statements in STATEMENTS.items():
                with timed(table):
                    for statement in statements:
                        connection.execute(statement.format(**size.values))
        with timed("vacuum"):
            connection.execute("VACUUM ANALYZE")
    transact_sync(seed_packages)
    transact_sync(seed_features)
    with timed("days counted"):
        while transact_sync(roll, limit=30, now=size.now):
            pass
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE daily_figure, rolled_day")
    engine.dispose()


@contextmanager
def without_indexes(connection: psycopg.Connection, tables: list[str]) -> Iterator[None]:
    """Take keys and indexes of the tables away, and build them anew from the full tables."""
    keys = connection.execute(
        """SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint
        WHERE contype IN ('f', 'p', 'u') AND (conrelid = ANY(%(tables)s::regclass[])
          OR confrelid = ANY(%(tables)s::regclass[])) ORDER BY contype = 'f'""",
        {"tables": tables},
    ).fetchall()
    for table, name, _ in reversed(keys):
        connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    indexes = connection.execute(
        "SELECT quote_ident(indexname), indexdef FROM pg_indexes WHERE tablename = ANY(%s)", [tables]
    ).fetchall()
    for name, _ in indexes:
        connection.execute(f"DROP INDEX {name}")
    yield
    with timed("indexes"):
        for _, definition in indexes:
            connection.execute(definition)
        for table, name, definition in keys:
            connection.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Say how long it took."""
    began = time.monotonic()
    yield
    print(f"  {what:20} {time.monotonic() - began:7.1f} s", flush=True)  # noqa: T201


def main() -> None:
    """Fill the database that the arguments name."""
    asked = argparse.ArgumentParser(description="Fill an empty PostgreSQL database with a large shop.")
    asked.add_argument("--purchases", type=int, default=1_000_000)
    asked.add_argument("--entries", type=int, default=10_000_000)
    asked.add_argument("--url", required=True)
    given = asked.parse_args()
    seed(given.url, Size.of(given.purchases, given.entries))


if __name__ == "__main__":
    main()
