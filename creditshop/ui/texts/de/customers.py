"""Staff's pages about customers."""

TEXTS: dict[str, str] = {}
