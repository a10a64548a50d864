"""The standalone program believes what the shop writes, and notices one changed byte."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from creditshop.api.statements import statement_of
from creditshop.ledger import public_key
from tests.conftest import Database
from tests.ledger.acts import (
    do,
    spend,
    wallet_with,
)
from tests.statements.program import exported, is_genuine, lively_wallet, program, run, whole
from tests.statements.test_signatures import VECTORS


async def test_a_statement_is_genuine(db: Database, tmp_path: Path) -> None:
    statement, key = await exported(db)
    (tmp_path / "statement.json").write_bytes(statement)
    done = run(tmp_path / "statement.json", key)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("\nGENUINE\n")
    assert "17 entries" in done.stdout


async def test_it_says_nothing_of_anybody_else(db: Database) -> None:
    other = lively_wallet(db)
    statement, _ = await exported(db)
    assert other.encode() not in statement


async def test_how_it_was_read_does_not_show(db: Database) -> None:
    wallet, key = lively_wallet(db), public_key().hex()
    for at_once in (1, 2, 11, 500):
        assert is_genuine(await whole(await statement_of(wallet, at_once)), key)


async def test_a_wallet_without_movements_has_a_statement(db: Database) -> None:
    statement = await whole(await statement_of(db.transact(wallet_with)))
    assert is_genuine(statement, public_key().hex())


async def test_one_changed_byte_is_noticed_wherever_it_is(db: Database) -> None:
    statement, key = await exported(db)
    for place, byte in enumerate(statement):
        for changed in (byte ^ 1, byte ^ 0x20):
            assert not is_genuine(statement[:place] + bytes([changed]) + statement[place + 1 :], key), place


@pytest.mark.parametrize(
    ("said", "otherwise"),
    [
        (b"\n{", b" {"),
        (b",", b", "),
        ("ß".encode(), b"\\u00df"),
        (b'"sequence":14,', b'"sequence":9,"sequence":14,'),
        (b"\n]}\n", b"\n]}"),
    ],
)
async def test_the_same_said_otherwise_is_noticed(db: Database, said: bytes, otherwise: bytes) -> None:
    statement, key = await exported(db)
    changed = statement.replace(said, otherwise, 1)
    assert changed != statement
    assert json.loads(changed) == json.loads(statement)
    assert not is_genuine(changed, key)


async def test_no_other_file_is_genuine(db: Database) -> None:
    statement, key = await exported(db)
    size = len(statement)

    @settings(deadline=None)
    @given(st.integers(0, size), st.integers(0, 40), st.binary(max_size=40))
    def change(start: int, length: int, put: bytes) -> None:
        changed = statement[:start] + put + statement[start + length :]
        assert is_genuine(changed, key) == (changed == statement)

    change()


async def test_nothing_can_be_left_out_even_when_the_rest_is_made_to_fit(db: Database) -> None:
    statement, key = await exported(db)
    shorter = program.read(statement)
    last = shorter["entries"].pop()
    assert not is_genuine(program.written(shorter), key)
    shorter |= {"sequence": last["sequence"] - 1, "head": shorter["entries"][-1]["hash"]}
    assert not is_genuine(program.written(shorter), key)


async def test_a_changed_movement_that_is_hashed_anew_is_noticed(db: Database) -> None:
    statement, key = await exported(db)
    changed = program.read(statement)
    changed["entries"][-1]["actor"] = "somebody"
    said = [program.ENTRY, changed["entries"][-2]["hash"], changed["wallet_id"]]
    said += [changed["entries"][-1][name] for name in program.HASHED]
    changed["head"] = changed["entries"][-1]["hash"] = hashlib.sha256(program.encode(said)).hexdigest()
    program.check_chain(changed)
    assert not is_genuine(program.written(changed), key)


def remade(statement: dict[str, Any]) -> tuple[bytes, str]:
    """The statement hashed and signed anew, as a shop would whose ledger says this."""
    private, head = Ed25519PrivateKey.generate(), "0" * 64
    for entry in statement["entries"]:
        said = [program.ENTRY, head, statement["wallet_id"], *(entry[name] for name in program.HASHED)]
        head = entry["hash"] = hashlib.sha256(program.encode(said)).hexdigest()
    key, count = private.public_key().public_bytes_raw().hex(), len(statement["entries"])
    said = [program.HEAD, key, statement["wallet_id"], count, head, statement["signed_at"]]
    changed = {
        "public_key": key,
        "sequence": count,
        "head": head,
        "signature": private.sign(program.encode(said)).hex(),
    }
    return program.written(statement | changed), key


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, None),
        ({"amount": 8}, "balance after"),
        ({"credit": "held"}, "balance after"),
        ({"owed": 1}, "balance after"),
        ({"debit": "gold"}, "no known account"),
        ({"debit": "spent"}, "no known account"),
        ({"amount": 0}, "impossible amount"),
        ({"amount": 2**53}, "impossible amount"),
        ({"amount": 101, "available": -1}, "below 0"),
        ({"sequence": 4}, "says that it is entry 4"),
        ({"amount": 7.0}, "wrong type"),
        ({"position": True}, "wrong type"),
        ({"grant_id": 1}, "wrong type"),
        ({"more": 1}, "not the fields"),
    ],
)
async def test_a_signature_alone_is_not_enough(db: Database, changes: dict[str, Any], reason: str | None) -> None:
    wallet = db.transact(wallet_with, 100)
    do(db, spend(wallet, 7), spend(wallet, 5))
    statement = program.read(await whole(await statement_of(wallet)))
    del statement["entries"][2]
    statement["entries"][1] |= changes
    file, key = remade(statement)
    if reason is None:
        assert program.check(file, key)
    else:
        with pytest.raises(program.NotGenuine, match=reason):
            program.check(file, key)


async def test_the_signed_number_of_entries_counts(db: Database) -> None:
    statement = program.read(await whole(await statement_of(db.transact(wallet_with, 100))))
    statement["sequence"] = 2
    with pytest.raises(program.NotGenuine, match="not the signed one"):
        program.check_chain(statement)


async def test_another_key_is_no_key(db: Database, tmp_path: Path) -> None:
    statement, key = await exported(db)
    (tmp_path / "statement.json").write_bytes(statement)
    for wrong in (VECTORS[0][0], key[:-1], "", "x" * 64):
        done = run(tmp_path / "statement.json", wrong)
        assert done.returncode == 1
        assert done.stdout.startswith("NOT GENUINE: ")
        assert done.stdout.count("\n") == 1


def test_asked_wrongly_it_says_how(tmp_path: Path) -> None:
    for words in ([], ["statement.json"], [tmp_path / "missing.json", "00"]):
        done = run(*words)
        assert (done.returncode, done.stdout) == (2, "")
        assert "usage: " in done.stderr


@pytest.mark.parametrize("file", [b"", b"1", b"[]", b"{}", b"\xff", b"[" * 100_000, b'{"a":' * 100_000])
def test_any_other_file_is_not_genuine(file: bytes) -> None:
    assert not is_genuine(file, "00" * 32)
