"""Suspicion, and the rules for it."""

TEXTS: dict[str, str] = {}
