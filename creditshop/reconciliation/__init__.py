"""Comparing the shop with the payment provider, to the cent and to the credit; what was missed is made good."""

from creditshop.reconciliation.booked import Booked, booked
from creditshop.reconciliation.comparison import Comparison
from creditshop.reconciliation.deciding import approve, dismiss
from creditshop.reconciliation.errors import DifferenceNotFound, DifferenceSettled, NothingProposed
from creditshop.reconciliation.jobs import ask_for, bind, reconcile, register_jobs
from creditshop.reconciliation.kinds import Decision, Kind
from creditshop.reconciliation.listing import (
    DifferenceView,
    RunView,
    count_unsettled,
    differences_lately,
    runs,
    settled,
    unsettled,
)

__all__ = [
    "Booked",
    "Comparison",
    "Decision",
    "DifferenceNotFound",
    "DifferenceSettled",
    "DifferenceView",
    "Kind",
    "NothingProposed",
    "RunView",
    "approve",
    "ask_for",
    "bind",
    "booked",
    "count_unsettled",
    "differences_lately",
    "dismiss",
    "reconcile",
    "register_jobs",
    "runs",
    "settled",
    "unsettled",
]
