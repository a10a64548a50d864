"""The hash of an entry, as another program would compute it from README.md."""

import hashlib
from typing import Any

import pytest

from creditshop.ledger.chain import FIELDS, entry_hash
from tests.ledger.acts import NOW

ENTRY: dict[str, Any] = {
    "wallet_id": "wal_1",
    "sequence": 1,
    "operation_id": "op_1",
    "position": 0,
    "debit": "issued",
    "credit": "available",
    "amount": 100,
    "grant_id": "grt_1",
    "cause": "purchase",
    "reference": "pur_ü",
    "feature": "image.resize",
    "actor": "system",
    "available": 100,
    "held": 0,
    "frozen": 0,
    "owed": 0,
    "created_at": NOW,
    "previous_hash": bytes(32),
}
SPELLED = (
    '["creditshop-entry-1","0000000000000000000000000000000000000000000000000000000000000000",'
    '"wal_1",1,"op_1",0,"issued","available",100,"grt_1","purchase","pur_ü","image.resize","system",100,0,0,0,1772366400000000]'
)


def test_the_hash_is_sha_256_of_the_documented_bytes() -> None:
    assert entry_hash(ENTRY) == hashlib.sha256(SPELLED.encode()).digest()


@pytest.mark.parametrize("field", [*FIELDS, "created_at", "previous_hash"])
def test_every_field_counts(field: str) -> None:
    changed = {int: 7, str: "other", bytes: bytes([1] * 32)}.get(type(ENTRY[field]), NOW.replace(microsecond=1))
    assert entry_hash(ENTRY | {field: changed}) != entry_hash(ENTRY)
