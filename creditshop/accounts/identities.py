"""Accounts of people who sign in elsewhere, with an OpenID provider.

An address alone never opens an account that is there: whoever runs a provider, or gets an address there that lapsed,
could take it over. Its owner signs in as before, and connects the two.
"""

from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from creditshop.accounts.emails import normalise
from creditshop.accounts.errors import EmailTaken, IdentityTaken, IdentityUnverified, WrongCredentials
from creditshop.accounts.models import IDENTITIES, ForeignIdentity, User
from creditshop.accounts.sessions import open_session
from creditshop.accounts.users import create_customer, locked
from creditshop.accounts.values import Device, Identity, OpenedSession
from creditshop.database import insert_once, new_id


def enter_as(session: Session, found: Identity, device: Device, *, locale: str, now: datetime) -> OpenedSession:
    """Sign in whoever this is elsewhere, making an account for whom there is none. A second factor is asked for still.

    Raises IdentityUnverified where the provider has not checked the address, IdentityTaken where it is an account's
    that is not connected, WrongCredentials for whoever is shut out.
    """
    user = _known(session, found) or _new(session, found, locale, now)
    if user.disabled_at is not None:
        raise WrongCredentials
    return open_session(session, user, device, now=now)


def connect(session: Session, user_id: str, found: Identity, *, now: datetime) -> None:
    """Let this account be signed in to from there. Raises IdentityTaken when another account is; NoSuchUser."""
    locked(session, user_id)
    _keep(session, user_id, found, now)
    known = _known(session, found)
    if known is None or known.id != user_id:
        raise IdentityTaken


def disconnect(session: Session, user_id: str) -> None:
    """Sign in here alone again."""
    session.execute(delete(ForeignIdentity).where(col(ForeignIdentity.user_id) == user_id))


def is_connected(session: Session, user_id: str, issuer: str) -> bool:
    """Whether this account is connected with that provider."""
    mine = select(ForeignIdentity.id).where(ForeignIdentity.user_id == user_id, ForeignIdentity.issuer == issuer)
    return session.exec(mine).first() is not None


def _known(session: Session, found: Identity) -> User | None:
    this = (ForeignIdentity.issuer == found.issuer, ForeignIdentity.subject == found.subject)
    user_id = session.exec(select(ForeignIdentity.user_id).where(*this)).first()
    return locked(session, user_id) if user_id else None


def _new(session: Session, found: Identity, locale: str, now: datetime) -> User:
    if not found.verified:
        raise IdentityUnverified
    try:
        user = locked(session, create_customer(session, email=normalise(found.email), locale=locale, now=now))
    except EmailTaken:
        raise IdentityTaken from None
    user.email_verified_at = now
    session.flush()
    _keep(session, user.id, found, now)
    known = _known(session, found)
    if known is None or known.id != user.id:  # the same person, in another tab, a moment before
        raise IdentityTaken
    return user


def _keep(session: Session, user_id: str, found: Identity, now: datetime) -> None:
    row = {"id": new_id("idn"), "user_id": user_id, "issuer": found.issuer, "subject": found.subject}
    insert_once(session, IDENTITIES, row | {"created_at": now}, "issuer", "subject")
