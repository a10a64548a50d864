"""Paying for a resized picture: a hold while it is made, captured once it is there. One signed address pays once.

All that ask for one address share its hold. One that was released, or ran out because its process died, is followed by
another with a key of its own; none follows one that was captured.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Row, delete, select, update
from sqlmodel import Session

from creditshop.catalog import price_of
from creditshop.database import insert_once
from creditshop.images.models import CHARGES
from creditshop.images.signing import Link
from creditshop.ledger import INTERNAL, Capture, OpenHold, Release, Use, find_hold, post_one

FEATURE: Final = "image.resize"
_ACTOR: Final = "images"
_LASTS: Final = timedelta(minutes=2)  # far longer than any picture takes


def is_paid(session: Session, link: Link, *, now: datetime) -> bool:
    """Whether this address has been paid for."""
    row = session.connection().execute(select(CHARGES).where(CHARGES.c.digest == link.digest)).one_or_none()
    return row is not None and _state(session, row, now) == "captured"


def reserve(session: Session, link: Link, wallet_id: str, *, now: datetime) -> str | None:
    """Hold what this address costs, unless it is held already; returns the hold, or None when it has been paid.

    Raises InsufficientCredits, WalletSuspended, FeatureNotFound.
    """
    row = _locked(session, link, wallet_id)
    state = _state(session, row, now)
    if state == "captured":
        return None
    return str(row.hold_id) if state == "open" else _hold(session, row, link, now)


def charge(session: Session, link: Link, wallet_id: str, *, now: datetime) -> None:
    """Capture what was reserved, if nobody else has. If the hold ran out meanwhile it is paid all the same.

    Raises what `reserve` raises.
    """
    hold_id = reserve(session, link, wallet_id, now=now)
    if hold_id is not None:
        post_one(session, Capture(wallet_id, INTERNAL, f"capture:{hold_id}", _ACTOR, hold_id), now=now)


def let_go(session: Session, link: Link, *, now: datetime) -> None:
    """Release what was reserved: there is nothing to pay for. Another that still works on it charges all the same."""
    row = session.connection().execute(_row(link).with_for_update()).one_or_none()
    if row is not None and _state(session, row, now) == "open":  # None: forgotten, the address has expired meanwhile
        key = f"release:{row.hold_id}"
        post_one(session, Release(row.wallet_id, INTERNAL, key, _ACTOR, row.hold_id), now=now)


def forget_charges(session: Session, *, now: datetime) -> None:
    """Delete what is known of addresses that have expired: they are not served again."""
    session.connection().execute(delete(CHARGES).where(CHARGES.c.expires_at < now))


def _locked(session: Session, link: Link, wallet_id: str) -> Row[Any]:
    new = {"digest": link.digest, "wallet_id": wallet_id, "hold_id": None, "holds": 0, "expires_at": link.expires_at}
    insert_once(session, CHARGES, new, "digest")
    return session.connection().execute(_row(link).with_for_update()).one()


def _row(link: Link) -> Any:
    return select(CHARGES).where(CHARGES.c.digest == link.digest)


def _state(session: Session, row: Row[Any], now: datetime) -> str | None:
    return None if row.hold_id is None else find_hold(session, row.hold_id, now=now).state


def _hold(session: Session, row: Row[Any], link: Link, now: datetime) -> str:
    count = row.holds + 1
    operation = OpenHold(
        row.wallet_id,
        INTERNAL,
        f"image:{link.digest}:{count}",
        _ACTOR,
        credits=price_of(session, FEATURE, 1),
        reference=link.picture_id,
        use=Use(FEATURE),
        lasts=_LASTS,
    )
    hold_id = post_one(session, operation, now=now).hold_id
    session.connection().execute(
        update(CHARGES).where(CHARGES.c.digest == link.digest).values(hold_id=hold_id, holds=count)
    )
    return str(hold_id)
