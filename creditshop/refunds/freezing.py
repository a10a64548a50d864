"""Freezing the credits of a purchase for another reason than a dispute."""

from datetime import datetime

from sqlmodel import Session

from creditshop.checkout import add_note, hold_purchase
from creditshop.refunds.models import Freeze
from creditshop.refunds.settling import settle


def freeze(session: Session, purchase_id: str, cause: str, *, actor: str, now: datetime) -> None:
    """Freeze what is left of a purchase's credits until `thaw` for the same cause. Raises PurchaseNotFound."""
    purchase = hold_purchase(session, purchase_id)
    if session.get(Freeze, (purchase_id, cause)) is None:
        session.add(Freeze(purchase_id=purchase_id, cause=cause, at=now))
        settle(session, purchase, actor=actor, cause="dispute", now=now)
        add_note(session, purchase_id, "frozen", detail=cause, now=now)


def thaw(session: Session, purchase_id: str, cause: str, *, actor: str, now: datetime) -> None:
    """End a freeze; nothing happens when there is none. Raises PurchaseNotFound."""
    purchase = hold_purchase(session, purchase_id)
    found = session.get(Freeze, (purchase_id, cause))
    if found is not None:
        session.delete(found)
        settle(session, purchase, actor=actor, cause="dispute", now=now)
        add_note(session, purchase_id, "thawed", detail=cause, now=now)
