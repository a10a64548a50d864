"""The account, its history, and the page after a payment."""

TEXTS: dict[str, str] = {}
