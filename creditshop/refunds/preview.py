"""What a refund would do, before it is done: the same figures that it is then carried out with."""

from dataclasses import dataclass

from sqlmodel import Session

from creditshop.checkout import PurchaseState, PurchaseView, find_purchase
from creditshop.ledger import GrantView, balance, grants_of, wallet_of
from creditshop.payments.charges import step_minor
from creditshop.refunds.errors import AmountNotRefundable, NotRefundable, PaymentDisputed
from creditshop.refunds.settling import Standing, standing
from creditshop.refunds.states import CONTESTED, RefundKind
from creditshop.refunds.target import Return, target


@dataclass(frozen=True, slots=True)
class Terms:
    """What a refund comes to: money in minor units, and the credits it takes of those that were bought with it."""

    amount_minor: int
    credits: int


@dataclass(frozen=True, slots=True)
class RefundPreview:
    """A refund before it is made. Money in minor units of `currency`, the rest in credits.

    `spent` and `left` are of the purchase's own credits; `left` can be taken from them, `held` is reserved for work in
    progress. `bonus_forfeited` is what of the free credits goes. `from_others` is taken from the customer's other
    credits, `debt` is what then still is owed.
    """

    kind: RefundKind
    currency: str
    paid_minor: int
    tax_minor: int
    refunded_minor: int
    left_minor: int
    bought: int
    bonus: int
    spent: int
    left: int
    held: int
    taken_before: int
    terms: Terms
    bonus_forfeited: int
    from_others: int
    debt: int
    available_after: int

    @property
    def left_minor_after(self) -> int:
        """What of the payment could still be refunded then."""
        return self.left_minor - self.terms.amount_minor


def preview(session: Session, purchase_id: str, kind: RefundKind, amount_minor: int | None = None) -> RefundPreview:
    """What a refund of this kind would do now; `amount_minor` is for those that ask for one.

    Raises PurchaseNotFound, NotRefundable, PaymentDisputed or AmountNotRefundable.
    """
    purchase = find_purchase(session, purchase_id)
    return preview_of(session, standing(session, purchase), kind, amount_minor)


def preview_of(session: Session, found: Standing, kind: RefundKind, amount_minor: int | None) -> RefundPreview:
    """`preview` for a purchase that was read already."""
    purchase = found.purchase
    _check_refundable(found)
    grants = _own_grants(session, purchase)
    terms = _terms(found, kind, amount_minor, grants)
    is_possible = 1 <= terms.amount_minor <= found.left_minor
    if not is_possible or terms.amount_minor % step_minor(purchase.currency):
        raise AmountNotRefundable(found.left_minor)
    own, free = _takeable(grants), _takeable([grant for grant in grants if grant.cause == "bonus"])
    wallet_id = wallet_of(session, purchase.owner_id)
    available = balance(session, wallet_id).available if wallet_id else 0
    others = available - sum(grant.remaining for grant in grants)
    from_own = min(terms.credits, own)
    from_others = min(terms.credits - from_own, others)
    return RefundPreview(
        kind=kind,
        currency=purchase.currency,
        paid_minor=found.charged_minor,
        tax_minor=purchase.amount_tax or 0,
        refunded_minor=found.charged_minor - found.left_minor,
        left_minor=found.left_minor,
        bought=purchase.credits,
        bonus=purchase.bonus_credits,
        spent=sum(grant.used for grant in grants),
        left=own,
        held=sum(grant.held for grant in grants),
        taken_before=found.posted,
        terms=terms,
        bonus_forfeited=min(from_own, free),
        from_others=from_others,
        debt=terms.credits - from_own - from_others,
        available_after=available - min(from_own, sum(grant.remaining for grant in grants)) - from_others,
    )


def _check_refundable(found: Standing) -> None:
    purchase = found.purchase
    arrived = purchase.state in (PurchaseState.PAID, PurchaseState.REVIEW)
    if not (arrived and purchase.payment_intent_id and purchase.amount_total and found.left_minor):
        raise NotRefundable
    if any(one.status in CONTESTED for one in found.disputes):
        raise PaymentDisputed


def _own_grants(session: Session, purchase: PurchaseView) -> tuple[GrantView, ...]:
    return tuple(grant for grant in grants_of(session, [purchase.id]) if grant.cause in ("purchase", "bonus"))


def _takeable(grants: list[GrantView] | tuple[GrantView, ...]) -> int:
    """What a purchase's own grants still have; expired credits are taken back as well, so that they are no debt."""
    return sum(grant.remaining + grant.frozen + grant.expired for grant in grants)


def _terms(found: Standing, kind: RefundKind, amount_minor: int | None, grants: tuple[GrantView, ...]) -> Terms:
    sold = found.purchase.all_credits if found.purchase.state is PurchaseState.PAID else 0
    match kind:
        case RefundKind.ALL:
            return Terms(found.left_minor, max(0, sold - found.target))
        case RefundKind.UNSPENT:
            return _unspent(found, grants)
        case RefundKind.GOODWILL:
            return Terms(amount_minor or 0, 0)
        case _:
            asked = Return(amount_minor or 0)
            after = target(sold, found.charged_minor, [*found.returns, asked])
            return Terms(asked.amount_minor, max(0, after - found.target))


def _unspent(found: Standing, grants: tuple[GrantView, ...]) -> Terms:
    """The bought credits that are left, at their price, rounded in the shop's favour; the rest of the bonus goes."""
    bought = sum(grant.remaining + grant.frozen for grant in grants if grant.cause == "purchase")
    free = sum(grant.remaining + grant.frozen for grant in grants if grant.cause == "bonus")
    worth = min(found.charged_minor * bought // found.purchase.credits, found.left_minor)
    return Terms(worth - worth % step_minor(found.purchase.currency), bought + free)
