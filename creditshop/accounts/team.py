"""The team: who works for the shop, in which role, and who is invited to. Each act is recorded with its author."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, update
from sqlmodel import Session, col, select

from creditshop.accounts.emails import normalise
from creditshop.accounts.errors import LinkInvalid, OnTheTeam
from creditshop.accounts.factors import reset_factor
from creditshop.accounts.joining import TOPIC
from creditshop.accounts.links import link_urls
from creditshop.accounts.models import EmailLink, Invitation, SecondFactor, User, UserSession
from creditshop.accounts.sessions import revoke_all
from creditshop.accounts.tokens import fingerprint, new_token
from creditshop.accounts.users import change_role, find_user, locked
from creditshop.accounts.values import Role
from creditshop.audit import Actor, record
from creditshop.database import announce, new_id
from creditshop.notices import queue_mail

INVITED = timedelta(days=3)
STAFF = tuple(role for role in Role if role.is_staff)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who works for the shop. `seen_at`: None for who has not been here lately; `disabled`: shut out."""

    user_id: str
    email: str
    role: Role
    has_factor: bool
    disabled: bool
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class Offer:
    """An address that is invited in a role, and has not used the link so far."""

    id: str
    email: str
    role: Role
    made_at: datetime
    expires_at: datetime


def team(session: Session) -> tuple[Member, ...]:
    """Everybody who is staff, by address."""
    seen = func.max(UserSession.last_seen_at).label("seen_at")
    found = (
        select(User, SecondFactor.confirmed_at, seen)
        .outerjoin(SecondFactor, col(SecondFactor.user_id) == col(User.id))
        .outerjoin(UserSession, col(UserSession.user_id) == col(User.id))
        .where(col(User.role).in_(STAFF))
        .group_by(col(User.id), col(SecondFactor.confirmed_at))
        .order_by(col(User.email))
    )
    return tuple(
        Member(user.id, user.email or "", Role(user.role), since is not None, user.disabled_at is not None, seen_at)
        for user, since, seen_at in session.exec(found)
    )


def offers(session: Session, *, now: datetime) -> tuple[Offer, ...]:
    """The invitations that can still be accepted, newest first."""
    found = select(EmailLink, Invitation.role).join(Invitation, col(Invitation.link_id) == col(EmailLink.id))
    latest = found.where(*_open(now)).order_by(col(EmailLink.created_at).desc())
    return tuple(
        Offer(link.id, link.email, Role(role), link.created_at, link.expires_at) for link, role in session.exec(latest)
    )


def invite(session: Session, email: str, role: Role, *, by: Actor, now: datetime) -> None:
    """Offer a role to whoever reads this address, by a link to choose a password with. An older offer ends.

    Raises InvalidEmail, OnTheTeam, ValueError for a role that is none of staff's.
    """
    if not role.is_staff:
        raise ValueError(f"{role} is no role of staff")
    address = normalise(email)
    user = find_user(session, address)
    if user is not None and Role(user.role).is_staff:
        raise OnTheTeam
    _end(session, now, col(EmailLink.email) == address)
    token, link_id = new_token(), new_id("lnk")
    until, hashed = now + INVITED, fingerprint(token)
    session.add(EmailLink(id=link_id, token_hash=hashed, email=address, created_at=now, expires_at=until))
    session.flush()
    session.add(Invitation(link_id=link_id, role=role, invited_by=by.user_id))
    urls = link_urls(token, known=user is not None, next_path="/admin/")
    locale = user.locale if user else "en"
    queue_mail(session, "invitation", to=address, key=f"link:{link_id}", context=urls, locale=locale, now=now)
    record(session, by, "team.invite", link_id, after={"role": role}, now=now)
    announce(session, TOPIC)


def withdraw(session: Session, link_id: str, *, by: Actor, now: datetime) -> None:
    """Take an invitation back. Raises LinkInvalid when it was accepted, is over, or was none."""
    if not _end(session, now, col(EmailLink.id) == link_id):
        raise LinkInvalid
    record(session, by, "team.withdraw", link_id, now=now)
    announce(session, TOPIC)


def give_role(session: Session, user_id: str, role: Role, *, by: Actor, now: datetime) -> None:
    """Give a member another role; CUSTOMER takes them off the team. They sign in anew. Raises NoSuchUser, LastOwner."""
    before = locked(session, user_id).role
    if before == role:
        return
    change_role(session, user_id, role, now=now)
    action = "team.role" if role.is_staff else "team.remove"
    record(session, by, action, user_id, before={"role": before}, after={"role": role}, now=now)
    announce(session, TOPIC)


def reset_lost_factor(session: Session, user_id: str, *, by: Actor, now: datetime) -> bool:
    """Take away somebody's second factor, which they have lost; whether there was one. They sign in anew.

    Raises NoSuchUser.
    """
    locked(session, user_id)
    if not reset_factor(session, user_id, now=now):
        return False
    revoke_all(session, user_id, now=now)
    record(session, by, "staff.factor_reset", user_id, now=now)
    announce(session, TOPIC)
    return True


def _open(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (col(EmailLink.used_at).is_(None), col(EmailLink.expires_at) > now)


def _end(session: Session, now: datetime, which: ColumnElement[bool]) -> bool:
    invites = col(EmailLink.id).in_(select(Invitation.link_id))
    ended = update(EmailLink).where(*_open(now), invites, which).values(used_at=now).returning(col(EmailLink.id))
    return session.execute(ended).first() is not None
