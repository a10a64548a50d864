"""Asking the provider about a payment ourselves: for the success page, and for purchases that nobody reports on."""

from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlmodel import Session
from structlog.contextvars import bound_contextvars

from creditshop.checkout.fulfilment import apply_session, flag, forget_session, give_up
from creditshop.checkout.intent import LOOK, RESUME, unanswered
from creditshop.checkout.listing import find_purchase, purchase_by_session
from creditshop.checkout.start import learn
from creditshop.checkout.states import PENDING, PurchaseState
from creditshop.checkout.views import PurchaseView
from creditshop.database import read, transact
from creditshop.jobs import Effect, JobRun, Registry, enqueue, registry
from creditshop.payments.current import gateway
from creditshop.payments.errors import GatewayError, GatewayRefused, SessionMissing
from creditshop.payments.events import CheckoutSession

log = structlog.get_logger(__name__)
NEXT_LOOK = {PurchaseState.OPEN: timedelta(minutes=5), PurchaseState.PROCESSING: timedelta(hours=12)}
TRIES = 100  # with the backoff of jobs: two to four days of the provider being away
LAST_LOOK = timedelta(days=30)  # no delayed method takes longer to settle or fail


def register_jobs(kinds: Registry = registry) -> None:
    """Register the jobs that `start_checkout` enqueues."""
    kinds.register(RESUME, resume, TRIES)
    kinds.register(LOOK, look, TRIES, gave_up=_ask_a_person)


async def look_after_payment(session_id: str, user_id: str, *, now: datetime) -> PurchaseView | None:
    """The buyer's own purchase behind a session: asked about at the provider while pending, fulfilled if paid.

    None for an unknown or somebody else's session. When the provider cannot be asked, the purchase as we know it.
    """
    purchase = await read(purchase_by_session, session_id, user_id)
    if purchase is None or purchase.state not in PENDING:
        return purchase
    with bound_contextvars(purchase_id=purchase.id):
        try:
            seen = await gateway().retrieve_checkout(session_id)
        except GatewayError as error:
            log.warning("provider could not be asked", error=str(error))
            return purchase
        return await transact(apply_session, seen, now=now)


async def resume(run: JobRun) -> Effect | None:
    """The job `checkout.resume`: hear the answer that was lost when the shop or the line broke down in between."""
    step = await read(unanswered, run.args["purchase_id"])
    if step is None:
        return None
    try:
        seen = await learn(step, now=run.now)
    except GatewayRefused as error:
        return partial(give_up, purchase_id=step.purchase_id, reason=str(error), now=run.now)
    if seen is None:
        return partial(give_up, purchase_id=step.purchase_id, reason="the provider opened no session", now=run.now)
    return partial(_apply_and_look_again, seen=seen, now=run.now)


async def look(run: JobRun) -> Effect | None:
    """The job `checkout.look`: settle a purchase whose webhooks never came and whose buyer never returned."""
    purchase = await read(find_purchase, run.args["purchase_id"])
    if purchase.state not in PENDING:
        return None
    if purchase.session_id is None:
        return await resume(run)
    try:
        seen = await gateway().retrieve_checkout(purchase.session_id)
    except SessionMissing:
        return partial(forget_session, purchase_id=purchase.id, now=run.now)
    return partial(_apply_and_look_again, seen=seen, now=run.now)


def _ask_a_person(session: Session, run: JobRun, error: str) -> None:
    flag(session, run.args["purchase_id"], f"the provider could not be asked: {error}", now=run.now)


def _apply_and_look_again(session: Session, *, seen: CheckoutSession, now: datetime) -> None:
    purchase = apply_session(session, seen, now=now)
    if purchase.state not in NEXT_LOOK:
        return
    if now - purchase.created_at > LAST_LOOK:
        flag(session, purchase.id, f"still {purchase.state} after {LAST_LOOK.days} days", now=now)
        return
    run_at = now + NEXT_LOOK[purchase.state]
    key = f"{LOOK}:{purchase.id}:{run_at.isoformat()}"
    enqueue(session, LOOK, {"purchase_id": purchase.id}, key=key, run_at=run_at)
