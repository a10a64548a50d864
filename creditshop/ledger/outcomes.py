"""What the ledger answers: plain values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from creditshop.ledger.errors import LedgerError


@dataclass(frozen=True, slots=True)
class Parts:
    """A wallet's credits: spendable, reserved, of disputed purchases, and debt. Who owes has none available."""

    available: int
    held: int
    frozen: int
    owed: int


def parts_of(row: Mapping[Any, Any]) -> Parts:
    """The parts that a row of wallets or entries holds."""
    return Parts(row["available"], row["held"], row["frozen"], row["owed"])


@dataclass(frozen=True, slots=True)
class Balance(Parts):
    """A wallet's parts now; a suspended wallet receives but spends nothing."""

    suspended: bool


@dataclass(frozen=True, slots=True)
class Moved:
    """One movement of an operation: `amount` credits from `debit` to `credit`, out of or into one grant."""

    debit: str
    credit: str
    amount: int
    grant_id: str | None
    cause: str
    reference: str


@dataclass(frozen=True, slots=True)
class Posted:
    """An operation that took effect: what moved, expiries it came upon included, and the wallet's parts after it.

    `operation_id` and `at` are None when nothing was there to move. A repeated key gives an equal value, with
    `replayed` set.
    """

    operation_id: str | None
    parts: Parts
    moved: tuple[Moved, ...]
    at: datetime | None
    replayed: bool = field(default=False, compare=False)

    @classmethod
    def of(cls, operation_id: str, entries: Iterable[Mapping[Any, Any]], *, replayed: bool = False) -> Self:
        """The outcome that an operation's entries, in order, tell."""
        rows = list(entries)
        moved = tuple(
            Moved(r["debit"], r["credit"], r["amount"], r["grant_id"], r["cause"], r["reference"]) for r in rows
        )
        return cls(operation_id, parts_of(rows[-1]), moved, rows[-1]["created_at"], replayed)

    @property
    def hold_id(self) -> str:
        """The hold that this operation opened, if it did."""
        return hold_of(str(self.operation_id))

    def total(self, debit: str, credit: str) -> int:
        """The credits that it moved from one account to another."""
        return sum(moved.amount for moved in self.moved if (moved.debit, moved.credit) == (debit, credit))


def hold_of(operation_id: str) -> str:
    """The id of the hold that an operation opens."""
    return f"hld_{operation_id.removeprefix('op_')}"


def opening_of(hold_id: str) -> str:
    """The id of the operation that opened a hold."""
    return f"op_{hold_id.removeprefix('hld_')}"


Outcome = Posted | LedgerError
