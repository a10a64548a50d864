"""Wallets, grants and holds while a batch is applied: as the rules need them. No database in here."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, NamedTuple, Self

from creditshop.ledger.operations import OpenHold
from creditshop.ledger.vocabulary import AVAILABLE, EXPIRED, FROZEN, HELD, OWED, REVOKED, Account, HoldState

_COLUMNS: Final[dict[Account, str]] = {  # where a grant counts its credits that are in an account
    AVAILABLE: "remaining",
    HELD: "held",
    FROZEN: "frozen",
    EXPIRED: "expired",
    OWED: "taken",
    REVOKED: "taken",
}


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
    frozen: int
    expired: int
    taken: int
    price_minor: int
    priority: int
    expires_at: datetime | None
    created_at: datetime

    def is_due(self, now: datetime) -> bool:
        """Whether its credits can no longer be used."""
        return self.expires_at is not None and self.expires_at <= now

    def there(self, account: Account) -> int:
        """Its credits that can leave an account."""
        return int(getattr(self, _COLUMNS[account]))

    def shift(self, debit: Account, credit: Account, amount: int) -> None:
        """Keep its counts in step with a movement of its credits."""
        for account, change in ((debit, -amount), (credit, amount)):
            if column := _COLUMNS.get(account):
                setattr(self, column, getattr(self, column) + change)

    def state(self) -> dict[str, Any]:
        """The columns that movements change."""
        return {name: getattr(self, name) for name in _COUNTS} | {"open": self.remaining > 0}


_COUNTS: Final = tuple(dict.fromkeys(_COLUMNS.values()))
GRANT_STATE: Final = (*_COUNTS, "open")


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
