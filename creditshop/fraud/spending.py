"""Credits that are spent within minutes of buying them. Looked at by a job, so that spending costs nothing."""

from datetime import datetime, timedelta
from functools import partial

from sqlmodel import Session

from creditshop.checkout import PurchaseView, hold_purchase
from creditshop.fraud.flags import Suspicion, flag_purchase
from creditshop.fraud.rules import RuleName
from creditshop.fraud.settings import rules
from creditshop.jobs import Effect, JobRun, Registry, enqueue, registry
from creditshop.ledger import grants_of

KIND = "fraud.spending"
_NAME = RuleName.FAST_SPENDING
_SOLD = ("purchase", "bonus")


def register_jobs(kinds: Registry = registry) -> None:
    """Register the job that `watch` enqueues."""
    kinds.register(KIND, _look)


def watch(session: Session, purchase: PurchaseView, now: datetime) -> None:
    """Look, when the rule's minutes are over, at how much of the credits that have just arrived is left."""
    rule = rules(session)[_NAME]
    if rule.is_on:
        args = {"purchase_id": purchase.id, "minutes": rule.window_minutes}
        enqueue(session, KIND, args, key=f"{KIND}:{purchase.id}", run_at=now + timedelta(minutes=rule.window_minutes))


def look(session: Session, purchase_id: str, minutes: int, *, now: datetime) -> None:
    """Flag the purchase if more of its credits is gone than the rule allows."""
    rule, purchase = rules(session)[_NAME], hold_purchase(session, purchase_id)
    if not rule.is_on or purchase.refunded_minor or purchase.dispute_status:
        return  # what was given back or disputed is gone as well, and somebody has looked
    own = [grant for grant in grants_of(session, [purchase_id]) if grant.cause in _SOLD]
    spent = sum(grant.used for grant in own)
    percent = 100 * spent // purchase.all_credits
    if percent >= rule.threshold:
        facts = {"percent": percent, "credits": spent, "minutes": minutes}
        flag_purchase(
            session, purchase_id, Suspicion(_NAME, purchase_id, purchase_id, purchase.owner_id, facts), now=now
        )


async def _look(run: JobRun) -> Effect:
    return partial(look, now=run.now, **run.args)
