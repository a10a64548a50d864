"""The audit log."""

TEXTS: dict[str, str] = {}
