"""Figures for people who run the shop: rolled up by day, so that a page never reads the whole ledger."""

from creditshop.insights.figures import Figure, Line
from creditshop.insights.overview import Figures, Overview, overview
from creditshop.insights.rolling import refresh, register_jobs, roll

__all__ = ["Figure", "Figures", "Line", "Overview", "overview", "refresh", "register_jobs", "roll"]
