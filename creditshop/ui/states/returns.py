"""What the page of a payment reads about money that went back, in one go."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session

from creditshop.accounts import emails_of
from creditshop.checkout import PurchaseDetail, TimelineEntry
from creditshop.refunds import DisputeView, RefundKind, RefundRefused, RefundView, disputes_of, preview, refunds_of

BY = re.compile(r"(?:granted )?by (\w+)")  # how a time line says who decided


@dataclass(frozen=True, slots=True)
class Returns:
    """A purchase's refunds and disputes, and whether something of it can be refunded.

    `people`: the addresses of who did something about it, by id.
    """

    refunds: tuple[RefundView, ...]
    disputes: tuple[DisputeView, ...]
    people: dict[str, str]
    is_refundable: bool


def returns_of(session: Session, detail: PurchaseDetail) -> Returns:
    """Everything about one purchase's returns."""
    purchase_id = detail.purchase.id
    refunds, disputes = refunds_of(session, purchase_id), disputes_of(session, purchase_id)
    answered = {dispute.answered_by for dispute in disputes if dispute.answered_by}
    people = emails_of(session, {refund.requested_by for refund in refunds} | answered | named_in(detail.timeline))
    return Returns(refunds, disputes, people, _is_refundable(session, purchase_id))


def named_in(timeline: Iterable[TimelineEntry]) -> set[str]:
    """The ids of the people whom a time line names."""
    return {found[1] for entry in timeline if (found := BY.fullmatch(entry.detail))}


def _is_refundable(session: Session, purchase_id: str) -> bool:
    try:
        preview(session, purchase_id, RefundKind.ALL)
    except RefundRefused:
        return False
    return True
