"""Engines: one for writing, one for reading, made on first use and never at import (workers fork)."""

from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy
from sqlalchemy import Engine, event, make_url
from sqlalchemy.engine import Connection
from sqlalchemy.pool import QueuePool

from creditshop.config import settings

POOL_SIZE = 8  # measured: more threads than this gain nothing on PostgreSQL
# Nothing waits without end: who holds a lock and hangs, or is cut off, costs the others seconds.
LIMITS = {"lock_timeout": "5s", "statement_timeout": "30s", "idle_in_transaction_session_timeout": "30s"}
# A server that vanished without a word is noticed within a minute, also in the middle of a statement.
_KEEPALIVES = {
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,  # milliseconds
}


def make_engine(url: str, *, read_only: bool = False) -> Engine:
    """An engine on `url` (sqlite or postgresql) with this shop's promises about durability and isolation."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(url, Path(parsed.database or ""), read_only=read_only)
    server = {"timezone": "UTC", "default_transaction_read_only": "on" if read_only else "off", **LIMITS}
    options = " ".join(f"-c {name}={value}" for name, value in server.items())
    return sqlalchemy.create_engine(  # by this name, because tracing wraps it there
        parsed.set(drivername="postgresql+psycopg"),
        pool_size=POOL_SIZE,
        max_overflow=0,
        hide_parameters=True,  # values may be personal, and errors are logged
        pool_timeout=10,
        pool_pre_ping=True,
        connect_args={"connect_timeout": 5, "options": options, **_KEEPALIVES},
    )


def _sqlite(url: str, path: Path, *, read_only: bool) -> Engine:
    path.parent.mkdir(parents=True, exist_ok=True)
    engine = sqlalchemy.create_engine(
        url,
        pool_size=POOL_SIZE,
        max_overflow=0,
        hide_parameters=True,
        connect_args={"check_same_thread": False, "timeout": 10},
    )

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # SQLAlchemy begins; the driver's own implicit BEGIN would come too late
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")
        if read_only:
            connection.execute("PRAGMA query_only=ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A write transaction takes its lock at once: upgrading later fails with "database is locked", without waiting.
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine


@cache
def writer() -> Engine:
    """The engine that transactions run on."""
    return make_engine(settings().database_url.get_secret_value())


@cache
def reader() -> Engine:
    """The engine that refuses to write."""
    writer().connect().close()  # a read-only connection cannot create the file or turn on the log
    return make_engine(settings().database_url.get_secret_value(), read_only=True)


def connections_in_use() -> dict[str, int]:
    """How many connections of this process are at work, of POOL_SIZE each, by what they are for."""
    pools = {"write": writer().pool, "read": reader().pool}
    return {name: pool.checkedout() for name, pool in pools.items() if isinstance(pool, QueuePool)}


def dispose() -> None:
    """Close every connection; the next use makes new engines (for tests and for a worker's end)."""
    for engine in (writer, reader):
        if engine.cache_info().currsize:
            engine().dispose()
        engine.cache_clear()
