"""What the ledger answers: plain values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
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


@dataclass(frozen=True, slots=True)
class Posted:
    """An operation that took effect: what moved, expiries it came upon included, and the wallet's parts after it.

    `operation_id` is None when nothing was there to move. A repeated key gives an equal value, with `replayed` set.
    """

    operation_id: str | None
    parts: Parts
    moved: tuple[Moved, ...]
    replayed: bool = field(default=False, compare=False)

    @classmethod
    def of(cls, operation_id: str, entries: Iterable[Mapping[Any, Any]], *, replayed: bool = False) -> Self:
        """The outcome that an operation's entries, in order, tell."""
        rows = list(entries)
        moved = tuple(Moved(r["debit"], r["credit"], r["amount"], r["grant_id"], r["cause"]) for r in rows)
        return cls(operation_id, parts_of(rows[-1]), moved, replayed)


Outcome = Posted | LedgerError
