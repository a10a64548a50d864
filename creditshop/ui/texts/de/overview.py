"""Staff's overview."""

TEXTS: dict[str, str] = {}
