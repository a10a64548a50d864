"""Forgetting what no longer signs anybody in: it holds addresses, networks and browsers of people."""

from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import delete
from sqlmodel import Session, col

from creditshop.accounts.browsers import forget_browsers
from creditshop.accounts.models import EmailChange, EmailLink, SignInLink, UserSession
from creditshop.jobs import Effect, JobRun, Registry, registry

KEPT = timedelta(days=30)
_KIND = "accounts.forget"


def register_jobs(kinds: Registry = registry) -> None:
    """Register the daily job that forgets."""
    kinds.register(_KIND, _forget)
    kinds.schedule(_KIND, _KIND, timedelta(days=1))


def forget(session: Session, *, now: datetime) -> None:
    """Delete links and sessions that ended, by age or by hand, longer than KEPT ago, and browsers long not seen."""
    before = now - KEPT
    for link in (EmailLink, SignInLink, EmailChange):
        session.execute(delete(link).where(col(link.expires_at) < before))
    over = (col(UserSession.expires_at) < before) | (col(UserSession.revoked_at) < before)
    session.execute(delete(UserSession).where(over))
    forget_browsers(session, now=now)


async def _forget(run: JobRun) -> Effect:
    return partial(forget, now=run.now)
