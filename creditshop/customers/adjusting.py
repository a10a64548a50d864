"""Giving and taking credits by hand: first as a preview, then exactly what the preview said, once."""

from datetime import datetime

from sqlmodel import Session

from creditshop.accounts import DECIDERS
from creditshop.audit import Actor, record
from creditshop.customers.errors import BalanceChanged, ExpiryPast, OnlyDecidersTake, OverLimit
from creditshop.customers.rights import acted_on
from creditshop.customers.values import Adjustment, Effect
from creditshop.database import new_id
from creditshop.ledger import INTERNAL, GrantCredits, Lot, Operation, Parts, Revoke, balance, open_wallet, post_one


def new_adjustment_id() -> str:
    """For a form that is opened: what it asks for is posted once, however often it is sent."""
    return new_id("adj")


def preview(session: Session, asked: Adjustment, by: Actor, *, limit: int, now: datetime) -> Effect:
    """What the adjustment would do: it is done, and taken back.

    `limit` is the most that support may give. Raises NoSuchUser, OnlyOwners, OnlyDecidersTake, OverLimit, ExpiryPast,
    and what the ledger refuses.
    """
    with session.begin_nested() as trial:
        effect, _ = _post(session, asked, by, limit, now)
        trial.rollback()
    return effect


def adjust(session: Session, asked: Adjustment, expected: Effect, by: Actor, *, limit: int, now: datetime) -> None:
    """Do what the preview said, once. Raises what `preview` does, or BalanceChanged when it would do something else."""
    effect, replayed = _post(session, asked, by, limit, now)
    if replayed:
        return
    if effect != expected:
        raise BalanceChanged(effect)
    expires = {"expires_at": asked.expires_at.isoformat()} if asked.expires_at else {}
    after = {**_shown(effect.after), "adjustment": asked.id, "change": asked.change, **expires}
    record(
        session,
        by,
        "customer.adjust",
        asked.user_id,
        before=_shown(effect.before),
        after=after,
        reason=asked.reason,
        now=now,
    )


def _post(session: Session, asked: Adjustment, by: Actor, limit: int, now: datetime) -> tuple[Effect, bool]:
    """Post it; what it did, and whether that was before."""
    acted_on(session, by, asked.user_id)
    _check(asked, by, limit, now)
    wallet_id = open_wallet(session, asked.user_id, now=now)
    before = _parts(session, wallet_id)
    posted = post_one(session, _operation(asked, wallet_id, by), now=now)
    return Effect(before, posted.parts), posted.replayed


def _check(asked: Adjustment, by: Actor, limit: int, now: datetime) -> None:
    if by.role not in DECIDERS and asked.change < 0:
        raise OnlyDecidersTake
    if by.role not in DECIDERS and asked.change > limit:
        raise OverLimit(limit)
    if asked.expires_at is not None and asked.expires_at <= now:
        raise ExpiryPast


def _operation(asked: Adjustment, wallet_id: str, by: Actor) -> Operation:
    if asked.change < 0:
        return Revoke(wallet_id, INTERNAL, asked.id, by.user_id, -asked.change, "adjustment", asked.id)
    lot = Lot(asked.change, "adjustment", expires_at=asked.expires_at)
    return GrantCredits(wallet_id, INTERNAL, asked.id, by.user_id, (lot,), asked.id)


def _parts(session: Session, wallet_id: str) -> Parts:
    found = balance(session, wallet_id)
    return Parts(found.available, found.held, found.frozen, found.owed)


def _shown(parts: Parts) -> dict[str, str | int]:
    return {"available": parts.available, "owed": parts.owed}
