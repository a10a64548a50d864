"""Idempotency keys (https://docs.stripe.com/api/idempotent_requests): one effect and one answer for each key."""

import hashlib
import json
from dataclasses import dataclass

from creditshop.sandbox.errors import StripeError
from creditshop.sandbox.json_types import Object
from creditshop.sandbox.store import Transaction

KEYS_LIVE_SECONDS = 24 * 3600
# A request whose process died holds its key no longer than this.
LOCK_SECONDS = 30
_LONGEST_KEY = 255


@dataclass(frozen=True)
class Stored:
    """The answer that the first request with a key got."""

    request_id: str
    status: int
    body: Object


def fingerprint(method: str, path: str, params: Object) -> str:
    """What two requests must have in common to count as the same."""
    return hashlib.sha256(json.dumps([method, path, params], sort_keys=True).encode()).hexdigest()


def claim(tx: Transaction, key: str, print_: str, now: float) -> Stored | None:
    """Take a key for a new request (None), or return the answer that it already has.

    Raises StripeError if the key was used with other parameters, or its first request is still under way.
    """
    if not 0 < len(key) <= _LONGEST_KEY:
        raise StripeError(f"Idempotency keys must have 1 to {_LONGEST_KEY} characters.", type="idempotency_error")
    tx.execute("DELETE FROM requests WHERE key = ? AND created < ?", (key, now - KEYS_LIVE_SECONDS))
    row = tx.execute("SELECT * FROM requests WHERE key = ?", (key,)).fetchone()
    if row is None:
        lock = (key, print_, now, now + LOCK_SECONDS)
        tx.execute("INSERT INTO requests (key, fingerprint, created, locked_until) VALUES (?, ?, ?, ?)", lock)
        return None
    if row["fingerprint"] != print_:
        raise StripeError(
            "Keys for idempotent requests can only be used with the same parameters they were first used with. Try"
            f" using a key other than '{key}' if you meant to execute a different request.",
            type="idempotency_error",
        )
    if row["locked_until"] is not None and row["locked_until"] > now:
        raise StripeError(
            "There is currently another in-progress request using this Idempotent Key (that probably means you"
            f" submitted twice, and the other request is still going through): {key}. Please try again later.",
            status=409,
            type="idempotency_error",
            code="idempotency_key_in_use",
        )
    if row["body"] is None:
        tx.execute("UPDATE requests SET locked_until = ? WHERE key = ?", (now + LOCK_SECONDS, key))
        return None
    return Stored(row["request_id"], row["status"], json.loads(row["body"]))


def keep(tx: Transaction, key: str, answer: Stored) -> None:
    """Store the answer in the transaction that did the work; the key stays taken until ``release``."""
    tx.execute(
        "UPDATE requests SET request_id = ?, status = ?, body = ? WHERE key = ?",
        (answer.request_id, answer.status, json.dumps(answer.body), key),
    )


def release(tx: Transaction, key: str) -> None:
    """The first request has been answered, or its answer was lost: from now on the key replays."""
    tx.execute("UPDATE requests SET locked_until = NULL WHERE key = ?", (key,))


def forget(tx: Transaction, key: str) -> None:
    """The work failed before it had any effect: the key is free again."""
    tx.execute("DELETE FROM requests WHERE key = ?", (key,))
