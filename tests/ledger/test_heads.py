"""Signed heads: a chain whose end was cut off is in order by itself, and still noticed."""

import json
from base64 import b64encode
from collections.abc import Callable

import pytest
from sqlalchemy import delete, text, update
from sqlmodel import Session

from creditshop.config import settings
from creditshop.jobs import Registry
from creditshop.ledger import WalletNotFound, heads_files, public_key, register_jobs, sign_head, witness
from creditshop.ledger.models import DAILY_USE, GRANTS, LAST_SIGNED
from tests.conftest import Database
from tests.ledger.acts import NOW, do, spend, violations, wallet_with
from tests.ledger.heads import cut_off, forget_signed, in_files, sign

KEYS = [b64encode(bytes([number] * 32)).decode() for number in range(3)]


def rules(db: Database) -> list[str]:
    return [violation.rule for violation in violations(db) + in_files(db)]


def spent_wallet(db: Database) -> str:
    """A wallet whose one spend can be taken back without a trace: by `undo`."""
    wallet = db.transact(wallet_with, 100)
    do(db, spend(wallet, 7))
    return wallet


def undo(session: Session, wallet: str) -> None:
    """The spend has never been."""
    cut_off(session, wallet)
    session.connection().execute(update(GRANTS).where(GRANTS.c.wallet_id == wallet).values(remaining=100))
    session.connection().execute(delete(DAILY_USE).where(DAILY_USE.c.wallet_id == wallet))


def use_keys(clean_settings: pytest.MonkeyPatch, *keys: str) -> None:
    clean_settings.setenv("LEDGER_SIGNING_KEY", ",".join(keys))
    settings.cache_clear()


def test_books_in_order_have_their_heads(db: Database) -> None:
    for _ in range(3):
        spent_wallet(db)
    sign(db)
    assert rules(db) == []


def test_without_signed_heads_nobody_would_notice(db: Database) -> None:
    db.transact(undo, spent_wallet(db))
    assert rules(db) == []


def test_a_cut_off_chain_is_noticed(db: Database) -> None:
    wallet = spent_wallet(db)
    sign(db)
    db.transact(undo, wallet)
    assert rules(db) == ["head", "head"]
    db.transact(forget_signed)
    assert rules(db) == ["head"]


def test_another_past_is_noticed(db: Database) -> None:
    wallet = spent_wallet(db)
    sign(db)
    db.transact(undo, wallet)
    do(db, spend(wallet, 1), spend(wallet, 1))
    assert rules(db) == ["head", "head"]
    sign(db, "job_2")
    assert rules(db) == ["head"]


def test_only_what_moved_is_signed_again(db: Database) -> None:
    wallets = [spent_wallet(db) for _ in range(2)]
    db.transact(wallet_with)
    assert [sign(db), sign(db)] == [True, False]
    do(db, spend(wallets[0], 1))
    assert sign(db, "job_2")
    heads = [json.loads(file.read_bytes()) for file in heads_files()]
    assert [sorted(head["wallet_id"] for head in file) for file in heads] == [sorted(wallets), wallets[:1]]
    assert rules(db) == []


def test_a_job_that_is_run_again_loses_nothing(db: Database) -> None:
    spent_wallet(db)
    (head,) = db.transact(witness.unsigned_heads, now=NOW)
    witness._write([head], "first.json")
    assert sign(db)
    assert len(heads_files()) == 2
    assert rules(db) == []


def test_the_job_hands_on_what_is_too_much_for_one(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def queued(session: Session) -> int:
        return int(session.connection().scalar(text(f"SELECT count(*) FROM job WHERE kind = '{witness.KIND}'")) or 0)

    monkeypatch.setattr(witness, "_AT_ONCE", 2)
    for _ in range(3):
        spent_wallet(db)
    sign(db)
    assert db.transact(queued) == 1
    sign(db, "job_2")
    assert db.transact(queued) == 1
    assert [len(json.loads(file.read_bytes())) for file in heads_files()] == [2, 1]


@pytest.mark.parametrize(
    "values", [{"sequence": 9}, {"head": bytes(32)}, {"public_key": bytes(32)}, {"signature": bytes(64)}]
)
def test_a_forged_row_is_noticed(db: Database, values: dict[str, object]) -> None:
    spent_wallet(db)
    sign(db)

    def forge(session: Session) -> None:
        session.connection().execute(update(LAST_SIGNED).values(values))

    db.transact(forge)
    assert rules(db) == ["head"]


@pytest.mark.parametrize(
    "damage",
    [
        lambda said: said[:-1],
        lambda said: said.replace(b"wal_", b"wal-"),
        lambda said: said.replace(b'"sequence":2', b'"sequence":"2"'),
        lambda said: said.replace(b'"signed_at":1', b'"signed_at":1000000000000'),
        lambda said: said.replace(b"head", b"haed"),
        lambda said: b"1",
        lambda said: b"[1]",
        lambda said: b"",
    ],
)
def test_a_damaged_file_is_noticed(db: Database, damage: Callable[[bytes], bytes]) -> None:
    spent_wallet(db)
    sign(db)
    (file,) = heads_files()
    damaged = damage(file.read_bytes())
    assert damaged != file.read_bytes()
    file.write_bytes(damaged)
    assert rules(db) == ["head"]


def test_what_an_earlier_key_has_signed_counts_as_long_as_it_is_named(
    db: Database, clean_settings: pytest.MonkeyPatch
) -> None:
    use_keys(clean_settings, KEYS[0])
    spent_wallet(db)
    sign(db)
    first = public_key()
    use_keys(clean_settings, KEYS[1], KEYS[0])
    assert public_key() != first
    assert rules(db) == []
    use_keys(clean_settings, KEYS[1])
    assert rules(db) == ["head", "head"]


def test_there_is_no_head_without_a_wallet(db: Database) -> None:
    with pytest.raises(WalletNotFound):
        db.transact(sign_head, "wal_none", now=NOW)


def test_the_job_is_scheduled() -> None:
    registry = Registry()
    register_jobs(registry)
    assert witness.KIND in registry.kinds.keys() & registry.entries.keys()
