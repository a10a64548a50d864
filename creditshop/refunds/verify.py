"""Checking that money and credits agree: of every purchase exactly what its refunds and disputes say was taken back."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlmodel import Session, select

from creditshop.checkout import PurchaseState, find_purchase
from creditshop.refunds.models import Dispute, Refund
from creditshop.refunds.settling import standing

_PAGE = 500


@dataclass(frozen=True, slots=True)
class ReturnViolation:
    """A purchase of which more or less was taken back than there should be, in words."""

    purchase_id: str
    problem: str

    def __str__(self) -> str:
        return f"{self.purchase_id} {self.problem}"


def verify_returns(session: Session) -> Iterator[ReturnViolation]:
    """Every purchase with a refund or dispute that disagrees with them; reads in pages and stops nobody."""
    last = ""
    touched = select(Refund.purchase_id).union(select(Dispute.purchase_id)).subquery()
    while ids := session.scalars(
        select(touched.c.purchase_id).where(touched.c.purchase_id > last).order_by(touched.c.purchase_id).limit(_PAGE)
    ).all():
        for purchase_id in ids:
            # Asked again: one that was settled between reading its rows and its sums is no violation.
            if any(_problems(session, purchase_id)):
                session.expire_all()
                yield from (ReturnViolation(purchase_id, problem) for problem in _problems(session, purchase_id))
        last = ids[-1]


def _problems(session: Session, purchase_id: str) -> Iterator[str]:
    found = standing(session, find_purchase(session, purchase_id))
    paid = found.purchase.state is PurchaseState.PAID
    if paid and found.posted != found.target:
        yield f"has {found.posted} credits taken back instead of {found.target}"
    if found.refunded_minor > found.charged_minor:
        yield f"has {found.refunded_minor} refunded of {found.charged_minor}"
    if found.purchase.refunded_minor != min(found.refunded_minor, found.charged_minor):
        yield f"says that {found.purchase.refunded_minor} went back instead of {found.refunded_minor}"
