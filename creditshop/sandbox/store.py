"""The sandbox's memory: one SQLite file, safe for several processes, durable at every commit."""

import fcntl
import json
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from creditshop.sandbox.json_types import Object

_SCHEMA = """
CREATE TABLE IF NOT EXISTS objects (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, type TEXT NOT NULL, created INTEGER NOT NULL,
    due_at REAL, data TEXT NOT NULL, hidden TEXT NOT NULL DEFAULT '{}');
CREATE INDEX IF NOT EXISTS objects_by_type ON objects (type, seq);
CREATE INDEX IF NOT EXISTS objects_due ON objects (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX IF NOT EXISTS objects_by_payment_intent ON objects (type, json_extract(data, '$.payment_intent'));
CREATE INDEX IF NOT EXISTS objects_by_charge ON objects (type, json_extract(data, '$.charge'));
CREATE TABLE IF NOT EXISTS requests (
    key TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, created REAL NOT NULL, locked_until REAL,
    request_id TEXT, status INTEGER, body TEXT);
CREATE TABLE IF NOT EXISTS deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT, event_id TEXT NOT NULL, state TEXT NOT NULL, created REAL NOT NULL,
    due_at REAL NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, endpoint_id TEXT NOT NULL DEFAULT 'we_sandbox');
CREATE INDEX IF NOT EXISTS deliveries_due ON deliveries (state, due_at);
CREATE TABLE IF NOT EXISTS attempts (
    id INTEGER PRIMARY KEY AUTOINCREMENT, delivery_id INTEGER NOT NULL REFERENCES deliveries (id), at REAL NOT NULL,
    status INTEGER, answer TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


class Transaction:
    """What may be done between BEGIN and COMMIT."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def execute(self, statement: str, values: Sequence[object] = ()) -> sqlite3.Cursor:
        """Run one SQL statement."""
        return self.connection.execute(statement, values)

    def get(self, object_id: str) -> Object | None:
        """The object of this id, whatever its kind."""
        row = self.execute("SELECT data FROM objects WHERE id = ?", (object_id,)).fetchone()
        return _load(row["data"]) if row else None

    def put(self, thing: Object, *, due_at: float | None = None) -> Object:
        """Store a new object or a new state of it; ``due_at`` (Unix seconds) is when it next changes by itself."""
        self.execute(
            "INSERT INTO objects (id, type, created, due_at, data) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET data = excluded.data, due_at = excluded.due_at",
            (thing["id"], thing["object"], thing["created"], due_at, json.dumps(thing)),
        )
        return thing

    def due_at(self, object_id: str) -> float | None:
        """When an object next changes by itself, in Unix seconds; None for never."""
        row = self.execute("SELECT due_at FROM objects WHERE id = ?", (object_id,)).fetchone()
        return row["due_at"] if row else None

    def hidden(self, object_id: str) -> Object:
        """What the sandbox itself remembers about an object and never shows."""
        row = self.execute("SELECT hidden FROM objects WHERE id = ?", (object_id,)).fetchone()
        return _load(row["hidden"]) if row else {}

    def hide(self, object_id: str, **values: Any) -> None:
        """Add to what the sandbox remembers about an object."""
        merged = {**self.hidden(object_id), **values}
        self.execute("UPDATE objects SET hidden = ? WHERE id = ?", (json.dumps(merged), object_id))

    def due(self, now: float) -> list[Object]:
        """Objects whose time has come, the earliest first."""
        rows = self.execute("SELECT data FROM objects WHERE due_at <= ? ORDER BY due_at, seq LIMIT 50", (now,))
        return [_load(row["data"]) for row in rows]

    def setting(self, name: str) -> Any:
        """A stored setting, or None."""
        row = self.execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
        return json.loads(row["value"]) if row else None

    def set_setting(self, name: str, value: Any) -> None:
        """Store a setting for every process and the next start."""
        self.execute(
            "INSERT INTO settings VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (name, json.dumps(value)),
        )

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Undo what happened inside if it raises, and let the transaction go on."""
        self.execute("SAVEPOINT attempt")
        try:
            yield
        except BaseException:
            self.execute("ROLLBACK TO attempt")
            raise
        finally:
            self.execute("RELEASE attempt")


class Store:
    """Opens the file at first use, so that a process forked before is safe; one connection a process."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None

    @contextmanager
    def begin(self) -> Iterator[Transaction]:
        """One transaction: committed at the end, rolled back if the block raises."""
        with self._lock:
            connection = self._connection = self._connection or self._open()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield Transaction(connection)
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Let go of the file; the next use opens it again."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
            self._connection = None

    def _open(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self._path, timeout=30, isolation_level=None, check_same_thread=False)
        connection.row_factory = sqlite3.Row
        # SQLite does not wait for its turn to switch to WAL; processes that start together have to.
        with self._path.with_name(f"{self._path.name}.lock").open("w") as gate:
            fcntl.flock(gate, fcntl.LOCK_EX)
            connection.execute("PRAGMA journal_mode=WAL")
            connection.executescript(_SCHEMA)
            columns = {row["name"] for row in connection.execute("PRAGMA table_info(deliveries)")}
            if "endpoint_id" not in columns:  # a file from before there were several endpoints
                connection.execute("ALTER TABLE deliveries ADD COLUMN endpoint_id TEXT NOT NULL DEFAULT 'we_sandbox'")
        connection.execute("PRAGMA synchronous=FULL")
        return connection


def _load(text: str) -> Object:
    loaded: Object = json.loads(text)
    return loaded
