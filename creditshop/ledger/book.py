"""One wallet while a batch is applied to it: what it holds, and what will have to be written. No database in here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from creditshop.database import new_id
from creditshop.ledger.burning import burn_order
from creditshop.ledger.chain import entry_hash
from creditshop.ledger.operations import Lot, Operation
from creditshop.ledger.outcomes import Posted, parts_of
from creditshop.ledger.vocabulary import AVAILABLE, EXPIRED, OWED, PARTS, Account, Cause, shift


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
    expired: int
    price_minor: int
    priority: int
    expires_at: datetime | None
    created_at: datetime

    def is_due(self, now: datetime) -> bool:
        """Whether its credits can no longer be used."""
        return self.expires_at is not None and self.expires_at <= now


def _state(grant: GrantLine) -> dict[str, Any]:
    return {"remaining": grant.remaining, "expired": grant.expired, "open": grant.remaining > 0}


class Book:
    """A wallet's parts, its grants in burn order, and the rows that the operations applied so far have produced."""

    def __init__(self, wallet: WalletLine, grants: Iterable[GrantLine], now: datetime) -> None:
        self.wallet_id, self.owner_id, self.suspended, self.sequence, self.head, *parts = wallet
        self.parts: dict[str, int] = dict(zip(PARTS, parts, strict=True))
        self.now = now
        self.grants = sorted(grants, key=burn_order)
        self.entries: list[dict[str, Any]] = []
        self.arrived: dict[str, dict[str, Any]] = {}
        self.changed: dict[str, GrantLine] = {}
        self._said: dict[str, Any] = {}
        self._position = 0

    def begin(self, operation: Operation, operation_id: str) -> None:
        """From here on, movements belong to this operation."""
        said = {"operation_id": operation_id, "reference": operation.reference, "actor": operation.actor}
        self._said = {"wallet_id": self.wallet_id, "created_at": self.now, **said}
        self._position = 0

    def outcome(self) -> Posted:
        """What the operation that began last has come to."""
        if not self._position:
            return Posted(None, parts_of(self.parts), ())
        return Posted.of(self._said["operation_id"], self.entries[-self._position :])

    def due(self) -> int:
        """Credits that the next operation must let expire."""
        return sum(grant.remaining for grant in self.grants if grant.is_due(self.now))

    def expire(self) -> None:
        """Let what is due expire."""
        for grant in self.grants:
            if grant.remaining and grant.is_due(self.now):
                grant.expired += grant.remaining
                self._draw(grant, grant.remaining, EXPIRED, "expiry")

    def take(self, wanted: int, grants: Iterable[GrantLine], account: Account, cause: Cause) -> int:
        """Move up to `wanted` credits out of these grants, in their order; return how many were not there."""
        for grant in grants:
            amount = min(wanted, grant.remaining)
            if amount:
                self._draw(grant, amount, account, cause)
                wanted -= amount
        return wanted

    def reclaim(self, wanted: int, grants: Iterable[GrantLine], account: Account, cause: Cause) -> int:
        """Book up to `wanted` expired credits of these grants elsewhere; return how many were not there."""
        for grant in grants:
            amount = min(wanted, grant.expired)
            if amount:
                grant.expired -= amount
                self.changed[grant.id] = grant
                self.move(EXPIRED, account, amount, grant.id, cause)
                wanted -= amount
        return wanted

    def add(self, lot: Lot, reference: str) -> GrantLine:
        """A new grant that still holds nothing; `fill` moves its credits in."""
        grant = GrantLine(new_id("grt"), reference, 0, 0, lot.price_minor, lot.priority, lot.expires_at, self.now)
        self.arrived[grant.id] = {
            "id": grant.id,
            "wallet_id": self.wallet_id,
            "cause": lot.cause,
            "reference": reference,
            "amount": lot.credits,
            "price_minor": lot.price_minor,
            "currency": lot.currency,
            "priority": lot.priority,
            "expires_at": lot.expires_at,
            "created_at": self.now,
        }
        self.changed[grant.id] = grant
        return grant

    def fill(self, grant: GrantLine, lot: Lot, source: Account) -> None:
        """Move a lot's credits from `source` into its grant; what the owner owes is paid from them first."""
        debt = min(self.parts[OWED], lot.credits)
        if debt:
            self.move(source, OWED, debt, grant.id, lot.cause)
        if lot.credits > debt:
            grant.remaining = lot.credits - debt
            self.move(source, AVAILABLE, grant.remaining, grant.id, lot.cause)
        self.grants.append(grant)
        self.grants.sort(key=burn_order)

    def _draw(self, grant: GrantLine, amount: int, account: Account, cause: Cause) -> None:
        grant.remaining -= amount
        self.changed[grant.id] = grant
        self.move(AVAILABLE, account, amount, grant.id, cause)

    def new_grants(self) -> list[dict[str, Any]]:
        """Rows to insert."""
        return [row | _state(self.changed[grant_id]) for grant_id, row in self.arrived.items()]

    def changed_grants(self) -> list[dict[str, Any]]:
        """Parameters that update the grants that were there before."""
        return [
            {"grant": grant.id, "left": grant.remaining, "gone": grant.expired, "opened": grant.remaining > 0}
            for grant in self.changed.values()
            if grant.id not in self.arrived
        ]

    def new_state(self) -> dict[str, Any]:
        """Parameters that update the wallet."""
        state: dict[str, Any] = {**self.parts, "sequence": self.sequence, "head": self.head}
        return {"wallet": self.wallet_id, **{f"new_{column}": value for column, value in state.items()}}

    def move(self, debit: Account, credit: Account, amount: int, grant_id: str | None, cause: Cause) -> None:
        """Add one entry to the chain and keep the parts in step with it."""
        shift(self.parts, debit, credit, amount)
        self.sequence += 1
        entry: dict[str, Any] = {
            **self._said,
            **self.parts,
            "sequence": self.sequence,
            "position": self._position,
            "debit": debit,
            "credit": credit,
            "amount": amount,
            "grant_id": grant_id,
            "cause": cause,
            "previous_hash": self.head,
        }
        entry["hash"] = self.head = entry_hash(entry)
        self._position += 1
        self.entries.append(entry)
