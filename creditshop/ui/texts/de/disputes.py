"""Disputes."""

TEXTS: dict[str, str] = {}
