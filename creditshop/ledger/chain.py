"""The hash chain: each entry carries the hash of its wallet's previous entry, and its own over everything it says.

The hashed bytes are the canonical JSON (canonical.py) of FORMAT, the previous hash in hex, the FIELDS in order,
created_at in microseconds, the digest of the operation, and, where a grant arrives, that of the grant: so neither can
change unnoticed. README.md shows one worked out. A new field means a new FORMAT.
"""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
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
OPERATION_FIELDS: Final = ("scope", "key", "kind", "fingerprint", "created_at")
GRANT_FIELDS: Final = (
    "id",
    "wallet_id",
    "cause",
    "reference",
    "amount",
    "price_minor",
    "currency",
    "priority",
    "expires_at",
    "created_at",
)
_said = itemgetter(*FIELDS)


def entry_hash(entry: Mapping[Any, Any], operation: str, grant: str | None) -> bytes:
    """SHA-256 of an entry as its row holds it, `previous_hash` included, and of these digests."""
    at = microseconds(entry["created_at"])
    said = encode([FORMAT, entry["previous_hash"].hex(), *_said(entry), at, operation, grant])
    return hashlib.sha256(said).digest()


def digest(values: Iterable[object]) -> str:
    """SHA-256, in hex, of the values of OPERATION_FIELDS or GRANT_FIELDS, as canonical JSON."""
    return hashlib.sha256(encode([_plain(value) for value in values])).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return microseconds(value)
    return value.hex() if isinstance(value, bytes) else value
