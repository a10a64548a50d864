"""The ways in, as the edges call them: argon2 in threads, between the transactions and never inside one."""

from datetime import datetime

from creditshop.accounts.emails import normalise
from creditshop.accounts.errors import InvalidEmail, WrongCredentials
from creditshop.accounts.links import link_email, redeem
from creditshop.accounts.passwords import check_password, hash_password, is_outdated, verify_password
from creditshop.accounts.sessions import SEEN_EVERY, session_user, touch
from creditshop.accounts.users import credentials, enter, replace_password
from creditshop.accounts.values import Credentials, Device, OpenedSession, SignedIn
from creditshop.database import read, transact


async def authenticate(token: str | None, *, now: datetime) -> SignedIn | None:
    """Whose session this token is, noting that it was used; None for nobody."""
    found = await read(session_user, token, now=now) if token else None
    if found and now - found.seen_at >= SEEN_EVERY:
        await transact(touch, found.session_id, now=now)
    return found


async def sign_in(email: str, password: str, device: Device, *, now: datetime) -> OpenedSession:
    """Open a session. Raises WrongCredentials, after the same work, whatever the reason is."""
    known = await _verified(email, password)
    rehashed = await hash_password(password) if is_outdated(known.password_hash) else None
    return await transact(enter, known, device, rehashed=rehashed, now=now)


async def choose_password(
    token: str, password: str, device: Device, *, locale: str = "en", now: datetime
) -> OpenedSession:
    """Use a mailed link: sets the password, makes the account if the address has none, and opens a session.

    Raises LinkInvalid, or what `check_password` raises; the link then stays good for another try.
    """
    check_password(password, await read(link_email, token, now=now))
    return await transact(redeem, token, await hash_password(password), device, locale=locale, now=now)


async def change_password(
    user: SignedIn, current: str, password: str, device: Device, *, now: datetime
) -> OpenedSession:
    """Replace the password of somebody who is signed in and knows it: ends every session, opens one for `device`.

    Raises WrongCredentials, or what `check_password` raises.
    """
    known = await _verified(user.email, current)
    check_password(password, user.email)
    return await transact(replace_password, known, await hash_password(password), device, now=now)


async def check_own_password(user: SignedIn, password: str) -> None:
    """Whether it is really them. Raises WrongCredentials."""
    await _verified(user.email, password)


async def _verified(email: str, password: str) -> Credentials:
    try:
        known = await read(credentials, normalise(email))
    except InvalidEmail:
        known = None
    matches = await verify_password(known.password_hash if known else None, password)
    if known is None or not matches:
        raise WrongCredentials
    return known
