"""Freezing the credits of a purchase for another reason than a dispute, and which purchases are frozen."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import union
from sqlmodel import Session, col, select

from creditshop.checkout import add_note, hold_purchase
from creditshop.refunds.models import Dispute, Freeze
from creditshop.refunds.settling import settle
from creditshop.refunds.states import OPEN


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


def frozen(session: Session, purchase_ids: Collection[str]) -> Collection[str]:
    """Those of the purchases whose credits are frozen, for a dispute or another reason: a guard of the ledger."""
    disputed = select(Dispute.purchase_id).where(
        col(Dispute.purchase_id).in_(purchase_ids), col(Dispute.status).in_(OPEN)
    )
    suspected = select(Freeze.purchase_id).where(col(Freeze.purchase_id).in_(purchase_ids))
    return session.scalars(union(disputed, suspected)).all()
