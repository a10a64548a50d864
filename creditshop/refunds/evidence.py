"""Answering a dispute: everything that shows who bought and what they got, to read and to hand in."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

from sqlmodel import Session

from creditshop.accounts import SessionInfo, session_history
from creditshop.audit import Actor, record
from creditshop.checkout import PurchaseView, Signal, TimelineEntry, add_note, hold_purchase, purchase_detail
from creditshop.jobs import enqueue
from creditshop.ledger import DayUse, daily_use, wallet_of
from creditshop.notices import SentMail, mails_to
from creditshop.payments.gateway import Evidence
from creditshop.payments.money import major_units
from creditshop.refunds.errors import DisputeNotFound, NotAnswerable
from creditshop.refunds.listing import find_dispute
from creditshop.refunds.models import Dispute
from creditshop.refunds.settling import charged

ANSWER = "disputes.answer"
LONGEST_TEXT = 10_000  # characters that staff may write
_SIGN_INS, _MAILS = 50, 50
_TOLD = (Signal.OPENED, Signal.COMPLETED, Signal.PAID, "refund_succeeded")  # not what the shop thought of it
_BEFORE = timedelta(days=90)  # sign-ins and mails from so long before the purchase on


@dataclass(frozen=True, slots=True)
class EvidencePack:
    """What the shop knows that speaks for it: the purchase, sign-ins with addresses, use by day, mails, time line."""

    purchase: PurchaseView
    timeline: tuple[TimelineEntry, ...]
    sign_ins: tuple[SessionInfo, ...]
    use: tuple[DayUse, ...]
    mails: tuple[SentMail, ...]

    @property
    def used(self) -> int:
        """Credits that were spent since the purchase was paid."""
        return sum(day.credits for day in self.use)


def evidence_pack(session: Session, dispute_id: str, *, now: datetime) -> EvidencePack:
    """What there is for a dispute. Raises DisputeNotFound."""
    detail = purchase_detail(session, _existing(session, dispute_id).purchase_id)
    purchase = detail.purchase
    since, wallet_id = purchase.created_at - _BEFORE, wallet_of(session, purchase.owner_id)
    first = (purchase.paid_at or purchase.created_at).astimezone(UTC).date()
    return EvidencePack(
        purchase,
        detail.timeline,
        session_history(session, purchase.owner_id, since=since, limit=_SIGN_INS),
        daily_use(session, wallet_id, since=first, until=now.astimezone(UTC).date()) if wallet_id else (),
        mails_to(session, purchase.email, since=since, limit=_MAILS) if purchase.email else (),
    )


def evidence_of(pack: EvidencePack, text: str) -> Evidence:
    """The pack as it is handed in, in English. `text` is what staff have to say, in a field of its own: Stripe's test
    mode decides by some words in it (https://docs.stripe.com/testing#evidence).
    """
    purchase = pack.purchase
    sold = (
        f"{purchase.name}: {purchase.all_credits} prepaid credits for digital services, "
        "delivered to the customer's account at once."
    )
    return Evidence(
        product_description="\n".join((sold, *_receipt(pack))),
        customer_email=purchase.email,
        customer_ip="" if "/" in purchase.ip else purchase.ip,  # a network is no address
        service_date=(purchase.paid_at or purchase.created_at).date().isoformat(),
        access_activity_log="\n".join(_activity(pack)),
        refund_policy=f"Before paying, the customer agreed to the terms and to this: {purchase.withdrawal_wording}",
        text=text.strip(),
    )


def answer_dispute(session: Session, dispute_id: str, text: str, *, by: Actor, now: datetime) -> None:
    """Hand in the pack and `text`, once: stored here, sent by a job. Raises DisputeNotFound or NotAnswerable."""
    dispute = _existing(session, dispute_id)
    hold_purchase(session, dispute.purchase_id)
    session.refresh(dispute)
    if not find_dispute(session, dispute_id).is_answerable(now):
        raise NotAnswerable
    evidence = evidence_of(evidence_pack(session, dispute_id, now=now), text)
    dispute.answer, dispute.answered_by, dispute.answered_at = asdict(evidence), by.user_id, now
    dispute.failure = None
    add_note(session, dispute.purchase_id, "dispute_answered", detail=dispute.id, now=now)
    record(session, by, "dispute.answer", dispute.id, after={"purchase": dispute.purchase_id}, now=now)
    key = f"{ANSWER}:{dispute.id}:{now.isoformat()}"
    enqueue(session, ANSWER, {"dispute_id": dispute.id}, key=key, run_at=now)


def _existing(session: Session, dispute_id: str) -> Dispute:
    dispute = session.get(Dispute, dispute_id)
    if dispute is None:
        raise DisputeNotFound(dispute_id)
    return dispute


def _receipt(pack: EvidencePack) -> Iterable[str]:
    purchase = pack.purchase
    price = f"{major_units(charged(purchase), purchase.currency)} {purchase.currency.upper()}"
    yield f"Receipt: purchase {purchase.id}, {purchase.name}, {purchase.all_credits} credits, {price}"
    yield f"Customer: {purchase.email}, account {purchase.owner_id}"
    yield from (f"{_at(entry.at)} {entry.what}" for entry in pack.timeline if entry.what in _TOLD)
    yield f"Credits spent since: {pack.used}"
    yield from (f"{_at(mail.created_at)} mail to the customer: {mail.subject or mail.template}" for mail in pack.mails)


def _activity(pack: EvidencePack) -> Iterable[str]:
    yield from (f"{_at(one.created_at)} signed in from {one.ip} ({one.user_agent})" for one in pack.sign_ins)
    yield from (
        f"{day.day.isoformat()} used {day.credits} credits in {day.spends} requests ({day.feature or 'no feature'})"
        for day in pack.use
    )


def _at(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
