"""Forgetting who bought: what the books need of a purchase stays."""

from datetime import datetime

from sqlmodel import Session, col, select, update

from creditshop.checkout.models import Purchase
from creditshop.checkout.states import WISHES, PurchaseState

UNDER_WAY = (PurchaseState.PROCESSING, PurchaseState.REVIEW)


def has_payment_under_way(session: Session, owner_id: str, *, now: datetime) -> bool:
    """Whether this buyer has a payment page that can be paid on, money on its way, or money that a person looks at."""
    mine = (Purchase.owner_id == owner_id, col(Purchase.state).in_((*WISHES, *UNDER_WAY)))
    found = session.exec(select(Purchase.state, Purchase.expires_at).where(*mine))
    return any(expires_at > now or state in UNDER_WAY for state, expires_at in found)


def forget_buyer(session: Session, owner_id: str) -> tuple[str, ...]:
    """Take address, network and the request with the address in it out of this buyer's purchases; their ids."""
    mine = update(Purchase).where(col(Purchase.owner_id) == owner_id)
    session.execute(mine.values(email="", ip=None, network=None, request={}))
    return purchases_of(session, owner_id)


def purchases_of(session: Session, owner_id: str) -> tuple[str, ...]:
    """The ids of all that this buyer ever began to buy."""
    return tuple(session.exec(select(Purchase.id).where(Purchase.owner_id == owner_id)))
