"""Who hears by mail of what happens to a purchase: its buyer, and the people who decide about money."""

from datetime import datetime

import structlog
from sqlmodel import Session

from creditshop.accounts import deciders
from creditshop.checkout.models import Purchase
from creditshop.config import settings
from creditshop.notices import Template, queue_mail
from creditshop.notices.letters import Fact

log = structlog.get_logger(__name__)


def mail_buyer(session: Session, purchase: Purchase, template: Template, *, now: datetime, **facts: Fact) -> None:
    """Send the buyer a letter about the purchase, once of each kind; a customer of an app may have no address."""
    if not purchase.email:
        return
    key = f"{template}:{purchase.id}"
    context = _facts(purchase) | facts
    queue_mail(session, template, to=purchase.email, key=key, context=context, locale=purchase.locale, now=now)


def ask_a_person(session: Session, purchase: Purchase, reason: str, *, mail: bool = True, now: datetime) -> None:
    """Have a purchase, locked by the caller, looked at: it is listed for staff, and who decides gets a mail.

    One mail each, until somebody has decided: what is heard in the meantime only replaces the reason. None without
    `mail`.
    """
    log.error("purchase needs a person", purchase_id=purchase.id, state=purchase.state, reason=reason)
    asked_before, purchase.attention = purchase.attention is not None, reason
    if asked_before or not mail:
        return
    url = f"{settings().public_url}/admin/payment/?id={purchase.id}"
    context = _facts(purchase) | {"reason": reason, "url": url}
    for person in deciders(session):
        key = f"{Template.ATTENTION}:{purchase.id}:{now.isoformat()}:{person.user_id}"
        queue_mail(
            session, Template.ATTENTION, to=person.email, key=key, context=context, locale=person.locale, now=now
        )


def _facts(purchase: Purchase) -> dict[str, Fact]:
    return {
        "purchase_id": purchase.id,
        "package": purchase.name,
        "amount_minor": purchase.amount_minor if purchase.amount_total is None else purchase.amount_total,
        "currency": purchase.currency,
    }
