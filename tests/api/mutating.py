"""Webhook bodies as an attacker, a broken proxy or a bad day makes them: real events, damaged in every layer."""

import hashlib
import hmac
import json
import random
import time
from collections.abc import Callable
from copy import deepcopy
from typing import Any

from creditshop.config import SANDBOX_WEBHOOK_SECRET
from creditshop.handlers import AWAITED, HANDLERS

Json = dict[str, Any]
JUNK: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**31, 2**63, 2**64, -(2**70), 10**400, 1.5, 1e308, "", " ", "\0", "\ud800", "\u202e",
    "x" * 5_000, "usd", "paid", "%00", "' OR 1=1 --", "=cmd()", "<script>", "\r\nX: y", "pur_1", [], {}, [[]],
    [None] * 500, {"": {}}, {"id": None}, ["paid"], {"__proto__": {"x": 1}},
)  # fmt: skip
TYPES = (*HANDLERS, *AWAITED, "", "x" * 300, "checkout.session.completed\0", "unknown.type")
DEEP = 5_000


def body(chance: random.Random, events: list[Json]) -> bytes:
    """One of these events, damaged one to four times."""
    event = deepcopy(chance.choice(events))
    for _ in range(chance.randint(0, 3)):
        chance.choice(_IN_OBJECTS)(chance, event)
    if chance.random() < 0.3:
        event["id"] = f"evt_{chance.getrandbits(64):x}"
    text = json.dumps(event, indent=chance.choice((None, 2)), ensure_ascii=chance.random() < 0.8)
    raw = text.encode(errors="surrogatepass")
    return chance.choice(_IN_BYTES)(chance, raw) if chance.random() < 0.5 else raw


def signature(chance: random.Random, content: bytes) -> str:
    """Half of the time the right one; else one of the wrong ones."""
    now = int(time.time())
    at = now if chance.random() < 0.8 else chance.choice((now - 301, now + 301, 0, 10**11))
    secret = SANDBOX_WEBHOOK_SECRET if chance.random() < 0.7 else "whsec_other"
    digest = hmac.new(secret.encode(), f"{at}.".encode() + content, hashlib.sha256).hexdigest()
    header = f"t={at},v1={digest}"
    return header if chance.random() < 0.9 else chance.choice(("", "t=,v1=", header[:-1], header * 50, f"v1={digest}"))


def _places(value: Any, found: list[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    """Every container in it with each of its keys."""
    for key in value if isinstance(value, dict) else range(len(value)):
        found.append((value, key))
        if isinstance(value[key], dict | list):
            _places(value[key], found)
    return found


def _replace(chance: random.Random, event: Json) -> None:
    if places := _places(event, []):
        container, key = chance.choice(places)
        container[key] = deepcopy(chance.choice(JUNK))


def _drop(chance: random.Random, event: Json) -> None:
    places = [(container, key) for container, key in _places(event, []) if isinstance(container, dict)]
    if places:
        container, key = chance.choice(places)
        del container[key]


def _swap(chance: random.Random, event: Json) -> None:
    places = _places(event, [])
    if len(places) > 1:
        (one, first), (other, second) = chance.sample(places, 2)
        one[first] = deepcopy(other[second])


def _retype(chance: random.Random, event: Json) -> None:
    event["type"] = chance.choice(TYPES)


_IN_OBJECTS: tuple[Callable[[random.Random, Json], None], ...] = (_replace, _replace, _drop, _swap, _retype)


def _cut(chance: random.Random, raw: bytes) -> bytes:
    return raw[: chance.randrange(len(raw))]


def _flip(chance: random.Random, raw: bytes) -> bytes:
    changed = bytearray(raw)
    for _ in range(chance.randint(1, 20)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _double(chance: random.Random, raw: bytes) -> bytes:
    start = chance.randrange(len(raw))
    return raw[:start] + raw[start : start + chance.randrange(400)] * chance.randint(2, 30) + raw[start:]


def _bury(chance: random.Random, raw: bytes) -> bytes:
    opening, closing = chance.choice(((b"[", b"]"), (b'{"a":', b"}")))
    return opening * DEEP + raw + closing * DEEP


def _pad(chance: random.Random, raw: bytes) -> bytes:
    return raw + b" " * chance.choice((10, 100_000, 1024 * 1024))


def _twice(_chance: random.Random, raw: bytes) -> bytes:
    return raw.replace(b"{", b'{"type":"x","id":"evt_twice",', 1)


_IN_BYTES: tuple[Callable[[random.Random, bytes], bytes], ...] = (_cut, _flip, _flip, _double, _bury, _pad, _twice)
