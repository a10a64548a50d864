"""The rules of the ledger in plain Python, written apart from it: what the property test compares it with."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from creditshop.ledger import (
    Capture,
    Expire,
    Freeze,
    GrantCredits,
    GrantView,
    OpenHold,
    Operation,
    Outcome,
    Parts,
    Posted,
    Reinstate,
    Release,
    Revoke,
    Spend,
    Unfreeze,
)
from tests.ledger.model_lines import Credit, ModelGrant, ModelHold, due, in_burn_order


@dataclass
class ModelWallet:
    """One wallet."""

    id: str
    grants: list[ModelGrant] = field(default_factory=list)
    holds: dict[str, ModelHold] = field(default_factory=dict)
    owed: int = 0
    suspended: bool = False
    took: list[tuple[str, Credit | None]] = field(default_factory=list)  # credit by credit, by key; None: given back

    @property
    def available(self) -> int:
        """Whatever is left, due or not."""
        return sum(grant.remaining for grant in self.grants)

    @property
    def parts(self) -> Parts:
        """As the ledger says it."""
        held, frozen = sum(grant.held for grant in self.grants), sum(grant.frozen for grant in self.grants)
        return Parts(self.available, held, frozen, self.owed)

    def apply(self, operation: Operation, now: datetime, outcome: Outcome, arrived: list[GrantView]) -> Parts | str:
        """Do it and return the parts, or return the refusal's name. The ids of what is new come from the ledger."""
        if refusal := self._refusal(operation, now):
            return refusal
        if self._leaves_no_trace(operation, now):
            return self.parts
        self.expire(now)
        self._move(operation, now, outcome, arrived)
        if isinstance(operation, Capture | Release | Unfreeze | Reinstate):
            self.expire(now)
        return self.parts

    def _refusal(self, operation: Operation, now: datetime) -> str | None:
        if isinstance(operation, Spend | OpenHold):
            if self.suspended:
                return "WalletSuspended"
            return "InsufficientCredits" if operation.credits > self._later(now).available else None
        if isinstance(operation, Reinstate):
            possible = min(len(self._taken(operation)), self.owed + sum(grant.taken for grant in self.grants))
            return "AmountInvalid" if operation.credits > possible else None
        return self._refused_hold(operation, now) if isinstance(operation, Capture | Release) else None

    def _leaves_no_trace(self, operation: Operation, now: datetime) -> bool:
        if isinstance(operation, Freeze):
            return not any(grant.remaining for grant in self._later(now).of(operation.reference))
        return isinstance(operation, Unfreeze) and not any(grant.frozen for grant in self.of(operation.reference))

    def of(self, reference: str) -> list[ModelGrant]:
        """The grants that came from it."""
        return in_burn_order(grant for grant in self.grants if grant.view.reference == reference)

    def _refused_hold(self, operation: Capture | Release, now: datetime) -> str | None:
        hold = self.holds.get(operation.hold_id)
        if hold is None:
            return "HoldNotFound"
        if hold.state == "expired" or (hold.state == "open" and hold.expires_at <= now):
            return "HoldExpired"
        if hold.state != "open":
            return "HoldNotOpen"
        too_much = isinstance(operation, Capture) and (operation.credits or 0) > hold.credits
        return "CaptureExceedsHold" if too_much else None

    def _later(self, now: datetime) -> "ModelWallet":
        """What will be left once all that is due has expired, worked out on a copy."""
        copies = {grant.id: replace(grant) for grant in self.grants}
        due_holds = {
            hold.id: replace(hold, kept=[(copies[grant.id], amount) for grant, amount in hold.kept])
            for hold in self.holds.values()
            if hold.state == "open" and hold.expires_at <= now
        }
        later = ModelWallet(self.id, list(copies.values()), due_holds, self.owed)
        later.expire(now)
        return later

    def expire(self, now: datetime) -> None:
        """First holds, the one that was over first; then credits."""
        for hold in sorted(self.holds.values(), key=lambda hold: (hold.expires_at, hold.id)):
            if hold.state == "open" and hold.expires_at <= now:
                self._close(hold, "expired")
        for grant in self.grants:
            if due(grant, now):
                grant.expired, grant.remaining = grant.expired + grant.remaining, 0

    def _move(self, operation: Operation, now: datetime, outcome: Outcome, arrived: list[GrantView]) -> None:
        match operation:
            case GrantCredits():
                self._arrive(arrived)
            case Spend():
                assert self._burn(operation.credits, self.grants) == 0
            case OpenHold():
                self._reserve(operation, now, outcome)
            case Capture():
                self._capture(self.holds[operation.hold_id], operation.credits)
            case Release():
                self._close(self.holds[operation.hold_id], "released")
            case Revoke():
                self._revoke(operation)
            case Freeze():
                for grant in self.of(operation.reference):
                    grant.frozen, grant.remaining = grant.frozen + grant.remaining, 0
            case Unfreeze():
                for grant in self.of(operation.reference):
                    self._settle(grant, grant.frozen)
                    grant.frozen = 0
            case Reinstate():
                self._reinstate(operation, now)
            case Expire():
                pass

    def _arrive(self, arrived: list[GrantView]) -> None:
        for grant in in_burn_order([ModelGrant(view.id, view) for view in arrived]):
            self._settle(grant, grant.view.amount)
            self.grants.append(grant)

    def _settle(self, grant: ModelGrant, amount: int) -> None:
        """Credits of it can be spent from now on, unless they pay debt."""
        paid = min(self.owed, amount)
        self.owed -= paid
        grant.taken, grant.remaining = grant.taken + paid, grant.remaining + amount - paid

    def _revoke(self, operation: Revoke) -> None:
        own, taken = self.of(operation.reference), list[Credit]()
        for grants, part in ((own, "frozen"), (own, "remaining"), (own, "expired"), (self.grants, "remaining")):
            for grant in in_burn_order(grants):
                amount = min(operation.credits - len(taken), getattr(grant, part))
                setattr(grant, part, getattr(grant, part) - amount)
                grant.taken += amount
                taken += [(part, grant)] * amount
        debt = operation.credits - len(taken)
        self.owed += debt
        self.took += [(operation.key, credit) for credit in [*taken, *[("owed", None)] * debt]]

    def _taken(self, operation: Reinstate) -> list[Credit]:
        """What was taken by what the operation names and is not given back, the last at the end."""
        stack: list[Credit] = []
        for key, credit in self.took:
            if key in operation.of and credit:
                stack.append(credit)
            elif key in operation.of and stack:
                stack.pop()
        return stack

    def _reinstate(self, operation: Reinstate, now: datetime) -> None:
        """One credit after the other."""
        for part, grant in reversed(self._taken(operation)[-operation.credits :]):
            self.took.append((operation.key, None))
            if part == "expired" and grant and grant.taken:
                grant.taken, grant.expired = grant.taken - 1, grant.expired + 1
            elif self.owed:
                self.owed -= 1
            else:
                giver = grant if grant and grant.taken and part != "expired" else self._giver(now)
                giver.taken, giver.remaining = giver.taken - 1, giver.remaining + 1

    def _giver(self, now: datetime) -> ModelGrant:
        gave = [grant for grant in self.grants if grant.taken]
        return max(gave, key=lambda grant: (not due(grant, now), grant.view.created_at, grant.id))

    def _reserve(self, operation: OpenHold, now: datetime, outcome: Outcome) -> None:
        before = {grant.id: grant.remaining for grant in self.grants}
        assert self._burn(operation.credits, self.grants) == 0
        kept = [(grant, before[grant.id] - grant.remaining) for grant in in_burn_order(self.grants)]
        for grant, amount in kept:
            grant.held += amount
        assert isinstance(outcome, Posted), outcome
        hold = ModelHold(outcome.hold_id, operation.credits, now + operation.lasts, kept)
        self.holds[hold.id] = hold

    def _capture(self, hold: ModelHold, wanted: int | None) -> None:
        hold.captured = rest = wanted or hold.credits
        for place, (grant, amount) in enumerate(hold.kept):
            used = min(rest, amount)
            rest -= used
            grant.held -= used
            hold.kept[place] = grant, amount - used
        self._close(hold, "captured")

    def _close(self, hold: ModelHold, state: str) -> None:
        for grant, amount in hold.kept:
            grant.held -= amount
            self._settle(grant, amount)
        hold.state = state

    @staticmethod
    def _burn(wanted: int, grants: list[ModelGrant]) -> int:
        for grant in in_burn_order(grants):
            used = min(wanted, grant.remaining)
            grant.remaining, wanted = grant.remaining - used, wanted - used
        return wanted
