"""Figures for people who run the shop: rolled up by day, so that a page never reads the whole ledger."""

from creditshop.insights.figures import Figure, Line
from creditshop.insights.overview import Figures, Overview, overview
from creditshop.insights.rolling import refresh, register_jobs, roll
from creditshop.insights.statement import CreditLine, MoneyLine, Statement, statement

__all__ = [
    "CreditLine",
    "Figure",
    "Figures",
    "Line",
    "MoneyLine",
    "Overview",
    "Statement",
    "overview",
    "refresh",
    "register_jobs",
    "roll",
    "statement",
]
