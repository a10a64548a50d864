"""What a wallet's entries add up to: its grants, holds and days of use. No database in here."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date
from typing import Any

from creditshop.ledger.outcomes import hold_of
from creditshop.ledger.vocabulary import AVAILABLE, EXPIRED, FROZEN, HELD, OWED, REVOKED, SOURCES, SPENT


@dataclass(slots=True)
class GrantSum:
    """A grant: what arrived, what of it can be spent, is held, is frozen, has expired, paid debt or was taken back."""

    amount: int = 0
    remaining: int = 0
    held: int = 0
    frozen: int = 0
    expired: int = 0
    taken: int = 0

    def add(self, account: str, change: int) -> None:
        """`change` credits of it came into the account, or left it."""
        if account in SOURCES:
            self.amount += max(0, -change)  # what a correction takes back is no smaller arrival
        elif account == EXPIRED:
            self.expired += change
        elif account == HELD:
            self.held += change
        elif account == FROZEN:
            self.frozen += change
        elif account in (OWED, REVOKED):
            self.taken += change
        elif account == AVAILABLE:
            self.remaining += change

    @property
    def overdrawn(self) -> bool:
        """Whether more was taken than was there."""
        return min(self.remaining, self.held, self.frozen, self.expired, self.taken) < 0


@dataclass(slots=True)
class HoldSum:
    """A hold: what was reserved, what of it was used, and given back."""

    credits: int = 0
    captured: int = 0
    released: int = 0


@dataclass(slots=True)
class UseSum:
    """A day's use of a feature."""

    credits: int = 0
    spends: int = 0


@dataclass(slots=True)
class Tally:
    """Feed it entries in order."""

    grants: dict[str, GrantSum] = field(default_factory=lambda: defaultdict(GrantSum))
    holds: dict[str, HoldSum] = field(default_factory=lambda: defaultdict(HoldSum))
    use: dict[tuple[date, str], UseSum] = field(default_factory=lambda: defaultdict(UseSum))
    _last_spend: str = ""

    def add(self, row: Mapping[Any, Any]) -> None:
        """One more entry."""
        debit, credit, amount = row["debit"], row["credit"], row["amount"]
        if row["grant_id"] is not None:
            grant = self.grants[row["grant_id"]]
            grant.add(debit, -amount)
            grant.add(credit, amount)
        if credit == HELD:
            self.holds[hold_of(row["operation_id"])].credits += amount
        elif debit == HELD and credit == SPENT:
            self.holds[row["reference"]].captured += amount
        elif debit == HELD:
            self.holds[row["reference"]].released += amount
        if credit == SPENT:
            self._spent(row)

    def explains(self, row: Mapping[Any, Any]) -> bool:
        """Whether the entry names a grant that had what it takes. Making debt, and cancelling it, needs none."""
        if row["grant_id"] is None:
            return bool(row["debit"] == OWED or (row["debit"], row["credit"]) == (REVOKED, OWED))
        return not self.grants[row["grant_id"]].overdrawn

    def _spent(self, row: Mapping[Any, Any]) -> None:
        day = self.use[row["created_at"].astimezone(UTC).date(), row["feature"] or ""]
        day.credits += row["amount"]
        day.spends += row["operation_id"] != self._last_spend
        self._last_spend = row["operation_id"]
