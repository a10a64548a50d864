"""People: making accounts, passwords, roles. What makes old sessions doubtful ends them in the same transaction."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from creditshop.accounts.emails import normalise
from creditshop.accounts.errors import EmailTaken, LastOwner, NoSuchUser, WrongCredentials
from creditshop.accounts.models import User
from creditshop.accounts.sessions import note_staff, open_session, revoke_all
from creditshop.accounts.telling import tell
from creditshop.accounts.values import DECIDERS, Contact, Credentials, Customer, Device, OpenedSession, Role
from creditshop.apikeys import revoke_keys_of
from creditshop.notices.letters import Template, language_of


def create_user(
    session: Session,
    email: str,
    password_hash: str,
    *,
    role: Role = Role.CUSTOMER,
    name: str = "",
    locale: str = "en",
    verified: bool = False,
    now: datetime,
) -> str:
    """Make an account and return its id. Raises InvalidEmail, EmailTaken."""
    user = User(
        email=normalise(email),
        password_hash=password_hash,
        role=role,
        name=name,
        locale=language_of(locale),
        email_verified_at=now if verified else None,
        created_at=now,
    )
    return _add(session, user)


def create_customer(
    session: Session, *, email: str | None = None, name: str = "", locale: str = "en", now: datetime
) -> str:
    """Make an account for a customer of an app, who has no password, and return its id.

    With an address its holder can choose a password (by a link in a mail). Raises InvalidEmail, EmailTaken.
    """
    address = None if email is None else normalise(email)
    return _add(session, User(email=address, name=name, locale=language_of(locale), created_at=now))


def find_customer(session: Session, user_id: str) -> Customer:
    """Who a customer is. Raises NoSuchUser for staff too, and for those shut out."""
    user = session.get(User, user_id)
    if user is None or user.disabled_at is not None or Role(user.role).is_staff:
        raise NoSuchUser
    return Customer(user.id, user.email or "", user.name, user.locale)


def emails_of(session: Session, user_ids: Collection[str]) -> dict[str, str]:
    """The addresses of accounts, staff's too, by id; empty where there is none, or no such account."""
    found = session.exec(select(User.id, User.email).where(col(User.id).in_(user_ids)))
    return dict.fromkeys(user_ids, "") | {user_id: email or "" for user_id, email in found}


def user_by_email(session: Session, email: str) -> str:
    """The id of the account with this address. Raises InvalidEmail, NoSuchUser."""
    user = find_user(session, normalise(email))
    if user is None:
        raise NoSuchUser
    return user.id


def find_user(session: Session, email: str) -> User | None:
    """The account of a normalised address; for this package only."""
    return session.exec(select(User).where(User.email == email)).first()


def credentials(session: Session, email: str) -> Credentials | None:
    """What to check a password of this address against; None when nobody may sign in with it."""
    user = session.exec(
        select(User).where(User.email == email, col(User.disabled_at).is_(None), col(User.password_hash).is_not(None))
    ).first()
    return Credentials(user.id, user.password_hash) if user and user.password_hash else None


def enter(
    session: Session, checked: Credentials, device: Device, *, rehashed: str | None = None, now: datetime
) -> OpenedSession:
    """Open a session after the password matched `checked`; `rehashed` replaces a hash made with older parameters.

    Raises WrongCredentials when the password or the account changed since it was checked.
    """
    user = _unchanged(session, checked)
    user.password_hash = rehashed or user.password_hash
    return open_session(session, user, device, now=now)


def replace_password(
    session: Session, checked: Credentials, password_hash: str, device: Device, *, now: datetime
) -> OpenedSession:
    """Set a new password after the old one matched `checked`: ends every session and opens one for `device`.

    Raises WrongCredentials when the password or the account changed since it was checked.
    """
    user = _unchanged(session, checked)
    user.password_hash = password_hash
    note_staff(session, user, "staff.password", device, now=now)
    tell(session, user, Template.PASSWORD_CHANGED, device, now=now)
    revoke_all(session, user.id, now=now)
    return open_session(session, user, device, passed=True, told=True, now=now)


def deciders(session: Session) -> tuple[Contact, ...]:
    """Everybody who may decide about money, in the order of their ids."""
    found = select(User).where(col(User.role).in_(DECIDERS), col(User.disabled_at).is_(None)).order_by(User.id)
    return tuple(Contact(user.id, user.email, user.locale) for user in session.exec(found) if user.email)


def hold_live(session: Session, user_id: str) -> None:
    """Keep an account as it is until the caller's transaction ends. Raises NoSuchUser for one that is shut out."""
    if locked(session, user_id).disabled_at is not None:
        raise NoSuchUser


def change_role(session: Session, user_id: str, role: Role, *, now: datetime) -> None:
    """Give an account another role; it signs in anew to use it. Raises NoSuchUser, LastOwner."""
    owners = _owners(session)
    if role is not Role.OWNER and owners == [user_id]:
        raise LastOwner
    locked(session, user_id).role = role
    revoke_all(session, user_id, now=now)


def hold_account(session: Session, user_id: str) -> None:
    """Let nobody else change this account until the caller's transaction ends. Raises NoSuchUser."""
    locked(session, user_id)


def disable_user(session: Session, user_id: str, *, now: datetime) -> None:
    """Shut an account and its API keys out, at once, everywhere. Its wallet and history stay.

    Raises NoSuchUser, LastOwner.
    """
    if _owners(session) == [user_id]:
        raise LastOwner
    locked(session, user_id).disabled_at = now
    revoke_keys_of(session, user_id, now=now)
    revoke_all(session, user_id, now=now)


def _owners(session: Session) -> list[str]:
    """The ids of all owners, held until the commit: two who take each other's role away take turns."""
    live = (col(User.role) == Role.OWNER, col(User.disabled_at).is_(None))
    return list(session.exec(select(User.id).where(*live).order_by(User.id).with_for_update()))


def _add(session: Session, user: User) -> str:
    try:
        with session.begin_nested():
            session.add(user)
    except IntegrityError:
        raise EmailTaken from None
    return user.id


def _unchanged(session: Session, checked: Credentials) -> User:
    user = locked(session, checked.user_id)
    if user.disabled_at is not None or user.password_hash != checked.password_hash:
        raise WrongCredentials
    return user


def locked(session: Session, user_id: str) -> User:
    """The account, which nobody else changes until the commit; for this package only. Raises NoSuchUser."""
    user = session.get(User, user_id, with_for_update=True)
    if user is None:
        raise NoSuchUser
    return user
