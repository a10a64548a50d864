"""The order in which grants are used up."""

from datetime import UTC, datetime
from typing import Protocol

_NEVER = datetime.max.replace(tzinfo=UTC)


class Burnable(Protocol):
    """What the order depends on."""

    @property
    def id(self) -> str: ...
    @property
    def price_minor(self) -> int: ...
    @property
    def priority(self) -> int: ...
    @property
    def expires_at(self) -> datetime | None: ...
    @property
    def created_at(self) -> datetime: ...


def burn_order(grant: Burnable) -> tuple[int, bool, datetime, datetime, str]:
    """A sort key: priority, free before paid, earliest expiry (none last), oldest, id."""
    return grant.priority, grant.price_minor > 0, grant.expires_at or _NEVER, grant.created_at, grant.id
