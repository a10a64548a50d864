"""Who hears by mail of money that goes back: the buyer, and of a dispute the people who decide about money."""

from datetime import datetime

from sqlmodel import Session

from creditshop.accounts import deciders
from creditshop.checkout import PurchaseState, PurchaseView
from creditshop.config import settings
from creditshop.notices import Template, queue_mail
from creditshop.notices.letters import Fact
from creditshop.refunds.models import Dispute, Refund
from creditshop.refunds.settling import charged
from creditshop.refunds.target import Return, target


def mail_refunded(session: Session, purchase: PurchaseView, refund: Refund, *, now: datetime) -> None:
    """Tell the buyer, once, that their money is on its way, and which credits went with it."""
    _mail_buyer(session, Template.REFUNDED, purchase, refund, now=now, credits=credits_of(purchase, refund))


def mail_refund_failed(session: Session, purchase: PurchaseView, refund: Refund, *, now: datetime) -> None:
    """Tell the buyer, if they were told of the refund, that it came to nothing and that their credits are back."""
    if refund.provider_id:
        _mail_buyer(session, Template.REFUND_FAILED, purchase, refund, now=now)


def mail_disputed(session: Session, purchase: PurchaseView, dispute: Dispute, *, now: datetime) -> None:
    """Tell everybody who decides about money that a payment is disputed and until when, once for each round."""
    facts = _facts(purchase, dispute.amount_minor) | {
        "reason": dispute.reason,
        "due": dispute.due_by.date().isoformat() if dispute.due_by else "",
        "url": f"{settings().public_url}/admin/dispute/?id={dispute.id}",
    }
    for person in deciders(session):
        key = f"{Template.DISPUTED}:{dispute.id}:{dispute.status}:{person.user_id}"
        queue_mail(session, Template.DISPUTED, to=person.email, key=key, context=facts, locale=person.locale, now=now)


def credits_of(purchase: PurchaseView, refund: Refund) -> int:
    """The credits that go with a refund, taken by itself; none when none ever came."""
    if purchase.state is not PurchaseState.PAID:
        return 0
    if refund.credits is not None:
        return refund.credits
    return target(purchase.all_credits, charged(purchase), [Return(refund.amount_minor)])


def _mail_buyer(
    session: Session, template: Template, purchase: PurchaseView, refund: Refund, *, now: datetime, **more: Fact
) -> None:
    if not purchase.email:
        return
    facts = _facts(purchase, refund.amount_minor) | more
    key = f"{template}:{refund.id}"
    queue_mail(session, template, to=purchase.email, key=key, context=facts, locale=purchase.locale, now=now)


def _facts(purchase: PurchaseView, amount_minor: int) -> dict[str, Fact]:
    return {
        "purchase_id": purchase.id,
        "package": purchase.name,
        "amount_minor": amount_minor,
        "currency": purchase.currency,
    }
