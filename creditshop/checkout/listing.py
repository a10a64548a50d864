"""Reading purchases: a buyer's own, and all of them for staff. Lists page by keyset, newest first."""

from typing import Any

from sqlalchemy import or_, tuple_
from sqlmodel import Session, col, select

from creditshop.checkout.errors import PurchaseNotFound
from creditshop.checkout.models import FailedAttempt, Purchase, PurchaseEvent
from creditshop.checkout.states import PurchaseState
from creditshop.checkout.views import PurchaseDetail, PurchasePage, PurchaseView, attempt_view, timeline_entry, view

_NEWEST_FIRST = (col(Purchase.created_at).desc(), col(Purchase.id).desc())


def purchases(session: Session, owner_id: str, *, before: str | None = None, limit: int = 25) -> PurchasePage:
    """A buyer's purchases, those that got as far as a payment page. `before` is the last page's `next_before`."""
    mine = select(Purchase).where(Purchase.owner_id == owner_id, col(Purchase.session_id).is_not(None))
    return _page(session, mine, before, limit)


def latest_purchases(
    session: Session,
    *,
    state: PurchaseState | None = None,
    search: str = "",
    before: str | None = None,
    limit: int = 25,
) -> PurchasePage:
    """Everybody's purchases, for staff. `search`: how an e-mail address begins, or an id of ours or the provider's."""
    found = select(Purchase)
    if state is not None:
        found = found.where(Purchase.state == state)
    if wanted := search.strip():
        ids = (Purchase.id, Purchase.session_id, Purchase.payment_intent_id, Purchase.owner_id)
        email = col(Purchase.email).startswith(wanted.lower(), autoescape=True)  # addresses are kept in lower case
        found = found.where(or_(email, *(col(column) == wanted for column in ids)))
    return _page(session, found, before, limit)


def purchases_to_look_at(session: Session, *, before: str | None = None, limit: int = 25) -> PurchasePage:
    """Purchases that need a person: those in review, and settled ones about which something odd was heard."""
    return _page(session, select(Purchase).where(col(Purchase.attention).is_not(None)), before, limit)


def purchase_by_session(session: Session, session_id: str, owner_id: str) -> PurchaseView | None:
    """The buyer's own purchase behind a session of the provider; None also for somebody else's."""
    mine = select(Purchase).where(Purchase.session_id == session_id, Purchase.owner_id == owner_id)
    found = session.exec(mine).one_or_none()
    return view(found) if found else None


def purchase_by_intent(session: Session, payment_intent_id: str) -> PurchaseView | None:
    """The purchase that was paid by this payment of the provider's; None while none is known to be."""
    found = session.exec(select(Purchase).where(Purchase.payment_intent_id == payment_intent_id)).one_or_none()
    return view(found) if found else None


def find_purchase(session: Session, purchase_id: str) -> PurchaseView:
    """One purchase, whoever's. Raises PurchaseNotFound."""
    return view(_get(session, purchase_id))


def purchase_detail(session: Session, purchase_id: str) -> PurchaseDetail:
    """A purchase with its time line and declined attempts, for staff. Raises PurchaseNotFound."""
    purchase = _get(session, purchase_id)
    events = select(PurchaseEvent).where(PurchaseEvent.purchase_id == purchase_id)
    attempts = select(FailedAttempt).where(FailedAttempt.purchase_id == purchase_id)
    return PurchaseDetail(
        purchase=view(purchase),
        timeline=tuple(timeline_entry(event) for event in session.exec(events.order_by(col(PurchaseEvent.sequence)))),
        attempts=tuple(attempt_view(attempt) for attempt in session.exec(attempts.order_by(col(FailedAttempt.at)))),
    )


def _get(session: Session, purchase_id: str) -> Purchase:
    purchase = session.get(Purchase, purchase_id)
    if purchase is None:
        raise PurchaseNotFound(purchase_id)
    return purchase


def _page(session: Session, found: Any, before: str | None, limit: int) -> PurchasePage:
    if before is not None:
        last = _get(session, before)
        found = found.where(tuple_(Purchase.created_at, Purchase.id) < tuple_(last.created_at, last.id))
    rows = session.exec(found.order_by(*_NEWEST_FIRST).limit(limit + 1)).all()
    more = len(rows) > limit
    return PurchasePage(tuple(map(view, rows[:limit])), rows[limit - 1].id if more else None)
