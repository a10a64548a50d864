"""Browsers that an account was used with, so that its person hears of a new one.

A browser is recognised by a random cookie of its own, and by nothing that it tells about itself: what it calls itself
and the network it is in change, and whoever stole a password can imitate both. Whoever deletes their cookies is new.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from creditshop.accounts.models import BROWSERS, KnownBrowser, User
from creditshop.accounts.telling import tell
from creditshop.accounts.tokens import fingerprint
from creditshop.accounts.values import BrowserInfo, Device
from creditshop.database import insert_once, new_id
from creditshop.notices.letters import Template

REMEMBERED = timedelta(days=400)  # as long as browsers keep a cookie at most (RFC 6265bis)


def greet(session: Session, user: User, device: Device, *, told: bool = False, now: datetime) -> None:
    """Remember the browser that the account is signed in with, and tell its person of one that is new.

    Nothing is told of the first, which there is nothing to compare with, nor when they are `told` by another mail.
    """
    mine = fingerprint(f"{user.id}:{device.browser}")  # by account: who shares a browser is nobody's business
    known = update(KnownBrowser).where(col(KnownBrowser.user_id) == user.id, col(KnownBrowser.token_hash) == mine)
    if session.execute(known.values(last_seen_at=now).returning(col(KnownBrowser.id))).first():
        return
    any_known = select(KnownBrowser.id).where(KnownBrowser.user_id == user.id).limit(1)
    first = session.exec(any_known).first() is None
    row = {"id": new_id("brw"), "user_id": user.id, "token_hash": mine, "created_at": now, "last_seen_at": now}
    if insert_once(session, BROWSERS, row, "user_id", "token_hash") and not first and not told:
        tell(session, user, Template.NEW_SIGN_IN, device, now=now)


def known_browsers(session: Session, user_id: str) -> tuple[BrowserInfo, ...]:
    """The browsers that this account is known to be used with, the latest seen first."""
    mine = select(KnownBrowser).where(KnownBrowser.user_id == user_id).order_by(col(KnownBrowser.last_seen_at).desc())
    return tuple(BrowserInfo(row.created_at, row.last_seen_at) for row in session.exec(mine))


def forget_browsers(session: Session, *, now: datetime) -> None:
    """Delete those not seen for REMEMBERED, save the last of an account: without one the next would go unnoticed."""
    later = aliased(KnownBrowser)
    mine, newer = later.user_id == KnownBrowser.user_id, later.last_seen_at > KnownBrowser.last_seen_at
    another = select(later.id).where(mine, newer).exists()
    session.execute(delete(KnownBrowser).where(col(KnownBrowser.last_seen_at) < now - REMEMBERED, another))
