"""A wallet's whole history under our signature, for a program that has nothing of ours but the file and the public key.

assets/verify_statement.py is that program. The file is written in one way only, so that no byte of it can change: an
object of the signed head and, one a line, the entries with the digests that their hashes are over.
"""

from typing import Any, Final

import orjson
from sqlalchemy import RowMapping
from sqlmodel import Session

from creditshop.ledger.canonical import microseconds
from creditshop.ledger.chain import FIELDS
from creditshop.ledger.chained import CHAINED, digests
from creditshop.ledger.heads import SignedHead
from creditshop.ledger.models import ENTRIES

FORMAT: Final = "creditshop-statement-1"
STATEMENT_END: Final = b"\n]}\n"


def statement_beginning(head: SignedHead) -> bytes:
    """What stands before the entries."""
    said = head.written()
    names = ("public_key", "wallet_id", "sequence", "head", "signed_at", "signature")
    return orjson.dumps({"format": FORMAT, **{name: said[name] for name in names}})[:-1] + b',"entries":[\n'


def statement_entries(session: Session, head: SignedHead, *, after: int, limit: int) -> tuple[bytes, ...]:
    """Up to `limit` entries after a sequence, no later than the head, in order, each as it is written."""
    page = (
        CHAINED.where(ENTRIES.c.wallet_id == head.wallet_id)
        .where(ENTRIES.c.sequence > after, ENTRIES.c.sequence <= head.sequence)
        .order_by(ENTRIES.c.sequence)
        .limit(limit)
    )
    rows = session.connection().execute(page).mappings()
    return tuple(orjson.dumps(_written(row)) for row in rows)


def _written(row: RowMapping) -> dict[str, Any]:
    operation, grant = digests(row)
    said = {field: row[field] for field in FIELDS if field != "wallet_id"}
    at = microseconds(row["created_at"])
    return {**said, "created_at": at, "operation": operation, "grant": grant, "hash": row["hash"].hex()}
