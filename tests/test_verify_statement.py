"""The standalone program: it believes what the shop writes, and notices one changed byte."""

import hashlib
import json
import subprocess
import sys
from collections.abc import AsyncIterator
from importlib import util
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from creditshop.api.statements import statement_of
from creditshop.ledger import INTERNAL, Lot, Spend, public_key
from tests.conftest import Database
from tests.ledger.acts import (
    DAY,
    NOW,
    capture,
    do,
    expire,
    freeze,
    grant,
    hold_id,
    open_hold,
    reinstate,
    revoke,
    spend,
    unfreeze,
    use,
    wallet_with,
)

PROGRAM = Path(__file__).resolve().parents[1] / "assets" / "verify_statement.py"
VECTORS = [  # RFC 8032, section 7.1: tests 1, 2, 3 and SHA(abc): public key, message, signature
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24"
        "655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aee"
        "b00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28d"
        "c027beceea1ec40a",
    ),
    (
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        hashlib.sha512(b"abc").hexdigest(),
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17a"
        "d9bef1177331a704",
    ),
]


def load() -> ModuleType:
    """The program as a module."""
    spec = util.spec_from_file_location("verify_statement", PROGRAM)
    assert spec is not None and spec.loader is not None
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


program: Any = load()


def is_genuine(file: bytes, key: str) -> bool:
    """Whether the program believes it."""
    try:
        program.check(file, key)
    except program.NotGenuine:
        return False
    return True


def lively_wallet(db: Database) -> str:
    """A wallet with a bit of everything behind it."""
    wallet = db.transact(wallet_with, 100, Lot(10, "promotion", expires_at=NOW + DAY))
    named = Spend(wallet, INTERNAL, "key", credits=1, reference='Größe "XL"\n', actor="key_1")
    do(db, spend(wallet, 7), named, expire(wallet), now=NOW + DAY)
    (held,) = do(db, open_hold(wallet, 5), now=NOW + DAY)
    do(db, capture(wallet, hold_id(held), 3), use(wallet, 2, "image.resize"), now=NOW + DAY)
    do(db, revoke(wallet, 120, key="refund"), grant(wallet, 40, reference="pur_2"), now=NOW + DAY)
    do(db, freeze(wallet, "pur_2"), reinstate(wallet, 9, "refund"), unfreeze(wallet, "pur_2"), now=NOW + DAY)
    return wallet


async def whole(parts: AsyncIterator[bytes]) -> bytes:
    """All parts together."""
    return b"".join([part async for part in parts])


async def exported(db: Database, at_once: int = 500) -> tuple[bytes, str]:
    """A statement, and the key it is checked with."""
    return await whole(await statement_of(lively_wallet(db), at_once)), public_key().hex()


def run(*words: object) -> subprocess.CompletedProcess[str]:
    """The program as its user runs it, out of reach of whatever is installed."""
    command = [sys.executable, "-I", "-S", str(PROGRAM), *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


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


@pytest.mark.parametrize(("key", "message", "signature"), VECTORS)
def test_signatures_of_the_rfc(key: str, message: str, signature: str) -> None:
    assert program.verify_ed25519(*map(bytes.fromhex, (key, message, signature)))


@settings(deadline=None, max_examples=50)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=200), st.integers(0, 511))
def test_it_agrees_with_a_well_kept_library(seed: bytes, message: bytes, bit: int) -> None:
    private = Ed25519PrivateKey.from_private_bytes(seed)
    key, signature = private.public_key().public_bytes_raw(), private.sign(message)
    assert program.verify_ed25519(key, message, signature)
    assert not program.verify_ed25519(key, message + b".", signature)
    changed = (int.from_bytes(signature, "little") ^ 1 << bit).to_bytes(64, "little")
    assert not program.verify_ed25519(key, message, changed)


def test_a_signature_has_one_form_only() -> None:
    key, message, signature = map(bytes.fromhex, VECTORS[1])
    larger = (int.from_bytes(signature[32:], "little") + program.ORDER).to_bytes(32, "little")
    assert not program.verify_ed25519(key, message, signature[:32] + larger)
    for length in (0, 63):
        assert not program.verify_ed25519(key, message, signature[:length])
    assert not program.verify_ed25519(key[:31], message, signature)


@pytest.mark.parametrize("y", [2**255 - 19, 2**255 - 1, 2, 1 + 2**255])
def test_what_is_no_point_is_refused(y: int) -> None:
    assert program.decode(y.to_bytes(32, "little")) is None
