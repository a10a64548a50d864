"""What the provider itself finds suspicious: early fraud warnings of card networks, reviews of its own fraud check."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session

from creditshop.checkout import PurchaseView, hold_purchase_of
from creditshop.fraud.flags import PROVIDER, Suspicion, close, flag_purchase, raise_flag
from creditshop.fraud.models import FLAGS
from creditshop.fraud.rules import Facts, RuleName
from creditshop.fraud.settings import rules
from creditshop.inbox import NotOurs, Unclaimed
from creditshop.payments.events import FraudWarning, Review
from creditshop.refunds import freeze


def hear_warning(session: Session, warning: FraudWarning, *, now: datetime) -> None:
    """A card network warns of fraud, or says more about a warning: flag the purchase, once, with what is known last.

    Raises NotOurs, Unclaimed.
    """
    rule = rules(session)[RuleName.EARLY_FRAUD_WARNING]
    if not rule.is_on:
        return
    purchase = _paid_by(session, warning.payment_intent_id)
    facts: Facts = {"fraud_type": warning.fraud_type, "actionable": warning.actionable}
    seen = Suspicion(rule.name, warning.id, purchase.id, purchase.owner_id, facts)
    if not flag_purchase(session, purchase.id, seen, now=now):
        _correct(session, seen)
    elif rule.holds:
        freeze(session, purchase.id, warning.id, actor=PROVIDER, now=now)


def hear_review(session: Session, review: Review, *, now: datetime) -> None:
    """The provider's fraud check opened a review of a payment, or closed it: flag the purchase until then.

    A review that is heard to be closed first stays so. Raises NotOurs, Unclaimed.
    """
    rule = rules(session)[RuleName.RADAR_REVIEW]
    if not rule.is_on:
        close(session, rule.name, review.id, by=PROVIDER, now=now)
        return
    purchase = _paid_by(session, review.payment_intent_id)
    seen = Suspicion(rule.name, review.id, purchase.id, purchase.owner_id, {"reason": review.reason})
    if review.open:
        flag_purchase(session, purchase.id, seen, now=now)
    elif not raise_flag(session, seen, resolved_by=PROVIDER, now=now):
        close(session, rule.name, review.id, by=PROVIDER, now=now)


def _correct(session: Session, seen: Suspicion) -> None:
    mine = (FLAGS.c.rule == seen.rule) & (FLAGS.c.source == seen.source)
    session.connection().execute(update(FLAGS).where(mine).values(facts=dict(seen.facts)))


def _paid_by(session: Session, payment_intent_id: str | None) -> PurchaseView:
    if payment_intent_id is None:
        raise NotOurs("It is about no payment intent, and every purchase is paid by one.")
    purchase = hold_purchase_of(session, payment_intent_id)
    if purchase is None:
        raise Unclaimed(payment_intent_id)
    return purchase
