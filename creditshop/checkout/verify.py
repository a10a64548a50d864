"""Checking that purchases and credits agree: every paid purchase has exactly its grants, and no other has any."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlmodel import Session, col, select

from creditshop.checkout.models import Purchase
from creditshop.checkout.states import PurchaseState
from creditshop.ledger import grants_of

_PAGE = 500
_SOLD = ("bonus", "purchase")
Lots = list[tuple[str, int]]  # cause and credits


@dataclass(frozen=True, slots=True)
class PurchaseViolation:
    """A purchase whose grants are not what they must be, in words."""

    purchase_id: str
    problem: str

    def __str__(self) -> str:
        return f"{self.purchase_id} {self.problem}"


def verify_purchases(session: Session) -> Iterator[PurchaseViolation]:
    """Every purchase that disagrees with the ledger; reads in pages and stops nobody."""
    last = ""
    while ids := session.exec(select(Purchase.id).where(Purchase.id > last).order_by(Purchase.id).limit(_PAGE)).all():
        suspects = [violation.purchase_id for violation in _violations(session, ids)]
        # Asked again: a purchase that was paid between reading it and reading its grants is no violation.
        yield from _violations(session, suspects)
        last = ids[-1]


def sold_credits(session: Session, purchase_id: str) -> int:
    """The credits that came for what a purchase sold, whatever became of them since; gifts for it do not count."""
    return sum(grant.amount for grant in grants_of(session, [purchase_id]) if grant.cause in _SOLD)


def _violations(session: Session, ids: Collection[str]) -> Iterator[PurchaseViolation]:
    if not ids:
        return
    rows = session.exec(
        select(Purchase).where(col(Purchase.id).in_(ids)).execution_options(populate_existing=True)
    ).all()
    granted: dict[str, Lots] = defaultdict(list)
    for grant in grants_of(session, ids):
        if grant.cause in _SOLD:  # a gift may be for a purchase, and name it
            granted[grant.reference].append((grant.cause, grant.amount))
    for purchase in rows:
        due, found = _due(purchase), sorted(granted[purchase.id])
        if due != found:
            yield PurchaseViolation(purchase.id, f"is {purchase.state}: granted {found} instead of {due}")


def _due(purchase: Purchase) -> Lots:
    if purchase.state != PurchaseState.PAID:
        return []
    lots = zip(_SOLD, (purchase.bonus_credits, purchase.credits), strict=True)
    return [lot for lot in lots if lot[1]]
