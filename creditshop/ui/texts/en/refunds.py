"""Refunds."""

TEXTS: dict[str, str] = {}
