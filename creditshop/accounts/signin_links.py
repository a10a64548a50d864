"""Sign-in links: an app's backend asks for one and hands it to its customer, who signs in with it, once."""

from datetime import datetime, timedelta
from urllib.parse import urlencode

from sqlalchemy import update
from sqlmodel import Session, col

from creditshop.accounts.errors import LinkInvalid, NoSuchUser
from creditshop.accounts.models import SignInLink
from creditshop.accounts.sessions import open_session
from creditshop.accounts.tokens import fingerprint, new_token
from creditshop.accounts.users import find_customer, locked
from creditshop.accounts.values import Device, NewLink, OpenedSession
from creditshop.config import settings

LINK_LIVES = timedelta(minutes=5)


def create_sign_in_link(session: Session, user_id: str, *, now: datetime) -> NewLink:
    """A link that signs this customer in, once, within LINK_LIVES. Raises NoSuchUser, for staff too."""
    customer = find_customer(session, user_id)
    token, expires_at = new_token(), now + LINK_LIVES
    session.add(
        SignInLink(
            token_hash=fingerprint(token),
            user_id=customer.user_id,
            created_at=now,
            expires_at=expires_at,
        )
    )
    return NewLink(f"{settings().public_url}/link/?{urlencode({'token': token})}", expires_at)


def redeem_sign_in_link(session: Session, token: str, device: Device, *, now: datetime) -> OpenedSession:
    """Use the link up and sign its customer in on `device`. Raises LinkInvalid, also once they became staff."""
    used = session.execute(
        update(SignInLink)
        .where(
            col(SignInLink.token_hash) == fingerprint(token),
            col(SignInLink.used_at).is_(None),
            col(SignInLink.expires_at) > now,
        )
        .values(used_at=now)
        .returning(col(SignInLink.user_id))
    ).scalar_one_or_none()
    try:
        user = locked(session, used or "")  # a change of role ends the sessions that it sees: it must see this one
        find_customer(session, user.id)
    except NoSuchUser:
        raise LinkInvalid from None
    return open_session(session, user, device, now=now)
