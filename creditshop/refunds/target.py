"""How many credits of a purchase are to be taken back, all told. Pure; the rule is in the ledger's design.

The target follows from the rows of refunds and disputes alone, so neither order nor repetition takes twice.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Return:
    """Money that went back, or is about to, in minor units; `credits` are those it takes, None: in proportion."""

    amount_minor: int
    credits: int | None = None


def target(sold: int, charged_minor: int, returns: Iterable[Return]) -> int:
    """Of `sold` credits that were charged with `charged_minor`, those that these returns take back.

    At most all of them. What is in proportion is rounded once, in the shop's favour.
    """
    found = list(returns)
    named = sum(one.credits for one in found if one.credits is not None)
    amount = sum(one.amount_minor for one in found if one.credits is None)
    proportion = -(-sold * min(amount, charged_minor) // charged_minor) if amount else 0
    return min(sold, named + proportion)
