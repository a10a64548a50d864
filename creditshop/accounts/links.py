"""Links by mail: the one way to a new account and to a new password.

Whoever asks for a link gets the same answer and causes the same work, whether the address is known or not: one row and
one mail. Only the mail says which it was. See docs/decisions/0001-accounts-begin-in-the-mailbox.md.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, update
from sqlmodel import Session, col, select

from creditshop.accounts.emails import normalise
from creditshop.accounts.errors import EmailTaken, LinkInvalid
from creditshop.accounts.joining import join
from creditshop.accounts.models import EmailLink, User
from creditshop.accounts.paths import local_path
from creditshop.accounts.sessions import note_staff, open_session, revoke_all
from creditshop.accounts.telling import tell
from creditshop.accounts.tokens import fingerprint, new_token
from creditshop.accounts.users import create_user, find_user
from creditshop.accounts.values import Device, OpenedSession
from creditshop.config import settings
from creditshop.database import new_id
from creditshop.notices import queue_mail
from creditshop.notices.letters import Template

LINK_LIVES = timedelta(hours=2)


class Wish(StrEnum):
    """What somebody who asks for a link hopes to do."""

    REGISTER = "register"
    RESET = "reset"


_TEMPLATES = {
    (Wish.REGISTER, False): "verify_email",
    (Wish.REGISTER, True): "already_registered",
    (Wish.RESET, True): "reset_password",
    (Wish.RESET, False): "no_account",
}


def ask_for_link(
    session: Session, email: str, wish: Wish, *, next_path: str | None = None, locale: str = "en", now: datetime
) -> None:
    """Mail a link to the address; `next_path` is where its holder goes on afterwards. Raises InvalidEmail only."""
    address = normalise(email)
    user = find_user(session, address)
    token, link_id = new_token(), new_id("lnk")
    session.add(
        EmailLink(
            id=link_id,
            token_hash=fingerprint(token),
            email=address,
            created_at=now,
            expires_at=now + LINK_LIVES,
        )
    )
    queue_mail(
        session,
        _TEMPLATES[wish, user is not None],
        to=address,
        key=f"link:{link_id}",
        context=link_urls(token, known=user is not None, next_path=local_path(next_path)),
        locale=user.locale if user else locale,
        now=now,
    )


def link_email(session: Session, token: str, *, now: datetime) -> str:
    """The address that a live link was sent to. Raises LinkInvalid."""
    link = session.exec(select(EmailLink).where(EmailLink.token_hash == fingerprint(token), *_alive(now))).first()
    if link is None:
        raise LinkInvalid
    return link.email


def redeem(
    session: Session, token: str, password_hash: str, device: Device, *, locale: str = "en", now: datetime
) -> OpenedSession:
    """Set the password of the link's address, making the account if there is none, and sign in on `device`.

    Uses up every link of the address and ends every older session. Raises LinkInvalid; a disabled account stays shut.
    """
    link = _use_up(session, token, now)
    known = find_user(session, link.email)
    user = known or _new_user(session, link.email, password_hash, locale, now)
    if user.disabled_at is not None:
        raise LinkInvalid
    user.password_hash = password_hash
    user.email_verified_at = now
    join(session, user, link, device, now=now)
    note_staff(session, user, "staff.password", device, now=now)
    if known is not None:
        tell(session, user, Template.PASSWORD_CHANGED, device, now=now)
    revoke_all(session, user.id, now=now)
    return open_session(session, user, device, told=True, now=now)


def _use_up(session: Session, token: str, now: datetime) -> EmailLink:
    email = link_email(session, token, now=now)
    used = session.execute(
        update(EmailLink)
        .where(col(EmailLink.email) == email, *_alive(now))
        .values(used_at=now)
        .returning(col(EmailLink.token_hash))
    ).scalars()
    if fingerprint(token) not in set(used):  # another request used it while this one waited for the rows
        raise LinkInvalid
    return session.exec(select(EmailLink).where(EmailLink.token_hash == fingerprint(token))).one()


def _new_user(session: Session, email: str, password_hash: str, locale: str, now: datetime) -> User:
    try:
        user_id = create_user(session, email, password_hash, locale=locale, verified=True, now=now)
    except EmailTaken:
        return session.exec(select(User).where(User.email == email)).one()
    return session.get_one(User, user_id)


def _alive(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (col(EmailLink.used_at).is_(None), col(EmailLink.expires_at) > now)


def link_urls(token: str, *, known: bool, next_path: str) -> dict[str, str]:
    """What a letter with a link needs; for this package only."""
    shop, query = settings().public_url, urlencode({"token": token, "next": next_path})
    page = "reset" if known else "verify"
    return {
        "url": f"{shop}/{page}/?{query}",
        "reset_url": f"{shop}/{page}/?{query}",
        "login_url": f"{shop}/login/?{urlencode({'next': next_path})}",
    }
