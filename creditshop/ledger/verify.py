"""Checking the books while the shop is open: every figure again, from the entries, wallet by wallet.

A page of wallets is read in one snapshot, so what is posted meanwhile cannot look like an error. Entries are streamed:
memory grows with the grants of a page's wallets, not with their history.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, select, text
from sqlmodel import Session

from creditshop.ledger.audit import Audit, Violation
from creditshop.ledger.chained import CHAINED
from creditshop.ledger.models import DAILY_USE, ENTRIES, GRANTS, HOLDS, OPERATIONS, WALLETS
from creditshop.ledger.witness import last_heads

_STREAM = {"yield_per": 1000}


@dataclass(frozen=True, slots=True)
class Checked:
    """What one page of the check found. `last` is the `after` of the next page, None at the end."""

    violations: tuple[Violation, ...]
    wallets: int
    entries: int
    last: str | None


def verify(session: Session, *, after: str = "", limit: int = 100) -> Checked:
    """Check up to `limit` wallets with ids above `after`; go on, each time in a new transaction, until `last` is None.

    Of each wallet: entries are counted without a gap, chained by hash together with their operations and grants, end at
    the wallet's head and go as far at least as the head that was signed last; the parts after each follow from those
    before, and the last are the wallet's; grants have what their entries say, were never overdrawn, and add up to what
    is available, held and frozen; open holds add up to what is held; each day's use is what was spent. The first page
    also finds operations without entries.
    On PostgreSQL the session must be new: its first statement fixes the snapshot.
    """
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
    page = select(WALLETS).where(WALLETS.c.id > after).order_by(WALLETS.c.id).limit(limit)
    wallets = connection.execute(page).mappings().all()
    audits = {wallet["id"]: Audit(wallet["id"]) for wallet in wallets}
    _feed(connection, audits)
    for wallet in wallets:
        audits[wallet["id"]].wallet(wallet)
    violations = [violation for audit in audits.values() for violation in audit.violations]
    violations += last_heads(session, [*audits])
    if not after:
        violations += _empty_operations(connection)
    entries = sum(audit.entries for audit in audits.values())
    return Checked(tuple(violations), len(wallets), entries, wallets[-1]["id"] if len(wallets) == limit else None)


def _feed(connection: Connection, audits: dict[str, Audit]) -> None:
    entries = CHAINED.where(ENTRIES.c.wallet_id.in_(audits)).order_by(ENTRIES.c.wallet_id, ENTRIES.c.sequence)
    for entry in connection.execute(entries, execution_options=_STREAM).mappings():
        audits[entry["wallet_id"]].entry(entry)
    for table, check in ((GRANTS, Audit.grant), (HOLDS, Audit.hold), (DAILY_USE, Audit.use)):
        rows = select(table).where(table.c.wallet_id.in_(audits))
        for row in connection.execute(rows, execution_options=_STREAM).mappings():
            check(audits[row["wallet_id"]], row)


def _empty_operations(connection: Connection) -> Iterator[Violation]:
    entry = select(ENTRIES.c.wallet_id).where(ENTRIES.c.operation_id == OPERATIONS.c.id)
    for operation_id in connection.scalars(select(OPERATIONS.c.id).where(~entry.exists())):
        yield Violation("operation", f"operation {operation_id}", "entries", "none")
