"""What staff see."""

TEXTS: dict[str, str] = {}
