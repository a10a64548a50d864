"""Figures about what was going on lately: what rules against fraud go by. Each is answered by an index."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, func, select

from creditshop.checkout.intent import SESSION_LIFE
from creditshop.checkout.models import FailedAttempt, Purchase


class Place(StrEnum):
    """What purchases can have in common: the account, the address, or the network around it."""

    OWNER = "owner_id"
    IP = "ip"
    NETWORK = "network"


def count_declines(session: Session, place: Place, value: str, *, since: datetime) -> int:
    """How many attempts to pay were declined since then on purchases of this account, address or network."""
    declined = (
        select(func.count())
        .select_from(Purchase)
        .join(FailedAttempt, col(FailedAttempt.purchase_id) == col(Purchase.id))
        .where(
            col(getattr(Purchase, place)) == value,
            Purchase.created_at >= since - SESSION_LIFE,  # nobody can try to pay one for longer
            FailedAttempt.at >= since,
        )
    )
    return session.exec(declined).one()


def count_buyers(session: Session, network: str, *, besides: str, since: datetime) -> int:
    """How many accounts, besides this one, wanted to buy from this network since then."""
    buyers = select(func.count(col(Purchase.owner_id).distinct())).where(Purchase.owner_id != besides)
    return session.exec(buyers.where(Purchase.network == network, Purchase.created_at >= since)).one()


def has_paid(session: Session, owner_id: str) -> bool:
    """Whether this account has ever paid for a purchase."""
    paid = select(Purchase.id).where(Purchase.owner_id == owner_id, col(Purchase.paid_at).is_not(None)).limit(1)
    return session.exec(paid).first() is not None


def last_prices(session: Session, currency: str, *, limit: int) -> tuple[int, ...]:
    """What the purchases paid last in this currency were sold for, in minor units, the latest first."""
    paid = select(Purchase.amount_minor).where(Purchase.currency == currency, col(Purchase.paid_at).is_not(None))
    return tuple(session.exec(paid.order_by(col(Purchase.paid_at).desc()).limit(limit)))
