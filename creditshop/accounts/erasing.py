"""Forgetting who somebody was; their id stays, with all that it owns."""

from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from creditshop.accounts.email_change import OBJECTION
from creditshop.accounts.models import (
    EmailChange,
    EmailLink,
    ForeignIdentity,
    KnownBrowser,
    RecoveryCode,
    SecondFactor,
    SignInLink,
    UserSession,
)
from creditshop.accounts.users import disable_user, locked

_THEIRS = (ForeignIdentity, SignInLink, UserSession, KnownBrowser, EmailChange, RecoveryCode, SecondFactor)


def addresses_of(session: Session, user_id: str) -> frozenset[str]:
    """The addresses that this account has, had, or wished for, as far as that is known. Raises NoSuchUser."""
    changes = session.exec(select(EmailChange.old_email, EmailChange.new_email).where(EmailChange.user_id == user_id))
    found = {address for change in changes for address in change} | {locked(session, user_id).email}
    return frozenset(address for address in found if address)


def has_unsettled_address(session: Session, user_id: str, *, now: datetime) -> bool:
    """Whether the address was changed so lately that the old one may still object to it."""
    changed = select(EmailChange.id).where(
        EmailChange.user_id == user_id,
        col(EmailChange.confirmed_at).is_not(None),
        col(EmailChange.objected_at).is_(None),
        col(EmailChange.created_at) > now - OBJECTION,
    )
    return session.exec(changed).first() is not None


def forget_user(session: Session, user_id: str, *, now: datetime) -> None:
    """Shut the account for good, and delete address, name, password, sessions, links and second factor.

    Whoever has the address may make a new account with it. Raises NoSuchUser, LastOwner.
    """
    addresses = addresses_of(session, user_id)
    disable_user(session, user_id, now=now)
    session.execute(delete(EmailLink).where(col(EmailLink.email).in_(addresses)))
    for table in _THEIRS:
        session.execute(delete(table).where(col(table.user_id) == user_id))
    user = locked(session, user_id)
    user.email, user.name, user.password_hash, user.email_verified_at = None, "", None, None
