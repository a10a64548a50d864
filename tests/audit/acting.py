"""Acts for the log, as staff would leave them."""

from datetime import UTC, datetime, timedelta

from sqlmodel import Session

from creditshop.audit import Actor, AuditView, Search, entries, record

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
OLGA = Actor("usr_olga", "olga@example.com", "owner", "203.0.113.7")
FINN = Actor("usr_finn", "finn@example.com", "finance", "2001:db8::1")


def act(
    session: Session, action: str = "job.retry", target: str = "job_1", by: Actor = OLGA, *, minutes: int = 0
) -> None:
    """Leave one act in the log, so many minutes after NOW."""
    record(session, by, action, target, after={"state": "queued"}, now=NOW + timedelta(minutes=minutes))


def log(session: Session, search: Search = Search()) -> list[AuditView]:  # noqa: B008 - frozen
    """The whole log, newest first."""
    return list(entries(session, search, limit=1000).entries)


def acts_of(session: Session, user_id: str) -> list[tuple[str, str]]:
    """What somebody did since they signed in, oldest first: each act with its target."""
    acts = [(entry.action, entry.target) for entry in reversed(log(session, Search(actor=user_id)))]
    return [act for act in acts if not act[0].startswith("staff.")]
