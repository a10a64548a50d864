"""What happens to a purchase after it was paid: money goes back, a bank asks. `refunds` keeps the rows of that."""

from datetime import datetime

from sqlmodel import Session, select

from creditshop.checkout.errors import PurchaseNotFound
from creditshop.checkout.fulfilment import is_given_back
from creditshop.checkout.models import Purchase
from creditshop.checkout.moves import move, note
from creditshop.checkout.states import PurchaseState, Signal
from creditshop.checkout.views import PurchaseView, view
from creditshop.database import announce


def hold_purchase(session: Session, purchase_id: str) -> PurchaseView:
    """The purchase, which nobody else changes until the caller's transaction ends. Raises PurchaseNotFound."""
    return view(_locked(session, purchase_id))


def hold_purchase_of(session: Session, payment_intent_id: str) -> PurchaseView | None:
    """`hold_purchase` for the one that was paid with this payment of the provider; None when there is none."""
    paid = select(Purchase).where(Purchase.payment_intent_id == payment_intent_id).with_for_update()
    found = session.exec(paid, execution_options={"populate_existing": True}).one_or_none()
    return view(found) if found else None


def add_note(session: Session, purchase_id: str, what: str, *, detail: str = "", now: datetime) -> None:
    """Write a line into the time line of a purchase that the caller holds; its pages are told."""
    purchase = _locked(session, purchase_id)
    note(session, purchase, what, PurchaseState(purchase.state), now=now, detail=detail)
    announce(session, purchase.owner_id)


def keep_returns(
    session: Session,
    purchase_id: str,
    *,
    refunded_minor: int,
    lost_minor: int,
    dispute_status: str | None,
    now: datetime,
) -> PurchaseView:
    """Keep on a purchase that the caller holds what has gone back of its money, and how its last dispute stands.

    With all of the money refunded or lost to disputes, nothing is left to decide about a purchase in review, until some
    of it comes back.
    """
    purchase = _locked(session, purchase_id)
    total = purchase.amount_minor if purchase.amount_total is None else purchase.amount_total
    purchase.refunded_minor, purchase.dispute_status = min(refunded_minor, total), dispute_status
    is_gone = refunded_minor + lost_minor >= total
    if is_gone and purchase.state == PurchaseState.REVIEW:
        move(session, purchase, Signal.REFUNDED, now=now)
        purchase.attention = None
    elif not is_gone and is_given_back(purchase):
        move(session, purchase, Signal.RETURNED, now=now, detail="money that had gone back is here again")
    session.flush()
    announce(session, purchase.owner_id)
    return view(purchase)


def _locked(session: Session, purchase_id: str) -> Purchase:
    purchase = session.get(Purchase, purchase_id, with_for_update=True, populate_existing=True)
    if purchase is None:
        raise PurchaseNotFound(purchase_id)
    return purchase
