"""What apps are told, and in which words. A body is `{"type", "api_version", "timestamp", "data"}`."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import orjson

from creditshop.ledger import Capture, Operation, Posted, Spend

API_VERSION = "2026-11-01"
_PARTS = ("available", "held", "frozen", "owed")


class EventType(StrEnum):
    """What an endpoint can listen to."""

    CREDITS_ADDED = "credits.added"
    CREDITS_SPENT = "credits.spent"
    BALANCE_LOW = "balance.low"
    HOLD_EXPIRED = "hold.expired"


@dataclass(frozen=True, slots=True)
class Change:
    """One operation that took effect, seen from its wallet. Credits that came in, or back, paid debt first.

    `expired_holds` are the holds whose time was over, and their credits.
    """

    wallet_id: str
    added: int
    spent: int
    expired_holds: dict[str, int]
    available_before: int
    available: int
    facts: dict[str, Any]
    about: dict[str, Any]

    def told(self) -> Iterator[tuple[EventType, dict[str, Any]]]:
        """The events that it is, with their data. Whether a balance is low depends on who asks."""
        for hold_id, released in self.expired_holds.items():
            yield EventType.HOLD_EXPIRED, self.facts | {"hold": hold_id, "credits": released}
        if self.added:
            yield EventType.CREDITS_ADDED, self.facts | {"credits": self.added} | self.about
        if self.spent:
            yield EventType.CREDITS_SPENT, self.facts | {"credits": self.spent} | self.about


def change(operation: Operation, posted: Posted) -> Change:
    """What this operation did to its wallet."""
    parts, moved = posted.parts, posted.moved
    flow = sum(m.amount * ((m.credit == "available") - (m.debit == "available")) for m in moved)
    expired: dict[str, int] = defaultdict(int)
    for m in moved:
        if m.debit == "held" and m.cause == "expiry":
            expired[m.reference] += m.amount
    return Change(
        wallet_id=operation.wallet_id,
        added=sum(m.amount for m in moved if m.debit not in _PARTS and m.credit in _PARTS),
        spent=sum(m.amount for m in moved if m.credit == "spent"),
        expired_holds=expired,
        available_before=parts.available - flow,
        available=parts.available,
        facts={
            "wallet": operation.wallet_id,
            "operation": posted.operation_id,
            "available": parts.available,
            "held": parts.held,
        },
        about=_about(operation),
    )


def _about(operation: Operation) -> dict[str, Any]:
    """What for."""
    if isinstance(operation, Capture):
        return {"hold": operation.hold_id}
    used = operation.use if isinstance(operation, Spend) else None
    named = {"feature": used.feature, "quantity": used.quantity} if used else {}
    return {"reference": operation.reference} | named


def body(type_: EventType, data: dict[str, Any], now: datetime) -> str:
    """What is sent, and signed, as it stands."""
    timestamp = now.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    told = {"type": type_, "api_version": API_VERSION, "timestamp": timestamp, "data": data}
    return orjson.dumps(told).decode()
