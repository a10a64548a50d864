"""Bringing a purchase's credits to what its refunds and disputes say: the difference is posted, never a counter."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import union_all
from sqlmodel import Session, col, select

from creditshop.checkout import PurchaseState, PurchaseView, keep_returns
from creditshop.database import new_id
from creditshop.ledger import INTERNAL, Freeze, Operation, Reinstate, Revoke, Unfreeze, open_wallet, post_one
from creditshop.ledger.vocabulary import RevokeCause
from creditshop.refunds import models
from creditshop.refunds.models import Dispute, Refund, Settlement
from creditshop.refunds.states import DEAD, OPEN, DisputeStatus, RefundState
from creditshop.refunds.target import Return, target


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a purchase's money: its refunds and disputes, oldest first, and what was taken back so far."""

    purchase: PurchaseView
    refunds: tuple[Refund, ...]
    disputes: tuple[Dispute, ...]
    settled: tuple[Settlement, ...]

    @property
    def charged_minor(self) -> int:
        """What was paid, in all."""
        return charged(self.purchase)

    @property
    def live(self) -> list[Refund]:
        """The refunds that have not failed."""
        return [refund for refund in self.refunds if refund.state not in DEAD]

    @property
    def left_minor(self) -> int:
        """What can still be given back: of the payment less the refunds, also those on their way, and lost disputes."""
        return max(0, self.charged_minor - sum(refund.amount_minor for refund in self.live) - self.lost_minor)

    @property
    def refunded_minor(self) -> int:
        """What went back, or is on its way with the provider."""
        return sum(refund.amount_minor for refund in self.live if refund.state != RefundState.REQUESTED)

    @property
    def lost_minor(self) -> int:
        """What lost disputes have cost."""
        return sum(self._lost)

    @property
    def returns(self) -> list[Return]:
        """All that takes credits."""
        given = [Return(refund.amount_minor, refund.credits) for refund in self.live]
        return given + [Return(amount) for amount in self._lost]

    @property
    def target(self) -> int:
        """The credits to be taken back, all told."""
        return target(self.purchase.all_credits, self.charged_minor, self.returns)

    @property
    def posted(self) -> int:
        """The credits that were taken back so far."""
        return sum(one.credits for one in self.settled)

    @property
    def _lost(self) -> list[int]:
        """The amounts that banks kept; one in a currency that is not the payment's counts as all of it."""
        kept = (one for one in self.disputes if _is_lost(one))
        return [one.amount_minor if one.currency == self.purchase.currency else self.charged_minor for one in kept]


def _is_lost(one: Dispute) -> bool:
    """Whether the money is gone: some disputes are prevented by giving it back."""
    return one.status == DisputeStatus.LOST or (one.status == DisputeStatus.PREVENTED and one.withdrawn_minor > 0)


def charged(purchase: PurchaseView) -> int:
    """What the buyer paid, in minor units: the provider's total once it is known."""
    return purchase.amount_minor if purchase.amount_total is None else purchase.amount_total


def standing(session: Session, purchase: PurchaseView) -> Standing:
    """What is known of a purchase, which the caller holds if it is going to change anything."""
    refunds = select(Refund).where(Refund.purchase_id == purchase.id)
    disputes = select(Dispute).where(Dispute.purchase_id == purchase.id)
    settled = select(Settlement).where(Settlement.purchase_id == purchase.id)
    return Standing(
        purchase,
        tuple(session.exec(refunds.order_by(col(Refund.created_at), Refund.id))),
        tuple(session.exec(disputes.order_by(col(Dispute.opened_at), Dispute.id))),
        tuple(session.exec(settled.order_by(col(Settlement.sequence)))),
    )


def settle(session: Session, purchase: PurchaseView, *, actor: str, cause: RevokeCause, now: datetime) -> Standing:
    """Bring the credits of a purchase, which the caller holds, to what its rows say, and keep the sums on it.

    Safe to repeat: with nothing new it moves nothing. A purchase whose credits never arrived has none to take.
    """
    session.flush()
    found = standing(session, purchase)
    last = found.disputes[-1].status if found.disputes else None
    kept = keep_returns(
        session,
        purchase.id,
        refunded_minor=found.refunded_minor,
        lost_minor=found.lost_minor,
        dispute_status=last,
        now=now,
    )
    if kept.state is PurchaseState.PAID:
        for operation in _operations(session, found, actor, cause, now):
            post_one(session, operation, now=now)
    return found


def on_paid(session: Session, purchase: PurchaseView, now: datetime) -> None:
    """Let credits that have just arrived follow what became of their money while a person had to decide."""
    tables = (Refund, Dispute, models.Freeze)
    reasons = union_all(*(select(table.purchase_id).where(table.purchase_id == purchase.id) for table in tables))
    if session.connection().execute(reasons.limit(1)).first():
        settle(session, purchase, actor="provider", cause="refund", now=now)


def _operations(
    session: Session, found: Standing, actor: str, cause: RevokeCause, now: datetime
) -> Iterable[Operation]:
    """What is still to be posted: first what is taken or given back, then what is to be frozen of the rest."""
    wallet_id, reference = open_wallet(session, found.purchase.owner_id, now=now), found.purchase.id
    due = found.target - found.posted
    if due:
        earlier = tuple(_key(found.purchase, one.sequence) for one in found.settled)
        number = len(found.settled) + 1
        session.add(Settlement(purchase_id=reference, sequence=number, credits=due, at=now))
        key = _key(found.purchase, number)
        if due > 0:
            yield Revoke(wallet_id, INTERNAL, key, actor, credits=due, cause=cause, reference=reference)
        else:
            yield Reinstate(wallet_id, INTERNAL, key, actor, credits=-due, cause=cause, reference=reference, of=earlier)
    freeze = Freeze if _is_frozen(session, found) else Unfreeze
    yield freeze(wallet_id, INTERNAL, new_id("frz"), actor, reference=reference)


def _key(purchase: PurchaseView, number: int) -> str:
    return f"settle:{purchase.id}:{number}"


def _is_frozen(session: Session, found: Standing) -> bool:
    if any(one.status in OPEN for one in found.disputes):
        return True
    other = select(models.Freeze.cause).where(models.Freeze.purchase_id == found.purchase.id)
    return session.exec(other).first() is not None
