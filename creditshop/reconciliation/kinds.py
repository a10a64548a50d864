"""In what the provider and the shop can differ, and what a person can decide about it."""

from enum import StrEnum


class Kind(StrEnum):
    """What differs. Figures are minor units of the payment's currency, of CREDITS they are credits."""

    UNKNOWN = "unknown"  # money came for a purchase that we do not have
    UNCREDITED = "uncredited"  # money came for a purchase that we do not count as paid
    AMOUNT = "amount"  # another amount was charged than we have written down
    CURRENCY = "currency"  # it was charged in another currency than that of the purchase
    REFUNDED = "refunded"  # another amount went back than we know of
    REFUND = "refund"  # one refund has another amount or another state than we have written down
    DISPUTE = "dispute"  # so has a dispute
    NO_MONEY = "no_money"  # we count it as paid, the provider has no money for it
    CREDITS = "credits"  # a paid purchase has other credits than it sold


class Decision(StrEnum):
    """What a person decided about a difference."""

    APPROVED = "approved"  # the proposed credits were posted
    DISMISSED = "dismissed"  # it is as it must be
