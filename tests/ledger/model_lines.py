"""What the model of a wallet is made of: grants and holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from creditshop.ledger import GrantView


@dataclass
class ModelGrant:
    """What is left of a grant, next to what never changes about it."""

    id: str
    view: GrantView
    remaining: int = 0
    held: int = 0
    frozen: int = 0
    expired: int = 0
    taken: int = 0

    @property
    def counts(self) -> tuple[int, int, int, int, int]:
        """Where its credits are, those that were used aside."""
        return self.remaining, self.held, self.frozen, self.expired, self.taken


Credit = tuple[str, ModelGrant | None]  # one that was taken back: out of what, of which grant; debt is of none


@dataclass
class ModelHold:
    """A hold, and what of which grant it keeps."""

    id: str
    credits: int
    expires_at: datetime
    kept: list[tuple[ModelGrant, int]]
    state: str = "open"
    captured: int = 0


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
