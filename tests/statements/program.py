"""The standalone program, and wallets whose statements it checks."""

import subprocess
import sys
from collections.abc import AsyncIterator
from importlib import util
from pathlib import Path
from types import ModuleType
from typing import Any

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

PROGRAM = Path(__file__).resolve().parents[2] / "assets" / "verify_statement.py"


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
