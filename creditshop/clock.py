"""The one place that asks the machine for the time; everything below an edge is handed it as `now`."""

from datetime import UTC, datetime


def utcnow() -> datetime:
    """The current time, aware, in UTC."""
    return datetime.now(UTC)
