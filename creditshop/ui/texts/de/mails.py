"""Mails sent, for staff."""

TEXTS: dict[str, str] = {}
