"""What apps are told, and in which words. A body is `{"type", "api_version", "timestamp", "data"}`.

The ledger is another package of the same layer: of its operations and outcomes this one knows the form only.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Protocol

import orjson

API_VERSION = "2026-11-01"
_PARTS = ("available", "held", "frozen", "owed")
_ABOUT = ("reference", "feature", "quantity")


class EventType(StrEnum):
    """What an endpoint can listen to."""

    CREDITS_ADDED = "credits.added"
    CREDITS_SPENT = "credits.spent"
    BALANCE_LOW = "balance.low"
    HOLD_EXPIRED = "hold.expired"


class Operation(Protocol):
    """What was asked of the ledger; by its kind also a reference, a feature with a quantity."""

    @property
    def kind(self) -> str: ...
    @property
    def wallet_id(self) -> str: ...


class Moved(Protocol):
    """One movement."""

    @property
    def debit(self) -> str: ...
    @property
    def credit(self) -> str: ...
    @property
    def amount(self) -> int: ...


class Parts(Protocol):
    """A wallet's credits."""

    @property
    def available(self) -> int: ...
    @property
    def held(self) -> int: ...


class Posted(Protocol):
    """What came of an operation."""

    @property
    def operation_id(self) -> str | None: ...
    @property
    def parts(self) -> Parts: ...
    @property
    def moved(self) -> Sequence[Moved]: ...


@dataclass(frozen=True, slots=True)
class Change:
    """One operation that took effect, seen from its wallet. Credits that came in paid debt first."""

    wallet_id: str
    added: int
    spent: int
    available_before: int
    available: int
    facts: dict[str, Any]
    hold_expired: bool

    def told(self) -> Iterator[tuple[EventType, dict[str, Any]]]:
        """The events that it is, with their data. Whether a balance is low depends on who asks."""
        if self.added:
            yield EventType.CREDITS_ADDED, {"credits": self.added} | self.facts
        if self.spent:
            yield EventType.CREDITS_SPENT, {"credits": self.spent} | self.facts
        if self.hold_expired:
            yield EventType.HOLD_EXPIRED, self.facts


def change(operation: Operation, posted: Posted) -> Change:
    """What this operation did to its wallet."""
    available = posted.parts.available
    facts = {
        "wallet": operation.wallet_id,
        "operation": posted.operation_id,
        "available": available,
        "held": posted.parts.held,
    }
    facts |= {name: value for name in _ABOUT if (value := getattr(operation, name, None)) is not None}
    hold = getattr(posted, "hold_id", None)
    return Change(
        wallet_id=operation.wallet_id,
        added=sum(m.amount for m in posted.moved if m.debit not in _PARTS and m.credit in _PARTS),
        spent=sum(m.amount for m in posted.moved if m.credit == "spent"),
        available_before=available
        - sum(m.amount * ((m.credit == "available") - (m.debit == "available")) for m in posted.moved),
        available=available,
        facts=facts | ({"hold": hold} if hold else {}),
        hold_expired=operation.kind == "expire_hold",
    )


def body(type_: EventType, data: dict[str, Any], now: datetime) -> str:
    """What is sent, and signed, as it stands."""
    timestamp = now.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    told = {"type": type_, "api_version": API_VERSION, "timestamp": timestamp, "data": data}
    return orjson.dumps(told).decode()
