"""Freezing the credits of a purchase for another reason than a dispute, and those that come back to a frozen one."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import union
from sqlmodel import Session, col, select

from creditshop.checkout import add_note, hold_purchase
from creditshop.database import new_id
from creditshop.ledger import INTERNAL, Happened, post_one, references_of
from creditshop.ledger import Freeze as FreezeCredits
from creditshop.ledger.vocabulary import AVAILABLE, HELD, REVOKED
from creditshop.refunds.models import Dispute, Freeze
from creditshop.refunds.settling import settle
from creditshop.refunds.states import OPEN

_BACK = ((HELD, AVAILABLE), (REVOKED, AVAILABLE))


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


def on_posted(session: Session, happened: Sequence[Happened], now: datetime) -> None:
    """Freeze what comes back to a purchase that is disputed, or frozen for another reason.

    It may come back from a hold, or from another purchase's refund that took it and has failed.
    """
    for one in happened:
        back = [moved.grant_id for moved in one.outcome.moved if (moved.debit, moved.credit) in _BACK]
        for purchase_id in _frozen(session, [grant_id for grant_id in back if grant_id]):
            again = FreezeCredits(one.operation.wallet_id, INTERNAL, new_id("frz"), "system", reference=purchase_id)
            post_one(session, again, now=now)


def _frozen(session: Session, grant_ids: Sequence[str]) -> Sequence[str]:
    """The purchases of these grants whose credits are frozen."""
    references = references_of(session, grant_ids) if grant_ids else frozenset()
    if not references:
        return ()
    disputed = select(Dispute.purchase_id).where(
        col(Dispute.purchase_id).in_(references), col(Dispute.status).in_(OPEN)
    )
    suspected = select(Freeze.purchase_id).where(col(Freeze.purchase_id).in_(references))
    return session.scalars(union(disputed, suspected)).all()
