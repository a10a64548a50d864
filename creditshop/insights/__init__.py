"""Figures for people who run the shop: rolled up by day, so that a page never reads the whole ledger."""
