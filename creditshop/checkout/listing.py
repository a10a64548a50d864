"""Reading purchases: a buyer's own, and all of them for staff. Lists page by keyset, newest first."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import or_, tuple_
from sqlmodel import Session, col, select

from creditshop.checkout.errors import PurchaseNotFound
from creditshop.checkout.filters import PurchaseFilter
from creditshop.checkout.models import CHARGED, IS_DISPUTED, IS_REFUNDED, FailedAttempt, Purchase, PurchaseEvent
from creditshop.checkout.states import PurchaseState, Signal
from creditshop.checkout.views import (
    PurchaseDetail,
    PurchaseNews,
    PurchasePage,
    PurchaseView,
    attempt_view,
    timeline_entry,
    view,
)
from creditshop.database import begins_with, distinct_values

EVERYTHING = PurchaseFilter()
_NEWEST_FIRST = (col(Purchase.created_at).desc(), col(Purchase.id).desc())
_LATEST_NEWS = (col(PurchaseEvent.at).desc(), col(PurchaseEvent.purchase_id).desc(), col(PurchaseEvent.sequence).desc())


def purchases(session: Session, owner_id: str, *, before: str | None = None, limit: int = 25) -> PurchasePage:
    """A buyer's purchases, those that got as far as a payment page. `before` is the last page's `next_before`."""
    mine = select(Purchase).where(Purchase.owner_id == owner_id, col(Purchase.session_id).is_not(None))
    return _page(session, mine, before, limit)


def latest_purchases(
    session: Session,
    wanted: PurchaseFilter = EVERYTHING,
    *,
    before: str | None = None,
    limit: int = 25,
) -> PurchasePage:
    """Everybody's purchases, for staff."""
    return _page(session, select(Purchase).where(*_conditions(wanted)), before, limit)


def pending_purchases(session: Session) -> tuple[str, ...]:
    """The ids of those about which the provider has more to say, as far as they have a payment page."""
    waiting = select(Purchase.id).where(
        col(Purchase.state).in_((PurchaseState.OPEN, PurchaseState.PROCESSING)), col(Purchase.session_id).is_not(None)
    )
    return tuple(session.exec(waiting.order_by(col(Purchase.created_at), col(Purchase.id))))


def purchase_of_payment(session: Session, payment_intent_id: str) -> PurchaseView | None:
    """The purchase that this payment intent pays, or None."""
    paid = session.exec(select(Purchase).where(Purchase.payment_intent_id == payment_intent_id)).one_or_none()
    return view(paid) if paid else None


def paid_since(session: Session, start: datetime, end: datetime) -> tuple[PurchaseView, ...]:
    """The purchases whose money arrived from `start` on and before `end`, and that nobody granted on trust."""
    steps = select(PurchaseEvent.purchase_id).where(
        PurchaseEvent.at >= start,
        PurchaseEvent.at < end,
        PurchaseEvent.to_state == PurchaseState.PAID,
        PurchaseEvent.from_state != PurchaseState.PAID,
    )
    paid = select(Purchase).where(col(Purchase.id).in_(steps), ~col(Purchase.on_trust))
    return tuple(map(view, session.exec(paid)))


def purchase_by_session(session: Session, session_id: str, owner_id: str) -> PurchaseView | None:
    """The buyer's own purchase behind a session of the provider; None also for somebody else's."""
    mine = select(Purchase).where(Purchase.session_id == session_id, Purchase.owner_id == owner_id)
    found = session.exec(mine).one_or_none()
    return view(found) if found else None


def buyer_of(session: Session, reference: str) -> str | None:
    """Who made the purchase with this id, of ours or of the provider's session or payment intent; None for none."""
    ids = (Purchase.id, Purchase.session_id, Purchase.payment_intent_id)
    return session.exec(select(Purchase.owner_id).where(or_(*(col(column) == reference for column in ids)))).first()


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


def latest_news(session: Session, *, limit: int) -> tuple[PurchaseNews, ...]:
    """The newest lines of all time lines, without the provider's reports that changed nothing."""
    changed = col(PurchaseEvent.from_state) != col(PurchaseEvent.to_state)
    worth_telling = changed | col(PurchaseEvent.what).not_in(tuple(Signal))
    joined = select(PurchaseEvent, Purchase).join(Purchase, col(Purchase.id) == col(PurchaseEvent.purchase_id))
    rows = session.exec(joined.where(worth_telling).order_by(*_LATEST_NEWS).limit(limit))
    return tuple(PurchaseNews(timeline_entry(event), view(purchase)) for event, purchase in rows)


def currencies_sold(session: Session) -> tuple[str, ...]:
    """The currencies that anything was ever sold in, by name."""
    return distinct_values(session, col(Purchase.currency))


def _conditions(wanted: PurchaseFilter) -> Iterator[Any]:
    """Each is the head of an index (models.py), so that the database may begin with the rarest."""
    if wanted.search:
        yield _is_called(wanted.search)
    if wanted.state:
        yield Purchase.state == wanted.state
    if wanted.attention:
        yield col(Purchase.attention).is_not(None)
    if wanted.currency:
        yield Purchase.currency == wanted.currency
    if wanted.currency and wanted.least_minor is not None:
        yield wanted.least_minor <= CHARGED
    if wanted.since:
        yield Purchase.created_at >= _midnight(wanted.since)
    if wanted.until:
        yield Purchase.created_at < _midnight(wanted.until) + timedelta(days=1)
    if wanted.refunded:
        yield IS_REFUNDED
    if wanted.disputed:
        yield IS_DISPUTED


def _is_called(search: str) -> Any:
    """What a search means: ids are told apart by how they begin; everything else begins an e-mail address."""
    kinds = {
        "pur_": Purchase.id,
        "cs_": Purchase.session_id,
        "pi_": Purchase.payment_intent_id,
        "usr_": Purchase.owner_id,
    }
    for prefix, column in kinds.items():
        if search.startswith(prefix) and "@" not in search:
            return col(column) == search
    return begins_with(Purchase.email, search.lower())  # addresses are kept in lower case


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


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
