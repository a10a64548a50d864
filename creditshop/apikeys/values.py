"""What the rest of the shop sees of a key: values, never its secret."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Scope(StrEnum):
    """What a key may do; none includes another."""

    READ = "read"
    SPEND = "spend"
    GRANT = "grant"
    ADMIN = "admin"


CUSTOMER_SCOPES = frozenset({Scope.READ, Scope.SPEND})
_SHOP = "shop"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who uses the API. `owner_id` None: the shop itself, which sees every wallet."""

    key_id: str
    owner_id: str | None
    scopes: frozenset[Scope]
    used_at: datetime | None

    @property
    def scope(self) -> str:
        """Where its idempotency keys live: the owner's, so that another key of theirs repeats the same request."""
        return self.owner_id or _SHOP


@dataclass(frozen=True, slots=True)
class KeyView:
    """One line of the list of keys. `prefix` is the part of the token that tells it from others."""

    id: str
    prefix: str
    name: str
    scopes: tuple[Scope, ...]
    created_at: datetime
    created_by: str
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key just made: the only moment its token exists outside its holder's hands."""

    key: KeyView
    token: str
