"""One wallet while a batch is applied to it: what it holds, and what will have to be written. No database in here."""

from collections.abc import Iterable, Mapping
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
    FROZEN,
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


def _new(state: dict[str, Any]) -> dict[str, Any]:
    return {f"new_{column}": value for column, value in state.items()}


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
        self.named: dict[tuple[str, str], str] = {}
        self.past: list[Mapping[Any, Any]] = []
        self.frozen: frozenset[str] = frozenset()  # references to which nothing comes back that can be spent
        self._said: dict[str, Any] = {}
        self._operation = ""
        self._position = 0

    def join(self, grant: GrantLine) -> None:
        """One more of the wallet's grants."""
        self.grants.append(grant)
        self.grants.sort(key=burn_order)

    def grants_of(self, reference: str) -> list[GrantLine]:
        """Those of the known grants that came from this reference, in burn order."""
        return [grant for grant in self.grants if grant.reference == reference]

    def coming_back(self) -> set[str]:
        """The references of grants to which credits may come back in this batch: from holds, or from what was taken."""
        of_holds = {grant.reference for hold in self.holds.values() for grant, _ in hold.lines}
        return of_holds | {grant.reference for grant in self.grants if self.named}

    @property
    def owned(self) -> int:
        """All credits of the wallet, which may yet become available together."""
        return self.parts[AVAILABLE] + self.parts[HELD] + self.parts[FROZEN]

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
        left, held = self.later()
        return sum(left.values()), held

    def later(self) -> tuple[dict[str, int], int]:
        """What will remain of each grant, by id, and what will be held, once everything that is due has expired."""
        left = {grant.id: 0 if self._is_lost(grant) else grant.remaining for grant in self.grants}
        held, owed = self.parts[HELD], self.parts[OWED]
        for hold in self._due_holds():
            for grant, amount in hold.lines:
                paid = min(owed, amount)
                held, owed = held - amount, owed - paid
                left[grant.id] += 0 if self._is_lost(grant) else amount - paid
        return left, held

    def _is_lost(self, grant: GrantLine) -> bool:
        """Whether what is available of the grant will not be, once `expire` has run."""
        return grant.is_due(self.now) or grant.reference in self.frozen

    def expire(self) -> None:
        """Let what is due expire: first holds, whose credits then may have to, too. What is frozen is so again."""
        for hold in self._due_holds():
            self.release(hold, "expired", "expiry")
        for grant in self.grants:
            if grant.remaining and grant.is_due(self.now):
                self.move(AVAILABLE, EXPIRED, grant.remaining, grant, "expiry")
            if grant.remaining and grant.reference in self.frozen:
                self.move(AVAILABLE, FROZEN, grant.remaining, grant, "dispute", reference=grant.reference)

    def take(self, wanted: int, grants: Iterable[GrantLine], debit: Account, credit: Account, cause: Cause) -> int:
        """Move up to `wanted` credits of these grants, in their order; return how many were not there."""
        for grant in grants:
            if amount := min(wanted, grant.there(debit)):
                self.move(debit, credit, amount, grant, cause)
                wanted -= amount
        return wanted

    def settle(
        self, debit: Account, amount: int, grant: GrantLine, cause: Cause, *, hold: HoldLine | None = None
    ) -> None:
        """Move credits of a grant to where they can be spent; what the owner owes is paid from them first."""
        if debt := min(self.parts[OWED], amount):
            self.move(debit, OWED, debt, grant, cause, hold=hold)
        if rest := amount - debt:
            self.move(debit, AVAILABLE, rest, grant, cause, hold=hold)

    def add(self, lot: Lot, reference: str) -> GrantLine:
        """A new grant that holds nothing yet."""
        terms = lot.price_minor, lot.priority, lot.expires_at
        grant = GrantLine(new_id("grt"), reference, 0, 0, 0, 0, 0, *terms, self.now)
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

    def open_hold(self, operation: OpenHold) -> None:
        """Reserve credits, in burn order; the caller has seen that there are enough."""
        hold = HoldLine.of(operation, hold_of(self._said["operation_id"]), self.now)
        for grant in self.grants:
            if amount := min(operation.credits - hold.allocated, grant.remaining):
                self.move(AVAILABLE, HELD, amount, grant, "hold")
                hold.lines.append((grant, amount))
        self.holds[hold.id] = hold
        self.opened.append(_hold_row(hold, operation, self.now))

    def capture(self, hold: HoldLine, wanted: int) -> None:
        """Use up `wanted` credits of the hold, and release the rest."""
        hold.captured = wanted
        for place, (grant, amount) in enumerate(hold.lines):
            if used := min(wanted, amount):
                self.move(HELD, SPENT, used, grant, "spend", hold=hold)
                hold.lines[place] = grant, amount - used
                wanted -= used
        self.release(hold, "captured", "hold")

    def release(self, hold: HoldLine, state: HoldState, cause: Cause) -> None:
        """Give what is left of the hold back to its grants, debt first, and close it."""
        for grant, amount in hold.lines:
            self.settle(HELD, amount, grant, cause, hold=hold)
        hold.state = state
        self.closed.append(hold)

    def _due_holds(self) -> list[HoldLine]:
        return [hold for hold in self.holds.values() if hold.is_due(self.now)]

    def new_grants(self) -> list[dict[str, Any]]:
        """Rows to insert."""
        return [row | self.changed[grant_id].state() for grant_id, row in self.arrived.items()]

    def changed_grants(self) -> list[dict[str, Any]]:
        """Parameters that update the grants that were there before."""
        there_before = (grant for grant in self.changed.values() if grant.id not in self.arrived)
        return [{"grant": grant.id, **_new(grant.state())} for grant in there_before]

    def new_state(self) -> dict[str, Any]:
        """Parameters that update the wallet."""
        state: dict[str, Any] = {**self.parts, "sequence": self.sequence, "head": self.head}
        return {"wallet": self.wallet_id, **_new(state)}

    def move(
        self,
        debit: Account,
        credit: Account,
        amount: int,
        grant: GrantLine | None,
        cause: Cause,
        *,
        hold: HoldLine | None = None,
        reference: str | None = None,
    ) -> None:
        """Add one entry to the chain and keep parts and grant in step with it. What leaves a hold refers to it.

        `reference` is for what another reference than the operation's is the reason of.
        """
        shift(self.parts, debit, credit, amount)
        if grant:
            grant.shift(debit, credit, amount)
            self.changed[grant.id] = grant
        self.sequence += 1
        entry: dict[str, Any] = {
            **self._said,
            **self.parts,
            "sequence": self.sequence,
            "position": self._position,
            "debit": debit,
            "credit": credit,
            "amount": amount,
            "grant_id": grant.id if grant else None,
            "cause": cause,
            "previous_hash": self.head,
        }
        if hold:
            entry |= {"reference": hold.id, "feature": hold.feature}
        if reference:
            entry |= {"reference": reference, "feature": None}
        arrived = self.arrived[grant.id] if grant and debit in SOURCES else None
        of_grant = digest(arrived[name] for name in GRANT_FIELDS) if arrived else None
        entry["hash"] = self.head = entry_hash(entry, self._operation, of_grant)
        self._position += 1
        self.entries.append(entry)
