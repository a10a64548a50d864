"""Rules at work: on a sale before it is made, on its payment when that arrives, on declined attempts in between."""

from datetime import datetime

from sqlmodel import Session

from creditshop.checkout import PurchaseView, Sale, Screen, flag
from creditshop.fraud.flags import Suspicion, flag_purchase, flags_of, raise_flag
from creditshop.fraud.patterns import DECLINES, ON_SALES, fired
from creditshop.fraud.rules import Action


def refuses(session: Session, sale: Sale, now: datetime) -> bool:
    """Whether a rule that blocks finds this sale suspicious; then the account is flagged, once a day."""
    blocking = [(rule, facts) for rule, facts in fired(session, sale, ON_SALES, now) if rule.action is Action.BLOCK]
    for rule, facts in blocking:
        source = f"{sale.owner_id} {now:%Y-%m-%d}"
        raise_flag(session, Suspicion(rule.name, source, None, sale.owner_id, facts), now=now)
    return bool(blocking)


def holds(session: Session, sale: Sale, now: datetime) -> str:
    """Why the payment that has arrived waits for a person; empty when no rule says so. What rules find is flagged."""
    reasons = []
    for rule, facts in fired(session, sale, ON_SALES, now):
        seen = Suspicion(rule.name, str(sale.purchase_id), sale.purchase_id, sale.owner_id, facts)
        raise_flag(session, seen, now=now)
        if rule.holds:
            reasons.append(seen.reason)
    return "; ".join(reasons)


SCREEN = Screen(refuses=refuses, holds=holds)


def on_declined(session: Session, sale: Sale, now: datetime) -> None:
    """An attempt to pay for this was declined: flag the purchase when that makes too many."""
    for rule, facts in fired(session, sale, DECLINES, now):
        purchase_id = str(sale.purchase_id)
        flag_purchase(
            session, purchase_id, Suspicion(rule.name, purchase_id, purchase_id, sale.owner_id, facts), now=now
        )


def on_paid(session: Session, purchase: PurchaseView, now: datetime) -> None:
    """Being paid ends every call for a person; suspicions call again, unless somebody has decided in spite of them."""
    if purchase.held_at is not None:
        return
    for one in reversed(flags_of(session, purchase.id)):
        if one.resolved_at is None:
            flag(session, purchase.id, one.reason, now=now)
