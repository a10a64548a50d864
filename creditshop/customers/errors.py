"""Why staff may not do something about a customer. Each `code` is a word that the pages turn into a sentence."""

from dataclasses import dataclass
from typing import ClassVar

from creditshop.customers.values import Effect


class CustomerError(Exception):
    """Something that was not done."""

    code: ClassVar[str]


class OnlyOwners(CustomerError):
    """Staff are customers like others to an owner alone."""

    code = "only_owners"


class NotYourself(CustomerError):
    """Nobody shuts themselves out."""

    code = "not_yourself"


class OnlyDecidersTake(CustomerError):
    """Support gives credits, and takes none."""

    code = "only_deciders_take"


@dataclass(eq=False)
class OverLimit(CustomerError):
    """More credits than support may give at once."""

    code: ClassVar[str] = "over_limit"
    limit: int


class ExpiryPast(CustomerError):
    """Credits that would have expired already."""

    code = "expiry_past"


@dataclass(eq=False)
class BalanceChanged(CustomerError):
    """The balance is another one than the preview was of; nothing was done. `effect` is what would happen now."""

    code: ClassVar[str] = "balance_changed"
    effect: Effect
