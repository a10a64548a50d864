"""The hash of an entry, as another program would compute it from README.md."""

import hashlib
from typing import Any

import pytest

from creditshop.ledger.chain import FIELDS, GRANT_FIELDS, OPERATION_FIELDS, digest, entry_hash
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
    '"wal_1",1,"op_1",0,"issued","available",100,"grt_1","purchase","pur_ü","image.resize","system",100,0,0,0,'
    f'1772366400000000,"{"0a" * 32}","{"0b" * 32}"]'
)
OPERATION = {"scope": "internal", "key": "pur_1", "kind": "grant", "fingerprint": bytes([10] * 32), "created_at": NOW}
SPELLED_OPERATION = f'["internal","pur_1","grant","{"0a" * 32}",1772366400000000]'
GRANT: dict[str, Any] = {
    "id": "grt_1",
    "wallet_id": "wal_1",
    "cause": "purchase",
    "reference": "pur_1",
    "amount": 100,
    "price_minor": 1000,
    "currency": "eur",
    "priority": 100,
    "expires_at": None,
    "created_at": NOW,
}
SPELLED_GRANT = '["grt_1","wal_1","purchase","pur_1",100,1000,"eur",100,null,1772366400000000]'


def test_the_hash_is_sha_256_of_the_documented_bytes() -> None:
    assert entry_hash(ENTRY, "0a" * 32, "0b" * 32) == hashlib.sha256(SPELLED.encode()).digest()


@pytest.mark.parametrize(
    ("fields", "row", "spelled"),
    [(OPERATION_FIELDS, OPERATION, SPELLED_OPERATION), (GRANT_FIELDS, GRANT, SPELLED_GRANT)],
)
def test_a_digest_is_sha_256_of_the_documented_bytes(
    fields: tuple[str, ...], row: dict[str, Any], spelled: str
) -> None:
    assert digest(row[field] for field in fields) == hashlib.sha256(spelled.encode()).hexdigest()


@pytest.mark.parametrize("field", [*FIELDS, "created_at", "previous_hash"])
def test_every_field_counts(field: str) -> None:
    changed = {int: 7, str: "other", bytes: bytes([1] * 32)}.get(type(ENTRY[field]), NOW.replace(microsecond=1))
    assert entry_hash(ENTRY | {field: changed}, "", None) != entry_hash(ENTRY, "", None)


def test_the_digests_count() -> None:
    assert len({entry_hash(ENTRY, operation, grant) for operation in ("", "a") for grant in (None, "", "a")}) == 6
