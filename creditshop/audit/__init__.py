"""The audit log: who of the staff did what, when, from where; before and after. Written with the act, never changed."""

from creditshop.audit import protection  # noqa: F401 - attaches the append-only triggers to the table
from creditshop.audit.recording import Actor, record

__all__ = ["Actor", "record"]
