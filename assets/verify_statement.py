"""Check a signed statement of a creditshop wallet: `python verify_statement.py statement.json PUBLIC_KEY`.

It needs Python 3.9 or newer, this file, the statement, and the shop's public key in hex, which you should have got at
another time or another way than the statement. Status 0: genuine; 1: not; 2: asked wrongly.

The statement says which movements a wallet had, each chained to the one before by SHA-256; the shop has signed the last
hash with Ed25519. So neither a movement nor their order or number can change unnoticed, and no byte of the file.
"""

from __future__ import annotations

import hashlib
import json
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

STATEMENT, HEAD, ENTRY = "creditshop-statement-1", "creditshop-head-1", "creditshop-entry-1"
HEADER = {
    "format": str, "public_key": str, "wallet_id": str, "sequence": int, "head": str, "signed_at": int,
    "signature": str, "entries": list,
}  # fmt: skip
FIELDS = {
    "sequence": int, "operation_id": str, "position": int, "debit": str, "credit": str, "amount": int,
    "grant_id": (str, type(None)), "cause": str, "reference": str, "feature": (str, type(None)), "actor": str,
    "available": int, "held": int, "frozen": int, "owed": int, "created_at": int,
    "operation": str, "grant": (str, type(None)), "hash": str,
}  # fmt: skip
HASHED = [name for name in FIELDS if name != "hash"]
PARTS = {"available": 1, "held": 1, "frozen": 1, "owed": -1}  # debt is negative credit
ACCOUNTS = {*PARTS, "issued", "spent", "expired", "revoked", "adjusted"}
MOST = 2**53 - 1


class NotGenuine(Exception):
    """The first thing that is not as it must be."""


def check(file: bytes, public_key: str) -> list[str]:
    """What was checked, a line each. Raises NotGenuine."""
    statement = read(file)
    return [check_chain(statement), check_parts(statement), check_signature(statement, public_key)]


def read(file: bytes) -> dict[str, Any]:
    """The statement in a file that has exactly the form in which the shop writes it, to the byte."""
    try:
        statement: dict[str, Any] = json.loads(file.decode())
    except (ValueError, RecursionError):
        raise NotGenuine("the file is no JSON") from None
    check_form(statement, HEADER, "the statement")
    for number, entry in enumerate(statement["entries"], 1):
        check_form(entry, FIELDS, f"entry {number}")
    require(statement["format"] == STATEMENT, f"its format is not {STATEMENT}")
    require(written(statement) == file, "the file is not written as the shop writes it")
    return statement


def check_form(value: Any, fields: dict[str, Any], what: str) -> None:
    """An object with these names in this order, and values of these types."""
    require(isinstance(value, dict) and list(value) == list(fields), f"{what} has not the fields that it should have")
    for name, kind in fields.items():
        right = isinstance(value[name], kind) and not isinstance(value[name], bool)
        require(right, f"{what}: {name} is of the wrong type")


def written(statement: dict[str, Any]) -> bytes:
    """The bytes of the file."""
    head = encode({name: value for name, value in statement.items() if name != "entries"})
    return head[:-1] + b',"entries":[\n' + b",\n".join(map(encode, statement["entries"])) + b"\n]}\n"


def encode(value: Any) -> bytes:
    """Canonical JSON (RFC 8785) of texts, whole numbers and nulls."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "surrogatepass")


def check_signature(statement: dict[str, Any], public_key: str) -> str:
    """The shop has signed the wallet, the number of its entries and the last hash."""
    require(statement["public_key"] == public_key.strip().lower(), "it names another public key than the one given")
    names = ("public_key", "wallet_id", "sequence", "head", "signed_at")
    said = encode([HEAD, *(statement[name] for name in names)])
    is_signed = verify_ed25519(from_hex(statement["public_key"]), said, from_hex(statement["signature"]))
    require(is_signed, "the signature is not the shop's")
    return f"signature  by {statement['public_key']}, over {statement['wallet_id']} at {moment(statement['signed_at'])}"


def check_chain(statement: dict[str, Any]) -> str:
    """Entries are counted from 1, each is chained to the one before, and the last is the signed one."""
    head = "0" * 64
    for number, entry in enumerate(statement["entries"], 1):
        require(entry["sequence"] == number, f"entry {number} says that it is entry {entry['sequence']}")
        said = [ENTRY, head, statement["wallet_id"], *(entry[name] for name in HASHED)]
        head = hashlib.sha256(encode(said)).hexdigest()
        require(entry["hash"] == head, f"entry {number}: its hash is not that of what it says")
    count = len(statement["entries"])
    require((count, head) == (statement["sequence"], statement["head"]), "its last entry is not the signed one")
    return f"chain      {count} entries, none missing, hash by hash up to the signed one"


def check_parts(statement: dict[str, Any]) -> str:
    """The parts after each entry follow from those before it."""
    parts = dict.fromkeys(PARTS, 0)
    for number, entry in enumerate(statement["entries"], 1):
        debit, credit, amount = entry["debit"], entry["credit"], entry["amount"]
        require({debit, credit} <= ACCOUNTS and debit != credit, f"entry {number} is of no known account")
        require(1 <= amount <= MOST, f"entry {number} moves an impossible amount")
        for account, change in ((debit, -amount), (credit, amount)):
            if account in parts:
                parts[account] += PARTS[account] * change
        require(parts == {part: entry[part] for part in PARTS}, f"entry {number}: the balance after it is wrong")
        require(min(parts.values()) >= 0, f"entry {number}: a balance below 0")
    return "balance    follows from the movements; at the end " + ", ".join(f"{n} {part}" for part, n in parts.items())


def moment(microseconds: int) -> str:
    """A moment for people."""
    try:
        return (datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(microseconds=microseconds)).isoformat()
    except OverflowError:
        raise NotGenuine("it was signed at no possible moment") from None


def from_hex(text: str) -> bytes:
    """The bytes that lower-case hex spells."""
    require(not set(text) - set("0123456789abcdef") and len(text) % 2 == 0, "a key or signature that is not hex")
    return bytes.fromhex(text)


def require(is_so: bool, otherwise: str) -> None:
    """Go on, or raise NotGenuine with this reason."""
    if not is_so:
        raise NotGenuine(otherwise)


# Ed25519, RFC 8032, section 5.1: points of -x^2 + y^2 = 1 + d x^2 y^2 over the integers modulo P, as (X, Y, Z, T) with
# x = X/Z, y = Y/Z, x y = T/Z. Only public values come in, so nothing here needs to take constant time.
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493  # of the base point
D = -121665 * pow(121666, -1, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]
NEUTRAL = (0, 1, 1, 0)
BASE_X = 15112221349535400772501151409588531511454012693041857206046113283949847762202
BASE_Y = 4 * pow(5, -1, P) % P
BASE = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)


def verify_ed25519(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether this is the key's signature of the message: [S]B = R + [k]A (5.1.7)."""
    if len(public_key) != 32 or len(signature) != 64:
        return False
    key, first, second = decode(public_key), decode(signature[:32]), int.from_bytes(signature[32:], "little")
    if key is None or first is None or second >= ORDER:
        return False
    digest = hashlib.sha512(signature[:32] + public_key + message).digest()
    factor = int.from_bytes(digest, "little") % ORDER
    return same(multiply(second, BASE), add(first, multiply(factor, key)))


def decode(encoded: bytes) -> Point | None:
    """The point whose y these 255 bits are; the last bit says which x (5.1.3). None if there is none."""
    number = int.from_bytes(encoded, "little")
    y, is_odd = number % 2**255, number >> 255
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and is_odd):
        return None
    x = P - x if x % 2 != is_odd else x
    return x, y, 1, x * y % P


def add(one: Point, other: Point) -> Point:
    """The sum, also of a point and itself (5.1.4)."""
    a = (one[1] - one[0]) * (other[1] - other[0])
    b = (one[1] + one[0]) * (other[1] + other[0])
    c = 2 * one[3] * other[3] * D
    d = 2 * one[2] * other[2]
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def multiply(factor: int, point: Point) -> Point:
    """The point added to itself `factor` times."""
    total = NEUTRAL
    while factor:
        if factor & 1:
            total = add(total, point)
        point, factor = add(point, point), factor >> 1
    return total


def same(one: Point, other: Point) -> bool:
    """Whether two are the same point."""
    return (one[0] * other[2] - other[0] * one[2]) % P == 0 == (one[1] * other[2] - other[1] * one[2]) % P


def main(words: list[str]) -> int:
    """Check the named file; returns the exit status."""
    try:
        path, public_key = words
        file = Path(path).read_bytes()
    except (ValueError, OSError) as error:
        print(f"{error}\nusage: python verify_statement.py statement.json PUBLIC_KEY", file=sys.stderr)
        return 2
    try:
        print("\n".join(check(file, public_key)))
    except NotGenuine as reason:
        print(f"NOT GENUINE: {reason}")
        return 1
    print("GENUINE")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
