"""Everything that there is of one buyer's purchases and of what came back, and what there is to buy."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, select

from creditshop.catalog.models import Package, PackagePrice
from creditshop.checkout import PurchaseView
from creditshop.ledger import Balance, balance, grants_of, wallet_of
from creditshop.refunds import DisputeView, RefundView, listing, models
from tests.checkout.conftest import purchases_of
from tests.refunds.bank import DEAD

CREDITS, CHARGED = 550, 500  # of the package that the model sells, in credits and cents


def put_on_sale(session: Session) -> None:
    """The package."""
    package = Package(slug="extra", name="Extra", description="", credits=500, bonus_credits=50, position=9)
    session.add(package)
    session.flush()
    session.add(PackagePrice(package_id=package.id, currency="usd", amount_minor=CHARGED))


@dataclass
class Seen:
    """A purchase as the database has it, all in one look."""

    purchase: PurchaseView
    refunds: list[RefundView]
    disputes: list[DisputeView]
    spendable: int
    frozen: int

    @property
    def taken(self) -> int:
        """What must have been taken back, out of the rows alone; nothing of what never came."""
        if self.purchase.state != "paid":
            return 0
        live = [refund for refund in self.refunds if refund.state not in DEAD]
        lost = [dispute.amount_minor for dispute in self.disputes if dispute.status == "lost"]
        in_proportion = sum(refund.amount_minor for refund in live if refund.credits is None) + sum(lost)
        share = -(-CREDITS * min(in_proportion, CHARGED) // CHARGED)
        return min(CREDITS, share + sum(refund.credits or 0 for refund in live))


def look_at(session: Session, owner_id: str, ids: list[str]) -> tuple[Balance, list[Seen]]:
    """A query for each table, since every step looks at everything."""
    grants, purchases = grants_of(session, ids), {one.id: one for one in purchases_of(session, owner_id)}
    refunds = [listing._refund(row) for row in session.exec(_of(models.Refund, ids))]
    disputes = [listing._dispute(row) for row in session.exec(_of(models.Dispute, ids))]
    return balance(session, str(wallet_of(session, owner_id))), [
        Seen(
            purchases[purchase_id],
            [refund for refund in refunds if refund.purchase_id == purchase_id],
            [dispute for dispute in disputes if dispute.purchase_id == purchase_id],
            sum(grant.remaining for grant in grants if grant.reference == purchase_id),
            sum(grant.frozen for grant in grants if grant.reference == purchase_id),
        )
        for purchase_id in ids
    ]


def _of(model: Any, ids: list[str]) -> Any:
    return select(model).where(model.purchase_id.in_(ids))
