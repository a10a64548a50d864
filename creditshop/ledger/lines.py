"""Wallets, grants and holds while a batch is applied: as the rules need them. No database in here."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, Self

from creditshop.ledger.operations import OpenHold
from creditshop.ledger.vocabulary import HoldState


class WalletLine(NamedTuple):
    """A wallet as the rules need it."""

    id: str
    owner_id: str
    suspended: bool
    sequence: int
    head: bytes
    available: int
    held: int
    frozen: int
    owed: int


@dataclass(slots=True)
class GrantLine:
    """A grant as the rules need it."""

    id: str
    reference: str
    remaining: int
    held: int
    expired: int
    price_minor: int
    priority: int
    expires_at: datetime | None
    created_at: datetime

    def is_due(self, now: datetime) -> bool:
        """Whether its credits can no longer be used."""
        return self.expires_at is not None and self.expires_at <= now


@dataclass(slots=True)
class HoldLine:
    """A hold; `lines` are its credits that are still reserved, by grant, in burn order."""

    id: str
    credits: int
    state: HoldState
    expires_at: datetime
    feature: str | None
    captured: int = 0
    lines: list[tuple[GrantLine, int]] = field(default_factory=list)

    @classmethod
    def of(cls, operation: OpenHold, hold_id: str, now: datetime) -> Self:
        """One that is opened now; no credits are reserved yet."""
        return cls(hold_id, operation.credits, "open", now + operation.lasts, operation.feature)

    @property
    def allocated(self) -> int:
        """The credits that its lines reserve."""
        return sum(amount for _, amount in self.lines)

    def is_due(self, now: datetime) -> bool:
        """Whether it is open and its time is over."""
        return self.state == "open" and self.expires_at <= now
