"""Sessions live in the database, so revoking one ends it at once, in every open page."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, update
from sqlmodel import Session, col, select

from creditshop.accounts.browsers import greet
from creditshop.accounts.errors import NoSuchSession
from creditshop.accounts.models import SecondFactor, User, UserSession
from creditshop.accounts.tokens import fingerprint, new_token
from creditshop.accounts.values import Device, OpenedSession, Role, SessionInfo, SignedIn
from creditshop.audit import Actor, record
from creditshop.config import settings
from creditshop.database import announce, new_id

LONGEST = timedelta(days=30)
LONGEST_STAFF = timedelta(hours=12)
LONGEST_REST = timedelta(days=14)
STEP_LIVES = timedelta(minutes=10)  # between the two steps of signing in
SEEN_EVERY = timedelta(minutes=1)
_AGENT_LENGTH = 200


def open_session(
    session: Session, user: User, device: Device, *, passed: bool = False, told: bool = False, now: datetime
) -> OpenedSession:
    """Sign `user` in on `device`, always with a new token: one that somebody planted beforehand never becomes valid.

    Who has a second factor has a pending session until it was asked for, unless it has been (`passed`). That staff are
    let in is in the audit log. Of a browser that is new its person hears by mail, unless `told` by another.
    """
    token, session_id = new_token(), new_id("ses")
    pending = not passed and has_factor(session, user.id)
    expires_at = now + STEP_LIVES if pending else expiry_of(user, now)
    session.add(
        UserSession(
            id=session_id,
            token_hash=fingerprint(token),
            user_id=user.id,
            created_at=now,
            last_seen_at=now,
            expires_at=expires_at,
            pending=pending,
            confirmed_at=now,
            ip=device.ip,
            user_agent=device.user_agent[:_AGENT_LENGTH],
        )
    )
    if not pending:
        note_staff(session, user, "staff.sign_in", device, now=now)
        greet(session, user, device, told=told, now=now)
    return OpenedSession(user.id, session_id, token, expires_at, device.browser, pending)


def expiry_of(user: User, now: datetime) -> datetime:
    """Until when a session lasts that begins now; for this package only."""
    return now + (LONGEST_STAFF if Role(user.role).is_staff else LONGEST)


def has_factor(session: Session, user_id: str) -> bool:
    """Whether this account is asked for a second factor."""
    confirmed = select(SecondFactor.user_id).where(
        SecondFactor.user_id == user_id, col(SecondFactor.confirmed_at).is_not(None)
    )
    return session.exec(confirmed).first() is not None


def note_staff(session: Session, user: User, action: str, device: Device, *, now: datetime) -> None:
    """Record what a member of staff did about their own account; nothing for customers. For this package only."""
    if Role(user.role).is_staff:
        record(session, Actor(user.id, user.email or "", user.role, device.ip), action, user.id, now=now)


def session_user(session: Session, token: str, *, now: datetime) -> SignedIn | None:
    """Whose live session this token is; None when unknown, over, revoked, pending, or the account is disabled.

    Staff who must have a second factor and have none are customers until they do. Only reads.
    """
    found = session.exec(
        select(UserSession, User, SecondFactor.confirmed_at)
        .join(User, col(User.id) == col(UserSession.user_id))
        .outerjoin(SecondFactor, col(SecondFactor.user_id) == col(User.id))
        .where(UserSession.token_hash == fingerprint(token), *_alive(now), col(User.disabled_at).is_(None))
    ).first()
    if found is None:
        return None
    row, user, factor_since = found
    role, with_factor = Role(user.role), factor_since is not None
    held_back = role.is_staff and settings().staff_needs_factor and not with_factor
    return SignedIn(
        user_id=user.id,
        session_id=row.id,
        email=user.email or "",
        name=user.name,
        role=Role.CUSTOMER if held_back else role,
        verified=user.email_verified_at is not None,
        locale=user.locale,
        seen_at=row.last_seen_at,
        confirmed_at=row.confirmed_at or row.created_at,
        has_factor=with_factor,
        held_back=held_back,
    )


def touch(session: Session, session_id: str, *, now: datetime) -> None:
    """Note that the session was used; written at most once a minute, however busy its pages are."""
    session.execute(
        update(UserSession)
        .where(col(UserSession.id) == session_id, col(UserSession.last_seen_at) <= now - SEEN_EVERY)
        .values(last_seen_at=now)
    )


def sessions(session: Session, user_id: str, *, now: datetime) -> tuple[SessionInfo, ...]:
    """The user's live sessions, the latest used first."""
    rows = session.exec(
        select(UserSession)
        .where(UserSession.user_id == user_id, *_alive(now))
        .order_by(col(UserSession.last_seen_at).desc(), UserSession.id)
    )
    return tuple(SessionInfo(row.id, row.created_at, row.last_seen_at, row.ip, row.user_agent) for row in rows)


def session_history(session: Session, user_id: str, *, since: datetime, limit: int) -> tuple[SessionInfo, ...]:
    """The user's sign-ins since then, over or not, the latest first."""
    rows = session.exec(
        select(UserSession)
        .where(UserSession.user_id == user_id, col(UserSession.created_at) >= since)
        .order_by(col(UserSession.created_at).desc(), UserSession.id)
        .limit(limit)
    )
    return tuple(SessionInfo(row.id, row.created_at, row.last_seen_at, row.ip, row.user_agent) for row in rows)


def sign_out(session: Session, token: str, *, now: datetime) -> None:
    """End the session of this token; nothing happens when there is none."""
    row = session.exec(select(UserSession).where(UserSession.token_hash == fingerprint(token))).first()
    if row is not None:
        _revoke(session, row.user_id, now, col(UserSession.id) == row.id)


def revoke_session(session: Session, user_id: str, session_id: str, *, now: datetime) -> None:
    """End one session of this user. Raises NoSuchSession when they have no live session of that id."""
    if not _revoke(session, user_id, now, col(UserSession.id) == session_id):
        raise NoSuchSession


def revoke_others(session: Session, user_id: str, kept_session_id: str, *, now: datetime) -> int:
    """End every session of the user but one; returns how many ended."""
    return _revoke(session, user_id, now, col(UserSession.id) != kept_session_id)


def revoke_all(session: Session, user_id: str, *, now: datetime) -> int:
    """End every session of the user; returns how many ended."""
    return _revoke(session, user_id, now)


def _revoke(session: Session, user_id: str, now: datetime, *which: ColumnElement[bool]) -> int:
    ended = session.execute(
        update(UserSession)
        .where(col(UserSession.user_id) == user_id, col(UserSession.revoked_at).is_(None), *which)
        .values(revoked_at=now)
        .returning(col(UserSession.id))
    ).all()
    if ended:
        announce(session, user_id)
    return len(ended)


def _alive(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        col(UserSession.revoked_at).is_(None),
        ~col(UserSession.pending),
        col(UserSession.expires_at) > now,
        col(UserSession.last_seen_at) > now - LONGEST_REST,
    )
