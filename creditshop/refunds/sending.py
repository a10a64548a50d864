"""The calls outside: carrying a refund out, and looking at what was refunded without us."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlmodel import Session

from creditshop.checkout import find_purchase, flag, hold_purchase
from creditshop.database import read
from creditshop.jobs import Effect, JobRun, Registry, enqueue, registry
from creditshop.payments import events
from creditshop.payments.current import gateway
from creditshop.payments.errors import GatewayRefused, StoredFailure
from creditshop.payments.events import PURCHASE_KEY, REFUND_KEY
from creditshop.payments.gateway import RefundRequest
from creditshop.refunds.hearing import LOOK, advance, hear_refund
from creditshop.refunds.models import Refund
from creditshop.refunds.requesting import SEND
from creditshop.refunds.states import RefundState

KEY_LIFE = timedelta(hours=23)  # the provider forgets idempotency keys after 24
TRIES = 100  # with the backoff of jobs: two to four days of the provider being away


@dataclass(frozen=True, slots=True)
class _Order:
    """A refund that the provider has not confirmed."""

    refund_id: str
    purchase_id: str
    created_at: datetime
    request: RefundRequest


def register_jobs(kinds: Registry = registry) -> None:
    """Register the jobs that carry refunds out and that look for those of others."""
    kinds.register(SEND, send, TRIES, gave_up=_ask_a_person)
    kinds.register(LOOK, look, TRIES)


async def send(run: JobRun) -> Effect | None:
    """The job `refunds.send`: have the provider give the money back, once, however often it is tried."""
    order = await read(_order, run.args["refund_id"])
    if order is None:
        return None
    if run.now - order.created_at >= KEY_LIFE and (found := await _find(order)):
        return partial(hear_refund, seen=found, now=run.now)
    try:
        made = await gateway().create_refund(order.request)
    except StoredFailure:
        # The key can only fail from now on; whether money moved is for the provider's list to say.
        found = await _find(order)
        return partial(hear_refund, seen=found, now=run.now) if found else partial(_renew, run=run, order=order)
    except GatewayRefused as error:
        return partial(_refused, order=order, why=f"{error.code or 'refused'}: {error}", now=run.now)
    return partial(hear_refund, seen=made, now=run.now)


async def look(run: JobRun) -> Effect | None:
    """The job `refunds.look`: hear of every refund of a payment, whoever made it."""
    purchase = await read(find_purchase, run.args["purchase_id"])
    if purchase.payment_intent_id is None:
        return None
    return partial(_hear_all, seen=await gateway().refunds_of(purchase.payment_intent_id), now=run.now)


def _order(session: Session, refund_id: str) -> _Order | None:
    refund = session.get(Refund, refund_id)
    if refund is None or refund.state != RefundState.REQUESTED:
        return None
    purchase = find_purchase(session, refund.purchase_id)
    request = RefundRequest(
        idempotency_key=f"refund-{refund.id}-{refund.tries}",
        payment_intent_id=str(purchase.payment_intent_id),
        amount_minor=refund.amount_minor,
        reason=refund.reason_code,
        metadata={PURCHASE_KEY: purchase.id, REFUND_KEY: refund.id},
    )
    return _Order(refund.id, purchase.id, refund.created_at, request)


async def _find(order: _Order) -> events.Refund | None:
    made = await gateway().refunds_of(order.request.payment_intent_id)
    return next((one for one in made if one.refund_id == order.refund_id), None)


def _renew(session: Session, *, run: JobRun, order: _Order) -> None:
    refund = session.get_one(Refund, order.refund_id, with_for_update=True)
    refund.tries += 1
    key = f"{SEND}:{refund.id}:{refund.tries}"
    enqueue(session, SEND, {"refund_id": refund.id}, key=key, run_at=run.now)


def _refused(session: Session, *, order: _Order, why: str, now: datetime) -> None:
    purchase = hold_purchase(session, order.purchase_id)
    refund = session.get_one(Refund, order.refund_id, populate_existing=True)
    if refund.state == RefundState.REQUESTED:  # else the provider's event was quicker
        advance(session, purchase, refund, RefundState.FAILED, failure=why[:300], now=now)


def _hear_all(session: Session, *, seen: tuple[events.Refund, ...], now: datetime) -> None:
    for one in seen:
        hear_refund(session, one, now=now)


def _ask_a_person(session: Session, run: JobRun, error: str) -> None:
    refund = session.get_one(Refund, run.args["refund_id"])
    flag(session, refund.purchase_id, f"a refund could not be carried out: {error}", now=run.now)
