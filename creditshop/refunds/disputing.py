"""What the provider reports about disputes: credits are frozen while one is open, and taken or freed at its end."""

from datetime import datetime

from sqlmodel import Session, select

from creditshop.checkout import PurchaseState, PurchaseView, add_note, flag, hold_purchase_of
from creditshop.database import new_id
from creditshop.inbox import Unclaimed
from creditshop.payments import events
from creditshop.refunds.hearing import NotPaidYet
from creditshop.refunds.mails import mail_disputed
from creditshop.refunds.models import Dispute
from creditshop.refunds.settling import settle
from creditshop.refunds.states import OPEN, DisputeStatus


def hear_dispute(session: Session, seen: events.Dispute, *, as_of: datetime, now: datetime) -> None:
    """Bring a dispute to what the provider said of it at `as_of`, and the credits of its purchase along.

    Safe to repeat, in any order: older news change nothing. Raises NotYet (Unclaimed, NotPaidYet).
    """
    purchase = hold_purchase_of(session, seen.payment_intent_id) if seen.payment_intent_id else None
    if purchase is None:
        raise Unclaimed(seen.payment_intent_id)
    found = session.exec(select(Dispute).where(Dispute.provider_id == seen.id)).one_or_none()
    if found is None and purchase.state not in (PurchaseState.PAID, PurchaseState.REVIEW):
        raise NotPaidYet(purchase.id)
    dispute = found or _new(session, purchase, seen, as_of=as_of, now=now)
    _follow_money(dispute, seen)
    status = DisputeStatus(seen.status)
    news = found is None or (_advances(dispute, status, as_of) and status != dispute.status)
    if _advances(dispute, status, as_of):
        dispute.as_of, dispute.due_by = max(as_of, dispute.as_of), seen.due_by
        dispute.status, dispute.closed_at = status, None if status in OPEN else dispute.closed_at or now
        if seen.submissions and dispute.submitted_at is None:
            dispute.submitted_at = now
    settle(session, purchase, actor="provider", cause="dispute", now=now)
    if news:
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


def _follow_money(dispute: Dispute, seen: events.Dispute) -> None:
    """Withdrawals and reinstatements are a list at the provider that only grows, whatever order its events come in."""
    if seen.movements >= dispute.movements:
        dispute.withdrawn_minor, dispute.fee_minor = seen.withdrawn_minor, seen.fee_minor
        dispute.movements = seen.movements


def _advances(dispute: Dispute, status: DisputeStatus, as_of: datetime) -> bool:
    """Whether this is no older than what is known. The provider counts in seconds: within one, an end wins."""
    closes, is_closed = status not in OPEN, dispute.status not in OPEN
    if is_closed and not closes:
        return False
    return as_of > dispute.as_of or (as_of == dispute.as_of and (closes or not is_closed)) or (closes and not is_closed)


def _tell(session: Session, purchase: PurchaseView, dispute: Dispute, *, is_new: bool, now: datetime) -> None:
    add_note(session, purchase.id, f"dispute_{dispute.status}", detail=dispute.id, now=now)
    if dispute.status in OPEN and is_new:
        flag(
            session, purchase.id, f"the buyer disputes the payment: {dispute.reason}", mail=False, noted=False, now=now
        )
        mail_disputed(session, purchase, dispute, now=now)
    elif dispute.status == DisputeStatus.LOST:
        reason = "a dispute is lost: the money is gone, its credits were taken back"
        flag(session, purchase.id, reason, noted=False, now=now)
