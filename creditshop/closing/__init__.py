"""Closing an account: what can be forgotten of a person is, what the books need stays without a name."""

from creditshop.closing.acting import close_account, register_jobs, what_goes
from creditshop.closing.errors import (
    AddressNotTyped,
    AddressUnsettled,
    ClosingRefused,
    DisputeOpen,
    OnTheTeamStill,
    PaymentUnderWay,
    RefundUnderWay,
)
from creditshop.closing.values import Closing

__all__ = [
    "AddressNotTyped",
    "AddressUnsettled",
    "Closing",
    "ClosingRefused",
    "DisputeOpen",
    "OnTheTeamStill",
    "PaymentUnderWay",
    "RefundUnderWay",
    "close_account",
    "register_jobs",
    "what_goes",
]
