"""The one way in which a purchase learns how its payment went: from webhooks, from the success page, from jobs.

Every function locks the purchase first and is safe to run repeatedly and concurrently.
"""

from datetime import datetime

from sqlmodel import Session, select

from creditshop import metrics
from creditshop.checkout.errors import NotInReview, NotLinkedYet, PurchaseNotFound
from creditshop.checkout.mails import ask_a_person
from creditshop.checkout.matching import FOREIGN, mismatches, signal_of
from creditshop.checkout.models import FailedAttempt, Purchase
from creditshop.checkout.moves import move, note
from creditshop.checkout.screening import Sale, reason_to_hold, sale_of
from creditshop.checkout.states import PurchaseState, Signal, is_backward
from creditshop.checkout.views import PurchaseView, view
from creditshop.database import announce
from creditshop.inbox import NotOurs, wake
from creditshop.payments.events import CheckoutSession, PaymentAttempt


def apply_session(session: Session, seen: CheckoutSession, *, failed: bool = False, now: datetime) -> PurchaseView:
    """Bring the session's purchase to what the provider says, and return it.

    Money that matches our row grants the purchase's credits, once. What does not match, or what the shop's own rules
    hold back, puts it in review, without credits. `failed`: the provider said so of a delayed payment. Raises NotOurs
    for a session that is no purchase's of this shop.
    """
    purchase = _of_session(session, seen)
    if is_given_back(purchase):
        return view(purchase)  # whatever is heard of it now is old news
    wrong = mismatches(purchase, seen)
    signal = Signal.MISMATCH if wrong else signal_of(seen, failed=failed)
    if not wrong.keys() & FOREIGN:
        _link(session, purchase, seen.id, now=now)
        if not is_backward(PurchaseState(purchase.state), signal):
            _take_over(purchase, seen)
    if purchase.on_trust and signal is Signal.PAID:
        purchase.on_trust = False
        _flag(session, purchase, "paid after its credits were granted by hand", now=now)
    if signal is Signal.PAID and purchase.state != PurchaseState.PAID:
        _arrived(session, purchase, now=now)
    else:
        move(session, purchase, signal, now=now, detail="; ".join(wrong.values()))
    if purchase.payment_intent_id and purchase.state == PurchaseState.REVIEW:
        session.flush()
        wake(session, purchase.id, purchase.payment_intent_id, now=now)
    return view(purchase)


def record_failed_attempt(session: Session, attempt: PaymentAttempt, *, event_id: str, now: datetime) -> Sale:
    """Keep a declined attempt to pay, and return what was to be sold; the session stays open, so the state stays too.

    Raises NotOurs, or NotLinkedYet when our purchase has no session so far.
    """
    purchase = _locked(session, attempt.purchase_id) if attempt.purchase_id else None
    if purchase is None:
        raise NotOurs(f"The payment intent {attempt.payment_intent_id} names no purchase of this shop.")
    if purchase.session_id is None:
        raise NotLinkedYet(purchase.id)
    if session.exec(select(FailedAttempt.id).where(FailedAttempt.event_id == event_id)).first():
        return sale_of(purchase)
    row = FailedAttempt(
        event_id=event_id,
        purchase_id=purchase.id,
        payment_intent_id=attempt.payment_intent_id,
        amount_minor=attempt.amount_minor,
        currency=attempt.currency,
        decline_code=attempt.decline_code,
        message=attempt.message,
        at=now,
    )
    session.add(row)
    metrics.count(session, metrics.DECLINES.labels(row.decline_code or "none"))
    why = attempt.decline_code or attempt.message or ""
    note(session, purchase, "declined", PurchaseState(purchase.state), now=now, detail=why)
    announce(session, purchase.owner_id)
    return sale_of(purchase)


def give_up(session: Session, purchase_id: str, reason: str, *, now: datetime) -> None:
    """The provider will never open this purchase's session. Raises PurchaseNotFound."""
    move(session, _existing(session, purchase_id), Signal.NOT_OPENED, now=now, detail=reason)


def forget_session(session: Session, purchase_id: str, *, now: datetime) -> None:
    """The provider does not know this purchase's session: nobody can pay on it.

    Its buyer may have done so before: then the money may be under way, and a person looks. Raises PurchaseNotFound.
    """
    purchase, reason = _existing(session, purchase_id), "the provider does not know its session"
    if purchase.state == PurchaseState.PROCESSING:
        _flag(session, purchase, reason, now=now)
    else:
        move(session, purchase, Signal.EXPIRED, now=now, detail=reason)


def flag(
    session: Session, purchase_id: str, reason: str, *, mail: bool = True, noted: bool = True, now: datetime
) -> None:
    """Ask for a person's attention; the state stays. Without `mail` the caller writes one, and without `noted` the line
    in the time line. Raises PurchaseNotFound.
    """
    _flag(session, _existing(session, purchase_id), reason, mail=mail, noted=noted, now=now)


def grant_reviewed(session: Session, purchase_id: str, *, actor: str, now: datetime) -> PurchaseView:
    """A person decided that a purchase in review is paid: it grants its credits now.

    Raises PurchaseNotFound, or NotInReview.
    """
    purchase = _existing(session, purchase_id)
    if purchase.state != PurchaseState.REVIEW:
        raise NotInReview(purchase_id, purchase.state)
    move(session, purchase, Signal.PAID, now=now, detail=f"granted by {actor}", actor=actor)
    purchase.on_trust = purchase.held_at is None  # what was held had been paid
    return view(purchase)


def dismiss(session: Session, purchase_id: str, *, actor: str, now: datetime) -> None:
    """A person has looked at what was odd about a purchase that is settled.

    Raises PurchaseNotFound, or NotInReview when nothing is left to dismiss or its credits are still to be decided on.
    """
    purchase = _existing(session, purchase_id)
    if purchase.attention is None or purchase.state == PurchaseState.REVIEW:
        raise NotInReview(purchase_id, purchase.state)
    note(session, purchase, "dismissed", PurchaseState(purchase.state), now=now, detail=f"by {actor}")
    purchase.attention = None


def _arrived(session: Session, purchase: Purchase, *, now: datetime) -> None:
    """The money is there: its credits follow, unless a person has to look first. That is asked once."""
    if purchase.held_at is not None:
        return
    if reason := reason_to_hold(session, sale_of(purchase), now):
        move(session, purchase, Signal.HELD, now=now, detail=reason)
        purchase.held_at = now
    else:
        move(session, purchase, Signal.PAID, now=now)


def _flag(
    session: Session, purchase: Purchase, reason: str, *, mail: bool = True, noted: bool = True, now: datetime
) -> None:
    if noted:
        note(session, purchase, "flagged", PurchaseState(purchase.state), now=now, detail=reason)
    ask_a_person(session, purchase, reason, mail=mail, now=now)


def _link(session: Session, purchase: Purchase, session_id: str, *, now: datetime) -> None:
    if purchase.session_id is None:
        purchase.session_id = session_id
        session.flush()
        wake(session, purchase.id, now=now)


def is_given_back(purchase: Purchase) -> bool:
    return purchase.state == PurchaseState.FAILED and purchase.payment_status == "paid"


def _take_over(purchase: Purchase, seen: CheckoutSession) -> None:
    purchase.session_url = seen.url
    purchase.payment_intent_id = seen.payment_intent_id or purchase.payment_intent_id
    purchase.payment_status = seen.payment_status
    purchase.presentment_amount = seen.presentment_amount
    purchase.presentment_currency = seen.presentment_currency
    if seen.currency == purchase.currency:  # else the amounts would be read as ours
        purchase.amount_total = seen.amount_total
        purchase.amount_discount = seen.amount_discount
        purchase.amount_tax = seen.amount_tax


def _of_session(session: Session, seen: CheckoutSession) -> Purchase:
    """The purchase that the session names, or else the one it was opened for: metadata can be edited by hand."""
    purchase = _locked(session, seen.purchase_id) if seen.purchase_id else None
    purchase = purchase or _locked_by_session(session, seen.id)
    if purchase is None:
        raise NotOurs(f"The session {seen.id} is no purchase's of this shop.")
    return purchase


def _existing(session: Session, purchase_id: str) -> Purchase:
    purchase = _locked(session, purchase_id)
    if purchase is None:
        raise PurchaseNotFound(purchase_id)
    return purchase


def _locked_by_session(session: Session, session_id: str) -> Purchase | None:
    found = select(Purchase).where(Purchase.session_id == session_id).with_for_update()
    return session.exec(found, execution_options={"populate_existing": True}).one_or_none()


def _locked(session: Session, purchase_id: str) -> Purchase | None:
    return session.get(Purchase, purchase_id, with_for_update=True, populate_existing=True)
