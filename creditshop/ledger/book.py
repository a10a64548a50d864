"""One wallet while a batch is applied to it: what it holds, and what will have to be written. No database in here."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from creditshop.database import new_id
from creditshop.ledger.burning import burn_order
from creditshop.ledger.chain import GRANT_FIELDS, digest, entry_hash
from creditshop.ledger.lines import GrantLine, HoldLine, WalletLine
from creditshop.ledger.operations import Lot, OpenHold, Operation
from creditshop.ledger.outcomes import Posted, hold_of, parts_of
from creditshop.ledger.vocabulary import (
    AVAILABLE,
    EXPIRED,
    HELD,
    OWED,
    PARTS,
    SOURCES,
    SPENT,
    Account,
    Cause,
    HoldState,
    shift,
)


def _state(grant: GrantLine) -> dict[str, Any]:
    return {"remaining": grant.remaining, "held": grant.held, "expired": grant.expired, "open": grant.remaining > 0}


def _hold_row(hold: HoldLine, operation: OpenHold, now: datetime) -> dict[str, Any]:
    said = {"wallet_id": operation.wallet_id, "reference": operation.reference, "feature": hold.feature}
    return {"id": hold.id, "credits": hold.credits, "expires_at": hold.expires_at, "created_at": now, **said}


class Book:
    """A wallet's parts, its grants in burn order, and the rows that the operations applied so far have produced."""

    def __init__(self, wallet: WalletLine, grants: Iterable[GrantLine], now: datetime) -> None:
        self.wallet_id, self.owner_id, self.suspended, self.sequence, self.head, *parts = wallet
        self.parts: dict[str, int] = dict(zip(PARTS, parts, strict=True))
        self.now = now
        self.grants = sorted(grants, key=burn_order)
        self.holds: dict[str, HoldLine] = {}
        self.entries: list[dict[str, Any]] = []
        self.arrived: dict[str, dict[str, Any]] = {}
        self.changed: dict[str, GrantLine] = {}
        self.opened: list[dict[str, Any]] = []
        self.closed: list[HoldLine] = []
        self._said: dict[str, Any] = {}
        self._operation = ""
        self._position = 0

    def join(self, grant: GrantLine) -> None:
        """One more of the wallet's grants."""
        self.grants.append(grant)
        self.grants.sort(key=burn_order)

    def begin(self, operation: Operation, operation_id: str, fingerprint: bytes) -> None:
        """From here on, movements belong to this operation."""
        said = {"reference": operation.reference, "feature": operation.feature, "actor": operation.actor}
        self._said = {"wallet_id": self.wallet_id, "created_at": self.now, "operation_id": operation_id, **said}
        self._operation = digest((operation.scope, operation.key, operation.kind, fingerprint, self.now))
        self._position = 0

    def outcome(self) -> Posted:
        """What the operation that began last has come to."""
        if not self._position:
            return Posted(None, parts_of(self.parts), (), None)
        return Posted.of(self._said["operation_id"], self.entries[-self._position :])

    def usable(self) -> tuple[int, int]:
        """What will be available, and what will still be held, once everything that is due has expired."""
        available, held, owed = self.parts[AVAILABLE], self.parts[HELD], self.parts[OWED]
        available -= sum(grant.remaining for grant in self.grants if grant.is_due(self.now))
        for hold in self._due_holds():
            for grant, amount in hold.lines:
                paid = min(owed, amount)
                held, owed = held - amount, owed - paid
                available += 0 if grant.is_due(self.now) else amount - paid
        return available, held

    def expire(self) -> None:
        """Let what is due expire: first holds, whose credits then may have to, too."""
        for hold in self._due_holds():
            self.release(hold, "expired", "expiry")
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
        grant = GrantLine(new_id("grt"), reference, 0, 0, 0, lot.price_minor, lot.priority, lot.expires_at, self.now)
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
        self.join(grant)

    def open_hold(self, operation: OpenHold) -> None:
        """Reserve credits, in burn order; the caller has seen that there are enough."""
        hold = HoldLine.of(operation, hold_of(self._said["operation_id"]), self.now)
        for grant in self.grants:
            if amount := min(operation.credits - hold.allocated, grant.remaining):
                self._draw(grant, amount, HELD, "hold")
                grant.held += amount
                hold.lines.append((grant, amount))
        self.holds[hold.id] = hold
        self.opened.append(_hold_row(hold, operation, self.now))

    def capture(self, hold: HoldLine, wanted: int) -> None:
        """Use up `wanted` credits of the hold, and release the rest."""
        hold.captured = wanted
        for place, (grant, amount) in enumerate(hold.lines):
            if taken := min(wanted, amount):
                self._unhold(hold, grant, SPENT, taken, "spend")
                hold.lines[place] = grant, amount - taken
                wanted -= taken
        self.release(hold, "captured", "hold")

    def release(self, hold: HoldLine, state: HoldState, cause: Cause) -> None:
        """Give what is left of the hold back to its grants, debt first, and close it."""
        for grant, amount in hold.lines:
            if debt := min(self.parts[OWED], amount):
                self._unhold(hold, grant, OWED, debt, cause)
            if rest := amount - debt:
                self._unhold(hold, grant, AVAILABLE, rest, cause)
                grant.remaining += rest
        hold.state = state
        self.closed.append(hold)

    def _unhold(self, hold: HoldLine, grant: GrantLine, account: Account, amount: int, cause: Cause) -> None:
        grant.held -= amount
        self.changed[grant.id] = grant
        self.move(HELD, account, amount, grant.id, cause, hold=hold)

    def _due_holds(self) -> list[HoldLine]:
        return [hold for hold in self.holds.values() if hold.is_due(self.now)]

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
            {
                "grant": grant.id,
                "left": grant.remaining,
                "kept": grant.held,
                "gone": grant.expired,
                "opened": grant.remaining > 0,
            }
            for grant in self.changed.values()
            if grant.id not in self.arrived
        ]

    def new_state(self) -> dict[str, Any]:
        """Parameters that update the wallet."""
        state: dict[str, Any] = {**self.parts, "sequence": self.sequence, "head": self.head}
        return {"wallet": self.wallet_id, **{f"new_{column}": value for column, value in state.items()}}

    def move(
        self,
        debit: Account,
        credit: Account,
        amount: int,
        grant_id: str | None,
        cause: Cause,
        *,
        hold: HoldLine | None = None,
    ) -> None:
        """Add one entry to the chain and keep the parts in step with it. What leaves a hold refers to it."""
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
        if hold:
            entry |= {"reference": hold.id, "feature": hold.feature}
        arrived = self.arrived[grant_id] if grant_id and debit in SOURCES else None
        grant = digest(arrived[name] for name in GRANT_FIELDS) if arrived else None
        entry["hash"] = self.head = entry_hash(entry, self._operation, grant)
        self._position += 1
        self.entries.append(entry)
