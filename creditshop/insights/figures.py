"""The figures of a day, on one screen."""

from dataclasses import dataclass
from enum import StrEnum


class Figure(StrEnum):
    """What is counted. Of purchases and money there is one for each currency, of credits one."""

    STARTED = "started"  # purchases begun
    OPENED = "opened"  # that got a payment page
    PAID = "paid"  # with what was charged, in minor units
    FAILED = "failed"  # whose money never came
    ABANDONED = "abandoned"  # whose payment page expired
    REVIEW = "review"  # that a person has to decide
    DECLINED = "declined"  # attempts that a bank refused
    REFUNDED = "refunded"  # refunds, with what was given back, in minor units; less those that came back
    DISPUTED = "disputed"  # disputes, with what is disputed, in minor units

    SOLD = "sold"  # credits that were bought
    BONUS = "bonus"  # credits given along with them
    ISSUED = "issued"  # credits that came into wallets: sold, given along, given away
    ADJUSTED = "adjusted"  # credits that came by corrections; negative where they took more
    SPENT = "spent"
    EXPIRED = "expired"  # less what was taken back out of the expired
    REVOKED = "revoked"  # taken back
    OUTSTANDING = "outstanding"  # what all wallets hold at the end of the day, less their debts: the shop owes it


@dataclass(frozen=True, slots=True)
class Line:
    """A figure: how often it happened, and what it adds up to, in minor units of `currency` or in credits."""

    figure: Figure
    currency: str = ""
    count: int = 0
    amount: int = 0
