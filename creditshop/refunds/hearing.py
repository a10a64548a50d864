"""What the provider reports about refunds, whoever made them: from webhooks, from answers, from looking."""

from datetime import datetime

from sqlmodel import Session, select

from creditshop import metrics
from creditshop.checkout import (
    PurchaseNotFound,
    PurchaseView,
    add_note,
    flag,
    hold_purchase,
    hold_purchase_of,
)
from creditshop.database import new_id
from creditshop.inbox import NotOurs, NotYet, Unclaimed, Unreadable
from creditshop.jobs import enqueue
from creditshop.payments import events
from creditshop.refunds.mails import mail_refund_failed, mail_refunded
from creditshop.refunds.models import Refund
from creditshop.refunds.settling import settle, standing
from creditshop.refunds.states import DEAD, RefundKind, RefundReason, RefundState, reached

LOOK = "refunds.look"


class NotPaidYet(NotYet):
    """Money of a purchase went back before we heard that it was paid: that makes sense once we have."""

    def __init__(self, purchase_id: str) -> None:
        super().__init__(f"{purchase_id} is not paid yet.")


def hear_refund(session: Session, seen: events.Refund, *, now: datetime) -> None:
    """Bring a refund to what the provider says of it, and the credits of its purchase along. Safe to repeat.

    One that nobody here asked for gets a row and takes credits in proportion. Raises NotYet (Unclaimed, NotPaidYet),
    NotOurs, or Unreadable for one in another currency.
    """
    purchase = _purchase_of(session, seen)
    refund = _known(session, purchase, seen) or _made_elsewhere(session, purchase, seen, now)
    if refund.currency != seen.currency:
        raise Unreadable(f"The refund {seen.id} is in {seen.currency}, the payment was in {refund.currency}.")
    if refund.provider_id is None and refund.state in DEAD:
        refund.state = RefundState.REQUESTED  # a repeat was refused, but an earlier try had been carried out
    refund.provider_id = seen.id
    advance(session, purchase, refund, RefundState(seen.status), failure=seen.failure_reason, now=now)


def advance(
    session: Session, purchase: PurchaseView, refund: Refund, seen: RefundState, *, failure: str | None, now: datetime
) -> None:
    """Move a refund, whose purchase the caller holds, to the state that was heard; a step backward changes nothing."""
    state = reached(RefundState(refund.state), seen)
    if state == refund.state:
        return
    refund.state, refund.changed_at, refund.failure = state, now, failure
    metrics.count(session, metrics.REFUNDS.labels(str(state)))
    if state is RefundState.SUCCEEDED:
        refund.succeeded_at = now
    settle(session, purchase, actor="provider", cause="refund", now=now)
    add_note(session, purchase.id, f"refund_{state}", detail=refund.id, now=now)
    if state in DEAD:
        flag(session, purchase.id, f"a refund has {state}: {failure or 'no reason given'}", noted=False, now=now)
        mail_refund_failed(session, purchase, refund, now=now)
    else:
        mail_refunded(session, purchase, refund, now=now)


def hear_money_returned(session: Session, seen: events.MoneyReturned, *, now: datetime) -> None:
    """Something of a payment went back: look at its refunds, if we have not heard of all of it.

    Raises Unclaimed for a payment that no purchase has.
    """
    purchase = hold_purchase_of(session, seen.payment_intent_id) if seen.payment_intent_id else None
    if purchase is None:
        raise Unclaimed(seen.payment_intent_id)
    found = standing(session, purchase)
    known = sum(refund.amount_minor for refund in found.live if refund.provider_id)
    if known < seen.amount_refunded:
        # Refunds that failed count, too: the same amount may go back again after them, in another one.
        key = f"{LOOK}:{purchase.id}:{len(found.refunds)}:{seen.amount_refunded}"
        enqueue(session, LOOK, {"purchase_id": purchase.id}, key=key, run_at=now)


def _purchase_of(session: Session, seen: events.Refund) -> PurchaseView:
    try:
        purchase = hold_purchase(session, seen.purchase_id) if seen.purchase_id else None
    except PurchaseNotFound:
        raise NotOurs(f"The refund {seen.id} names a purchase that this shop does not have.") from None
    if purchase is None and seen.payment_intent_id:
        purchase = hold_purchase_of(session, seen.payment_intent_id)
    if purchase is None:
        raise Unclaimed(seen.payment_intent_id)
    return purchase


def _known(session: Session, purchase: PurchaseView, seen: events.Refund) -> Refund | None:
    """The row of this refund, by our id, unless that is another refund's of the provider, or else by the provider's."""
    mine = select(Refund).where(Refund.purchase_id == purchase.id)
    if seen.refund_id:
        named = session.exec(mine.where(Refund.id == seen.refund_id)).one_or_none()
        if named and named.provider_id in (None, seen.id):
            return named
    return session.exec(mine.where(Refund.provider_id == seen.id)).one_or_none()


def _made_elsewhere(session: Session, purchase: PurchaseView, seen: events.Refund, now: datetime) -> Refund:
    if not purchase.had_money:
        raise NotPaidYet(purchase.id)
    refund = Refund(
        id=new_id("rfd"),
        purchase_id=purchase.id,
        request_key=seen.id,
        kind=RefundKind.ELSEWHERE,
        amount_minor=seen.amount_minor,
        currency=purchase.currency,
        reason_code=seen.reason if seen.reason in tuple(RefundReason) else None,
        reason="",
        requested_by="provider",
        state=RefundState.REQUESTED,
        created_at=now,
        changed_at=now,
    )
    session.add(refund)
    return refund
