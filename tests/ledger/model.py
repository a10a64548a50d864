"""The rules of the ledger in plain Python, written apart from it: what the property test compares it with."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from creditshop.ledger import (
    Capture,
    Expire,
    GrantCredits,
    GrantView,
    OpenHold,
    Operation,
    Outcome,
    Parts,
    Posted,
    Release,
    Revoke,
    Spend,
)


@dataclass
class ModelGrant:
    """What is left of a grant, next to what never changes about it."""

    id: str
    view: GrantView
    remaining: int = 0
    held: int = 0
    expired: int = 0


@dataclass
class ModelHold:
    """A hold, and what of which grant it keeps."""

    id: str
    credits: int
    expires_at: datetime
    kept: list[tuple[ModelGrant, int]]
    state: str = "open"
    captured: int = 0


@dataclass
class ModelWallet:
    """One wallet."""

    id: str
    grants: list[ModelGrant] = field(default_factory=list)
    holds: dict[str, ModelHold] = field(default_factory=dict)
    owed: int = 0
    suspended: bool = False

    @property
    def available(self) -> int:
        """Whatever is left, due or not."""
        return sum(grant.remaining for grant in self.grants)

    @property
    def parts(self) -> Parts:
        """As the ledger says it."""
        return Parts(self.available, sum(grant.held for grant in self.grants), 0, self.owed)

    def apply(self, operation: Operation, now: datetime, outcome: Outcome, arrived: list[GrantView]) -> Parts | str:
        """Do it and return the parts, or return the refusal's name. The ids of what is new come from the ledger."""
        if refusal := self._refusal(operation, now):
            return refusal
        self.expire(now)
        self._move(operation, now, outcome, arrived)
        if isinstance(operation, Capture | Release):
            self.expire(now)
        return self.parts

    def _refusal(self, operation: Operation, now: datetime) -> str | None:
        if isinstance(operation, Spend | OpenHold):
            if self.suspended:
                return "WalletSuspended"
            return "InsufficientCredits" if operation.credits > self._later(now).available else None
        return self._refused_hold(operation, now) if isinstance(operation, Capture | Release) else None

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
                self._revoke(operation.credits, [g for g in self.grants if g.view.reference == operation.reference])
            case Expire():
                pass

    def _arrive(self, arrived: list[GrantView]) -> None:
        for grant in in_burn_order([ModelGrant(view.id, view) for view in arrived]):
            paid = min(self.owed, grant.view.amount)
            self.owed -= paid
            grant.remaining = grant.view.amount - paid
            self.grants.append(grant)

    def _revoke(self, wanted: int, own: list[ModelGrant]) -> None:
        rest = self._burn(wanted, own)
        for grant in in_burn_order(own):
            back = min(rest, grant.expired)
            grant.expired, rest = grant.expired - back, rest - back
        self.owed += self._burn(rest, self.grants)

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
            paid = min(self.owed, amount)
            self.owed -= paid
            grant.remaining += amount - paid
        hold.state = state

    @staticmethod
    def _burn(wanted: int, grants: list[ModelGrant]) -> int:
        for grant in in_burn_order(grants):
            used = min(wanted, grant.remaining)
            grant.remaining, wanted = grant.remaining - used, wanted - used
        return wanted


def due(grant: ModelGrant, now: datetime) -> bool:
    """Whether its time has come."""
    return grant.view.expires_at is not None and grant.view.expires_at <= now


def in_burn_order(grants: Iterable[ModelGrant]) -> list[ModelGrant]:
    """Sorted by the least important first, each sort keeping what came before."""
    order = sorted(grants, key=lambda grant: grant.id)
    order.sort(key=lambda grant: grant.view.created_at)
    order.sort(key=lambda grant: grant.view.expires_at.timestamp() if grant.view.expires_at else float("inf"))
    order.sort(key=lambda grant: grant.view.price_minor > 0)
    order.sort(key=lambda grant: grant.view.priority)
    return order
