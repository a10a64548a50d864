"""The rules of the ledger in plain Python, written apart from it: what the property test compares it with."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from creditshop.ledger import Expire, GrantCredits, GrantView, Operation, Parts, Revoke, Spend


@dataclass
class ModelGrant:
    """What is left of a grant, next to what never changes about it."""

    id: str
    view: GrantView
    remaining: int = 0
    expired: int = 0


@dataclass
class ModelWallet:
    """One wallet."""

    id: str
    grants: list[ModelGrant] = field(default_factory=list)
    owed: int = 0
    suspended: bool = False

    @property
    def available(self) -> int:
        """Whatever is left, due or not."""
        return sum(grant.remaining for grant in self.grants)

    @property
    def parts(self) -> Parts:
        """As the ledger says it."""
        return Parts(self.available, 0, 0, self.owed)

    def apply(self, operation: Operation, now: datetime, arrived: list[GrantView]) -> Parts | str:
        """Do it and return the parts, or return the refusal's name. The ids of its grants come from `arrived`."""
        living = sum(grant.remaining for grant in self.grants if not due(grant, now))
        if isinstance(operation, Spend):
            if self.suspended:
                return "WalletSuspended"
            if operation.credits > living:
                return "InsufficientCredits"
        for grant in self.grants:
            if due(grant, now):
                grant.expired, grant.remaining = grant.expired + grant.remaining, 0
        self._move(operation, arrived)
        return self.parts

    def _move(self, operation: Operation, arrived: list[GrantView]) -> None:
        match operation:
            case GrantCredits():
                self._arrive(arrived)
            case Spend():
                assert self._burn(operation.credits, self.grants) == 0
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
