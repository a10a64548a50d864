"""What the provider has more to say about: refunds on their way, open disputes; and what our books have of them."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from creditshop.checkout import purchases_of
from creditshop.payments import events
from creditshop.refunds.models import IS_MOVING, Dispute, Refund
from creditshop.refunds.states import UNDER_WAY, RefundState, reached


@dataclass(frozen=True, slots=True)
class BookedReturn:
    """What our books have of a refund or a dispute of the provider's.

    `is_current`: the provider has no other state of it, and has moved no more money for it.
    """

    purchase_id: str
    amount_minor: int
    currency: str
    is_current: bool


def booked_return(session: Session, seen: events.Refund | events.Dispute) -> BookedReturn | None:
    """Our row of what the provider has; None while it is not in our books."""
    row: Refund | Dispute | None
    if isinstance(seen, events.Refund):
        row = session.exec(select(Refund).where(Refund.provider_id == seen.id)).one_or_none()
        is_current = row is not None and reached(RefundState(row.state), RefundState(seen.status)) == row.state
    else:
        row = session.exec(select(Dispute).where(Dispute.provider_id == seen.id)).one_or_none()
        is_current = row is not None and (row.status, row.movements) == (seen.status, seen.movements)
    return BookedReturn(row.purchase_id, row.amount_minor, row.currency, is_current) if row else None


def purchases_with_moving_refunds(session: Session) -> tuple[str, ...]:
    """The purchases with refunds that the provider has, and of which it is not known how they end."""
    return tuple(session.exec(select(Refund.purchase_id).where(IS_MOVING).distinct()))


def has_refund_under_way(session: Session, owner_id: str) -> bool:
    """Whether money is on its way back to this buyer, or is asked for, and may not arrive."""
    mine = col(Refund.purchase_id).in_(purchases_of(session, owner_id))
    return session.exec(select(Refund.id).where(mine, col(Refund.state).in_(UNDER_WAY)).limit(1)).first() is not None


def has_open_dispute(session: Session, owner_id: str) -> bool:
    """Whether a payment of this buyer is disputed, and not decided."""
    mine = col(Dispute.purchase_id).in_(purchases_of(session, owner_id))
    return session.exec(select(Dispute.id).where(mine, col(Dispute.closed_at).is_(None)).limit(1)).first() is not None


def open_disputes(session: Session) -> tuple[str, ...]:
    """The provider's ids of the disputes that are not decided, the oldest first."""
    found = select(Dispute.provider_id).where(col(Dispute.closed_at).is_(None))
    return tuple(session.exec(found.order_by(col(Dispute.opened_at), col(Dispute.id))))
