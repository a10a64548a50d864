"""Posting: the one way in which credits move."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection
from sqlmodel import Session

from creditshop import metrics
from creditshop.database import announce, new_id
from creditshop.ledger import statements as sql
from creditshop.ledger.book import Book
from creditshop.ledger.errors import IdempotencyConflict, LedgerError, WalletNotFound
from creditshop.ledger.examining import check_amounts, fingerprint
from creditshop.ledger.listening import Happened, tell
from creditshop.ledger.opening import keep_frozen, open_books
from creditshop.ledger.operations import Operation
from creditshop.ledger.outcomes import Outcome, Posted
from creditshop.ledger.rules import apply
from creditshop.ledger.usage import used

Key = tuple[str, str]  # scope, key
Decided = dict[Key, tuple[bytes, Outcome]]  # with the fingerprint it was decided for


@dataclass(frozen=True, slots=True)
class Asked:
    """An operation whose amounts are right."""

    operation: Operation
    key: Key
    fingerprint: bytes


def post(session: Session, operations: Sequence[Operation], *, now: datetime) -> list[Outcome]:
    """Apply a batch in order, in the caller's transaction; one outcome for each operation, in the same order.

    A refused operation gives its LedgerError as the outcome, leaves no trace and does not disturb the others. A key
    that was used before gives the stored outcome again (`replayed`), or IdempotencyConflict when it was for something
    else. The unique constraint on keys decides that: keys are claimed first, sorted, then wallets are locked by id.
    Owners of changed wallets are announced.
    """
    connection = session.connection()
    asked = [_examine(operation) for operation in operations]
    first: dict[Key, Asked] = {}
    for one in asked:
        if isinstance(one, Asked):
            first.setdefault(one.key, one)
    claimed = _claim(connection, first, now)
    decided = _decided_before(connection, first.keys() - claimed.keys())
    books = open_books(connection, [first[key].operation for key in claimed], now)
    keep_frozen(session, books.values())
    for key, operation_id in claimed.items():
        decided[key] = first[key].fingerprint, _apply(books, first[key], operation_id)
    _release(connection, [operation_id for key, operation_id in claimed.items() if _left_no_trace(decided[key][1])])
    _write(session, connection, [book for book in books.values() if book.entries], now)
    for key in claimed:
        _count(session, first[key].operation, decided[key][1])
    tell(session, [*_happened([first[key].operation for key in claimed], decided, books)], now)
    return [_answer(one, decided) if isinstance(one, Asked) else one for one in asked]


def post_one(session: Session, operation: Operation, *, now: datetime) -> Posted:
    """Post a single operation; raises the LedgerError that refuses it."""
    (outcome,) = post(session, [operation], now=now)
    if isinstance(outcome, LedgerError):
        raise outcome
    return outcome


def _examine(operation: Operation) -> Asked | LedgerError:
    try:
        check_amounts(operation)
    except LedgerError as refusal:
        return refusal
    return Asked(operation, (operation.scope, operation.key), fingerprint(operation))


def _claim(connection: Connection, asked: dict[Key, Asked], now: datetime) -> dict[Key, str]:
    """The keys that are ours from now on, in the order asked, each with the id of its new operation."""
    if not asked:
        return {}
    ids = {key: new_id("op") for key in asked}
    moment = sql.stored(connection.dialect.name, now)
    rows = [
        {
            "id": ids[key],
            "scope": key[0],
            "key": key[1],
            "kind": asked[key].operation.kind,
            "fingerprint": asked[key].fingerprint,
            "created_at": moment,
        }
        for key in sorted(asked)
    ]
    if _many(connection, sql.CLAIM_KEYS, rows) == len(rows):
        return ids
    ours = set(connection.scalars(sql.CLAIMED_NOW, {"ids": list(ids.values())}))
    return {key: operation_id for key, operation_id in ids.items() if operation_id in ours}


def _decided_before(connection: Connection, keys: Collection[Key]) -> Decided:
    """What keys that were used before were used for, and what came of it."""
    if not keys:
        return {}
    operations = connection.execute(sql.CLAIMED_BEFORE, {"keys": sorted(keys)}).mappings().all()
    entries: dict[str, list[Any]] = defaultdict(list)
    for entry in connection.execute(sql.ENTRIES_OF, {"ids": [row["id"] for row in operations]}).mappings():
        entries[entry["operation_id"]].append(entry)
    return {
        (row["scope"], row["key"]): (row["fingerprint"], Posted.of(row["id"], entries[row["id"]], replayed=True))
        for row in operations
    }


def _apply(books: dict[str, Book], asked: Asked, operation_id: str) -> Outcome:
    operation = asked.operation
    book = books.get(operation.wallet_id)
    if book is None:
        return WalletNotFound(operation.wallet_id)
    book.begin(operation, operation_id, asked.fingerprint)
    try:
        apply(book, operation)
    except LedgerError as refusal:
        return refusal
    return book.outcome()


def _happened(operations: list[Operation], decided: Decided, books: dict[str, Book]) -> Iterator[Happened]:
    for operation in operations:
        _, outcome = decided[operation.scope, operation.key]
        if isinstance(outcome, Posted) and outcome.operation_id:
            yield Happened(operation, outcome, books[operation.wallet_id].owner_id)


def _left_no_trace(outcome: Outcome) -> bool:
    return isinstance(outcome, LedgerError) or outcome.operation_id is None


def _count(session: Session, operation: Operation, outcome: Outcome) -> None:
    if isinstance(outcome, Posted) and outcome.moved:
        metrics.count(session, metrics.OPERATIONS.labels(operation.kind))
        metrics.count(session, metrics.CREDITS.labels(operation.kind), sum(moved.amount for moved in outcome.moved))


def _release(connection: Connection, operation_ids: list[str]) -> None:
    if operation_ids:
        connection.execute(sql.RELEASE_KEYS, {"ids": operation_ids})


def _write(session: Session, connection: Connection, books: list[Book], now: datetime) -> None:
    """Write what the books have gathered: many rows by one statement, grants before the entries that name them."""
    if not books:
        return
    arrived = [row for book in books for row in book.new_grants()]
    if arrived:
        connection.execute(sql.ADD_GRANTS, arrived)
    moment = {"created_at": sql.stored(connection.dialect.name, now)}
    _many(connection, sql.ADD_ENTRIES, [entry | moment for book in books for entry in book.entries])
    _many(connection, sql.KEEP_GRANTS, [row for book in books for row in book.changed_grants()])
    _write_holds(connection, books, now)
    _many(connection, sql.ADD_USE, used(connection.dialect.name, books, now))
    _many(connection, sql.KEEP_WALLETS, [book.new_state() for book in books])
    for book in books:
        announce(session, book.owner_id)


def _write_holds(connection: Connection, books: list[Book], now: datetime) -> None:
    if opened := [row for book in books for row in book.opened]:
        connection.execute(sql.ADD_HOLDS, opened)
    if closed := [hold for book in books for hold in book.closed]:
        rows = [{"hold": hold.id, "reached": hold.state, "used": hold.captured, "at": now} for hold in closed]
        connection.execute(sql.CLOSE_HOLDS, rows)


def _many(connection: Connection, statement: dict[str, str], rows: list[dict[str, Any]]) -> int:
    """Run a compiled statement for each of these rows; returns how many rows it wrote."""
    return connection.exec_driver_sql(statement[connection.dialect.name], rows).rowcount if rows else 0


def _answer(asked: Asked, decided: Decided) -> Outcome:
    decided_for, outcome = decided[asked.key]
    return outcome if decided_for == asked.fingerprint else IdempotencyConflict(*asked.key)
