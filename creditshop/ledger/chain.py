"""The hash chain: each entry carries the hash of its wallet's previous entry, and its own over everything it says.

The hashed bytes are the canonical JSON (canonical.py) of FORMAT, the previous hash in hex, the FIELDS in order, and
created_at in microseconds. README.md shows one worked out. A new field means a new FORMAT.
"""

import hashlib
from collections.abc import Mapping
from operator import itemgetter
from typing import Any, Final

from creditshop.ledger.canonical import encode, microseconds

FORMAT: Final = "creditshop-entry-1"
FIELDS: Final = (
    "wallet_id",
    "sequence",
    "operation_id",
    "position",
    "debit",
    "credit",
    "amount",
    "grant_id",
    "cause",
    "reference",
    "feature",
    "actor",
    "available",
    "held",
    "frozen",
    "owed",
)
_said = itemgetter(*FIELDS)


def entry_hash(entry: Mapping[Any, Any]) -> bytes:
    """SHA-256 of an entry as its row holds it, `previous_hash` included."""
    said = encode([FORMAT, entry["previous_hash"].hex(), *_said(entry), microseconds(entry["created_at"])])
    return hashlib.sha256(said).digest()
