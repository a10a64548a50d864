"""Reading what a batch needs: its wallets, locked in the order of their ids, with their grants and holds."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection
from sqlmodel import Session

from creditshop.ledger import statements as sql
from creditshop.ledger.book import Book
from creditshop.ledger.guarding import frozen
from creditshop.ledger.lines import GrantLine, HoldLine, WalletLine
from creditshop.ledger.operations import Capture, Operation, Reinstate, Release, Revoke, Unfreeze
from creditshop.ledger.outcomes import opening_of


def open_books(connection: Connection, operations: list[Operation], now: datetime) -> dict[str, Book]:
    """Lock the wallets of these operations and read what they hold; by wallet id, those that exist."""
    ids = sorted({operation.wallet_id for operation in operations})
    if not ids:
        return {}
    wallets = [WalletLine(*row) for row in connection.execute(sql.LOCK_WALLETS, {"ids": ids})]
    grants = _grants(connection, ids, operations)
    books = {wallet.id: Book(wallet, grants[wallet.id].values(), now) for wallet in wallets}
    named = {operation.hold_id for operation in operations if isinstance(operation, Capture | Release)}
    if named or any(wallet.held for wallet in wallets):
        _add_holds(connection, books, named, now)
    if undone := [operation for operation in operations if isinstance(operation, Reinstate)]:
        _add_past(connection, books, undone)
    return books


def keep_frozen(session: Session, books: Collection[Book]) -> None:
    """Tell the books to which references nothing may come back that can be spent; asked once for all of them."""
    back = {reference for book in books for reference in book.coming_back()}
    if back:
        found = frozen(session, back)
        for book in books:
            book.frozen = found


def _grants(connection: Connection, ids: list[str], operations: list[Operation]) -> dict[str, dict[str, GrantLine]]:
    rows = list(connection.execute(sql.OPEN_GRANTS, {"ids": ids}))
    references = sorted({operation.reference for operation in operations if isinstance(operation, Revoke | Unfreeze)})
    if references:
        rows += connection.execute(sql.CLOSED_GRANTS, {"ids": ids, "references": references})
    if reinstated := sorted({operation.wallet_id for operation in operations if isinstance(operation, Reinstate)}):
        rows += connection.execute(sql.TAKEN_GRANTS, {"ids": reinstated})
    grants: dict[str, dict[str, GrantLine]] = defaultdict(dict)
    for wallet_id, *line in rows:
        grants[wallet_id][line[0]] = GrantLine(*line)
    return grants


def _add_holds(connection: Connection, books: dict[str, Book], named: Collection[str], now: datetime) -> None:
    """Put into the books the holds that are due or named, with their lines while they are open."""
    wanted = {"wallets": list(books), "named": sorted(named), "now": now}
    rows = connection.execute(sql.DUE_OR_NAMED_HOLDS if named else sql.DUE_HOLDS, wanted).all()
    reserved: dict[str, list[Any]] = defaultdict(list)
    openings = [opening_of(row.id) for row in rows if row.state == "open"]
    for line in connection.execute(sql.HELD_LINES, {"ids": openings}) if openings else ():
        reserved[line.operation_id].append(line)
    held_of = _grants_by_id(connection, books, {line.grant_id for lines in reserved.values() for line in lines})
    for row in rows:
        hold = HoldLine(row.id, row.credits, row.state, row.expires_at, row.feature)
        hold.lines = [(held_of[line.grant_id], line.amount) for line in reserved[opening_of(row.id)]]
        books[row.wallet_id].holds[row.id] = hold


def _add_past(connection: Connection, books: dict[str, Book], undone: list[Reinstate]) -> None:
    """Put into the books which operations have the keys that are to be undone, and the entries they made before."""
    keys = sorted({(operation.scope, key) for operation in undone for key in operation.of})
    named = {(row.scope, row.key): row.id for row in connection.execute(sql.CLAIMED_BEFORE, {"keys": keys})}
    entries = connection.execute(sql.ENTRIES_OF, {"ids": [*named.values()]}).mappings().all()
    for book in books.values():
        book.named = named
        own = (entry for entry in entries if entry["wallet_id"] == book.wallet_id)
        book.past = sorted(own, key=itemgetter("sequence"))


def _grants_by_id(connection: Connection, books: dict[str, Book], ids: Iterable[str]) -> dict[str, GrantLine]:
    """The books' grants, those with these ids read as well: a grant that only holds keep from being used up."""
    known = {grant.id: grant for book in books.values() for grant in book.grants}
    if missing := sorted(set(ids) - known.keys()):
        for wallet_id, *line in connection.execute(sql.THESE_GRANTS, {"ids": missing}):
            grant = known[line[0]] = GrantLine(*line)
            books[wallet_id].join(grant)
    return known
