"""What the page of a payment reads about money that went back, in one go."""

from dataclasses import dataclass

from sqlmodel import Session

from creditshop.accounts import emails_of
from creditshop.refunds import DisputeView, RefundKind, RefundRefused, RefundView, disputes_of, preview, refunds_of


@dataclass(frozen=True, slots=True)
class Returns:
    """A purchase's refunds and disputes, and whether something of it can be refunded. `people`: addresses, by id."""

    refunds: tuple[RefundView, ...]
    disputes: tuple[DisputeView, ...]
    people: dict[str, str]
    is_refundable: bool


def returns_of(session: Session, purchase_id: str) -> Returns:
    """Everything about one purchase's returns."""
    found = refunds_of(session, purchase_id)
    people = emails_of(session, {refund.requested_by for refund in found})
    return Returns(found, disputes_of(session, purchase_id), people, _is_refundable(session, purchase_id))


def _is_refundable(session: Session, purchase_id: str) -> bool:
    try:
        preview(session, purchase_id, RefundKind.ALL)
    except RefundRefused:
        return False
    return True
