"""The packages on sale, for staff."""

TEXTS: dict[str, str] = {}
