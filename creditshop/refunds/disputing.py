"""What the provider reports about disputes: credits are frozen while one is open, and taken or freed at its end."""

from datetime import datetime

from sqlmodel import Session, select

from creditshop import metrics
from creditshop.checkout import PurchaseView, add_note, flag, hold_purchase_of
from creditshop.database import new_id
from creditshop.inbox import Unclaimed
from creditshop.payments import events
from creditshop.refunds.hearing import NotPaidYet
from creditshop.refunds.mails import mail_disputed
from creditshop.refunds.models import Dispute
from creditshop.refunds.settling import settle
from creditshop.refunds.states import ANSWERABLE, OPEN, URGENT, DisputeStatus


def hear_dispute(session: Session, seen: events.Dispute, *, as_of: datetime | None, now: datetime) -> None:
    """Bring a dispute to what the provider said of it at `as_of`, and the credits of its purchase along.

    Safe to repeat, in any order: older news change nothing. None is for an answer to us, which has no moment of
    the provider's clock and is as new as what was heard last. Raises NotYet (Unclaimed, NotPaidYet).
    """
    purchase = hold_purchase_of(session, seen.payment_intent_id) if seen.payment_intent_id else None
    if purchase is None:
        raise Unclaimed(seen.payment_intent_id)
    found = session.exec(select(Dispute).where(Dispute.provider_id == seen.id)).one_or_none()
    if found is None and not purchase.had_money:
        raise NotPaidYet(purchase.id)
    before = found and found.status
    dispute = found or _new(session, purchase, seen, as_of=as_of or seen.created, now=now)
    _follow_money(dispute, seen)
    moment = as_of or dispute.as_of
    if (moment, _rank(seen.status)) >= (dispute.as_of, _rank(dispute.status)):
        _follow(dispute, seen, as_of=moment, now=now)
    settle(session, purchase, actor="provider", cause="dispute", now=now)
    if dispute.status != before:
        metrics.count(session, metrics.DISPUTES.labels(str(dispute.status)))
        _tell(session, purchase, dispute, is_new=found is None, now=now)


def _new(session: Session, purchase: PurchaseView, seen: events.Dispute, *, as_of: datetime, now: datetime) -> Dispute:
    dispute = Dispute(
        id=new_id("dsp"),
        purchase_id=purchase.id,
        provider_id=seen.id,
        status=seen.status,
        reason=seen.reason,
        amount_minor=seen.amount_minor,
        currency=seen.currency,
        due_by=seen.due_by,
        as_of=as_of,
        opened_at=now,
    )
    session.add(dispute)
    return dispute


def _follow(dispute: Dispute, seen: events.Dispute, *, as_of: datetime, now: datetime) -> None:
    status = DisputeStatus(seen.status)
    if status in ANSWERABLE and status != dispute.status:  # another round takes another answer
        dispute.answered_at = dispute.submitted_at = None
    elif seen.submissions and status not in ANSWERABLE:
        dispute.submitted_at = dispute.submitted_at or now
    dispute.status, dispute.as_of, dispute.due_by, dispute.amount_minor = status, as_of, seen.due_by, seen.amount_minor
    dispute.closed_at = None if status in OPEN else dispute.closed_at or now


def _follow_money(dispute: Dispute, seen: events.Dispute) -> None:
    """Withdrawals and reinstatements are a list at the provider that only grows, whatever order its events come in."""
    if seen.movements >= dispute.movements:
        dispute.withdrawn_minor, dispute.fee_minor = seen.withdrawn_minor, seen.fee_minor
        dispute.movements = seen.movements


def _rank(status: str) -> int:
    return [*DisputeStatus].index(DisputeStatus(status))


def _tell(session: Session, purchase: PurchaseView, dispute: Dispute, *, is_new: bool, now: datetime) -> None:
    add_note(session, purchase.id, f"dispute_{dispute.status}", detail=dispute.id, now=now)
    if dispute.status in URGENT or (is_new and dispute.status in OPEN):
        reason = f"the buyer disputes the payment: {dispute.reason}"
        flag(session, purchase.id, reason, mail=False, noted=False, now=now)
        mail_disputed(session, purchase, dispute, now=now)
    elif dispute.status == DisputeStatus.LOST:
        reason = "a dispute is lost: the money is gone, its credits were taken back"
        flag(session, purchase.id, reason, noted=False, now=now)
