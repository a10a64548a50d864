"""The second factor: codes of an authenticator app (TOTP, RFC 6238), and recovery codes for when that is lost.

Whoever has one signs in in two steps. After the first their session is pending: it is nobody's (sessions.session_user)
until a code has come, and then has another token.
"""

import secrets
import string
from datetime import datetime, timedelta

import pyotp
from sqlalchemy import delete, func, update
from sqlmodel import Session, col, select

from creditshop.accounts.browsers import greet
from creditshop.accounts.errors import FactorExists, FactorRequired, StepOver, WrongCode
from creditshop.accounts.models import RecoveryCode, SecondFactor, User, UserSession
from creditshop.accounts.sessions import expiry_of, note_staff, revoke_others
from creditshop.accounts.telling import tell
from creditshop.accounts.tokens import fingerprint, new_token
from creditshop.accounts.values import Device, OpenedSession, SignedIn
from creditshop.config import settings
from creditshop.database import new_id
from creditshop.notices.letters import Template

FRESH = timedelta(minutes=15)  # how long a proof of who one is lasts for acts that cannot be undone
_STEP = 30  # seconds that a code is shown for
_DIGITS = 6
_DRIFT = 1  # steps that a telephone's clock may be off
_CODES = 10
_LETTERS = "".join(one for one in string.digits + string.ascii_uppercase if one not in "01ILO")  # which look alike
_PARTS, _PART_LENGTH = 3, 4


def begin_factor(session: Session, user: SignedIn, *, now: datetime) -> str:
    """A new secret for an authenticator app, in Base32; it counts once a code of it was confirmed.

    Raises FactorExists.
    """
    if user.has_factor:
        raise FactorExists
    unconfirmed = (col(SecondFactor.user_id) == user.user_id) & col(SecondFactor.confirmed_at).is_(None)
    session.execute(delete(SecondFactor).where(unconfirmed))
    secret = pyotp.random_base32()
    session.add(SecondFactor(user_id=user.user_id, secret=secret, created_at=now))
    return secret


def factor_address(email: str, secret: str) -> str:
    """What an authenticator app reads out of a QR code
    (https://github.com/google/google-authenticator/wiki/Key-Uri-Format).
    """
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=settings().shop_name)


def confirm_factor(session: Session, user: SignedIn, code: str, *, now: datetime) -> tuple[str, ...]:
    """The app's first code: from now on one is asked for. Returns the recovery codes, for the only time.

    Every other session of this person ends. Raises FactorExists, WrongCode.
    """
    if user.has_factor:
        raise FactorExists
    _use_app(session, user.user_id, code, now)
    mine = (col(SecondFactor.user_id) == user.user_id) & col(SecondFactor.confirmed_at).is_(None)
    session.execute(update(SecondFactor).where(mine).values(confirmed_at=now))
    revoke_others(session, user.user_id, user.session_id, now=now)
    _note(session, user.user_id, "staff.factor_on", Template.FACTOR_ON, now)
    return _new_codes(session, user.user_id)


def renew_codes(session: Session, user: SignedIn, code: str, *, now: datetime) -> tuple[str, ...]:
    """Other recovery codes; those before them count no more. Raises WrongCode."""
    use_code(session, user.user_id, code, now=now)
    _note(session, user.user_id, "staff.factor_codes", Template.RECOVERY_RENEWED, now)
    return _new_codes(session, user.user_id)


def remove_factor(session: Session, user: SignedIn, code: str, *, now: datetime) -> None:
    """Sign in with a password alone again. Raises WrongCode; FactorRequired for staff who must have one."""
    if user.role.is_staff and settings().staff_needs_factor:
        raise FactorRequired
    use_code(session, user.user_id, code, now=now)
    forget_factor(session, user.user_id)
    _note(session, user.user_id, "staff.factor_off", Template.FACTOR_OFF, now)


def reset_factor(session: Session, user_id: str, *, now: datetime) -> bool:
    """Take a lost second factor away, and tell its person; whether there was one. For owners, and the command line."""
    if not forget_factor(session, user_id):
        return False
    tell(session, session.get_one(User, user_id), Template.FACTOR_RESET, Device(), now=now)
    return True


def forget_factor(session: Session, user_id: str) -> bool:
    """Delete a second factor and its recovery codes; whether there was one. For this package only."""
    session.execute(delete(RecoveryCode).where(col(RecoveryCode.user_id) == user_id))
    gone = delete(SecondFactor).where(col(SecondFactor.user_id) == user_id).returning(col(SecondFactor.user_id))
    return session.execute(gone).first() is not None


def use_code(session: Session, user_id: str, code: str, *, now: datetime) -> None:
    """Use up a code of the app, or a recovery code: each counts once, however often it comes at once.

    Raises WrongCode.
    """
    spelled = "".join(code.split()).replace("-", "").upper()
    if spelled.isdigit() and len(spelled) == _DIGITS:
        _use_app(session, user_id, spelled, now, confirmed=True)
        return
    mine = (col(RecoveryCode.user_id) == user_id) & (col(RecoveryCode.code_hash) == fingerprint(spelled))
    used = update(RecoveryCode).where(mine, col(RecoveryCode.used_at).is_(None)).values(used_at=now)
    if session.execute(used.returning(col(RecoveryCode.id))).first() is None:
        raise WrongCode
    unused = (col(RecoveryCode.user_id) == user_id) & col(RecoveryCode.used_at).is_(None)
    left = session.exec(select(func.count()).select_from(RecoveryCode).where(unused)).one()
    user = session.get_one(User, user_id)
    tell(session, user, Template.RECOVERY_USED, Device(), left=str(left), now=now)


def pending_user(session: Session, token: str, *, now: datetime) -> str | None:
    """Whose first step this token is; None when it is none, or over."""
    mine = (col(UserSession.token_hash) == fingerprint(token)) & col(UserSession.pending)
    live = col(UserSession.revoked_at).is_(None) & (col(UserSession.expires_at) > now)
    return session.exec(select(UserSession.user_id).where(mine, live)).first()


def pass_step(session: Session, token: str, code: str, device: Device, *, now: datetime) -> OpenedSession:
    """The second step: the pending session becomes a session, under another token. Raises StepOver, WrongCode."""
    user_id = pending_user(session, token, now=now)
    if user_id is None:
        raise StepOver
    use_code(session, user_id, code, now=now)
    user, other = session.get_one(User, user_id), new_token()
    if user.disabled_at is not None:
        raise StepOver
    expires_at = expiry_of(user, now)
    values = {"token_hash": fingerprint(other), "pending": False, "confirmed_at": now, "last_seen_at": now}
    mine = (col(UserSession.token_hash) == fingerprint(token)) & col(UserSession.pending)
    passed = update(UserSession).where(mine).values(values | {"expires_at": expires_at})
    session_id = session.execute(passed.returning(col(UserSession.id))).scalar_one_or_none()
    if session_id is None:
        raise StepOver
    note_staff(session, user, "staff.sign_in", device, now=now)
    greet(session, user, device, now=now)
    return OpenedSession(user_id, session_id, other, expires_at, device.browser)


def confirm_session(session: Session, user: SignedIn, *, now: datetime) -> None:
    """This session's person has just proved again who they are."""
    mine = col(UserSession.id) == user.session_id
    session.execute(update(UserSession).where(mine).values(confirmed_at=now))


def _use_app(session: Session, user_id: str, code: str, now: datetime, *, confirmed: bool = False) -> None:
    """A code of the app is good for its step and its neighbours, and for a step that was not used before."""
    factor = session.exec(select(SecondFactor).where(SecondFactor.user_id == user_id)).one_or_none()
    if factor is None or (confirmed and factor.confirmed_at is None):
        raise WrongCode
    totp, current = pyotp.TOTP(factor.secret), int(now.timestamp()) // _STEP
    steps = range(current - _DRIFT, current + _DRIFT + 1)
    step = next((n for n in steps if secrets.compare_digest(totp.at(n * _STEP).encode(), code.strip().encode())), None)
    unused = (col(SecondFactor.user_id) == user_id) & (col(SecondFactor.last_step) < (step or 0))
    used = update(SecondFactor).where(unused).values(last_step=step).returning(col(SecondFactor.user_id))
    if step is None or session.execute(used).first() is None:
        raise WrongCode
    session.expire(factor)


def _new_codes(session: Session, user_id: str) -> tuple[str, ...]:
    session.execute(delete(RecoveryCode).where(col(RecoveryCode.user_id) == user_id))
    codes = tuple("-".join(_part() for _ in range(_PARTS)) for _ in range(_CODES))
    for code in codes:
        hashed = fingerprint(code.replace("-", ""))
        session.add(RecoveryCode(id=new_id("rcv"), user_id=user_id, code_hash=hashed))
    return codes


def _part() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(_PART_LENGTH))


def _note(session: Session, user_id: str, action: str, template: Template, now: datetime) -> None:
    """In the audit log for staff, by mail for everybody."""
    user, device = session.get_one(User, user_id), Device()
    note_staff(session, user, action, device, now=now)
    tell(session, user, template, device, now=now)


def is_fresh(user: SignedIn, now: datetime) -> bool:
    """Whether this person has proved who they are a moment ago, as acts that cannot be undone ask for."""
    return now - user.confirmed_at <= FRESH
