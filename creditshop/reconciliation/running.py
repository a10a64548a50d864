"""One comparison with the provider: first what was missed is fetched and applied, then both are laid side by side.

Nothing in here is needed twice, and everything may happen twice: events are applied once whoever brings them, and the
services that take news are safe to repeat. The place to go on from moves only at the end, so a run that breaks off is
done again from the same place.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import structlog
from sqlmodel import Session

from creditshop import inbox
from creditshop.checkout import (
    PurchaseView,
    apply_session,
    find_purchase,
    paid_since,
    pending_purchases,
)
from creditshop.database import read, transact
from creditshop.payments.current import gateway
from creditshop.payments.errors import SessionMissing
from creditshop.payments.events import Event
from creditshop.payments.gateway import PaymentGateway
from creditshop.payments.records import Payment
from creditshop.reconciliation import returning
from creditshop.reconciliation.comparing import Found, compare, compare_credits, purchase_of, without_money
from creditshop.reconciliation.comparison import Comparison
from creditshop.reconciliation.keeping import open_purchases, open_subjects
from creditshop.reconciliation.kinds import Kind

SETTLING = timedelta(minutes=10)  # what is younger may still be on its way to us
_log = structlog.get_logger(__name__)


async def run(since: datetime, *, types: Iterable[str], now: datetime) -> Comparison:
    """Compare everything from `since` on. `types` are the events that the shop handles. Raises GatewayError."""
    provider, seen = gateway(), Comparison(since, now)
    await _hear_events(provider, seen, tuple(types), now)
    await _look_after_pending(provider, seen, now)
    await returning.hear(provider, seen, now)
    await _compare_payments(provider, seen, now)
    await _compare_purchases(provider, seen, now)
    seen.movements = await provider.movements_since(since)
    return seen


async def _hear_events(provider: PaymentGateway, seen: Comparison, types: tuple[str, ...], now: datetime) -> None:
    """Fetch what the provider told nobody, and apply it as if it had just been delivered."""
    events = await provider.events_since(seen.since, types)
    seen.events = len(events)
    for event in await read(_unheard, events):
        received = await transact(inbox.receive, event, now=now)
        _log.info("missed event fetched", event_id=event.id, type=event.type, state=str(received.state))
        seen.healed += received.state is inbox.EventState.DONE


def _unheard(session: Session, events: Sequence[Event]) -> list[Event]:
    if not events:
        return []
    missed = inbox.unheard(session, events[0].provider, [event.id for event in events])
    return [event for event in events if event.id in missed]


async def _look_after_pending(provider: PaymentGateway, seen: Comparison, now: datetime) -> None:
    for purchase_id in await read(pending_purchases):
        await _look_at(provider, seen, await read(find_purchase, purchase_id), now)


async def _look_at(provider: PaymentGateway, seen: Comparison, purchase: PurchaseView, now: datetime) -> None:
    """Bring a purchase to what its session says now."""
    try:
        session = await provider.retrieve_checkout(str(purchase.session_id))
    except SessionMissing:
        return
    after = await transact(apply_session, session, now=now)
    seen.healed += after.state is not purchase.state


async def _compare_payments(provider: PaymentGateway, seen: Comparison, now: datetime) -> None:
    payments = [one for one in await provider.payments_since(seen.since) if one.purchase_id]
    seen.payments = len(payments)
    known = {one.payment_intent_id for one in payments}
    for intent in {*await read(_open_payments), *await read(open_subjects, Kind.UNKNOWN)} - known:
        payments += [one for one in [await provider.payment_of(intent)] if one]
    for payment in payments:
        if payment.created <= now - SETTLING:
            await _compare(provider, seen, payment, now)


def _open_payments(session: Session) -> list[str]:
    """The payment intents of the purchases with which something was not right before."""
    ours = [find_purchase(session, purchase_id).payment_intent_id for purchase_id in open_purchases(session)]
    return [intent for intent in ours if intent]


async def _compare(provider: PaymentGateway, seen: Comparison, payment: Payment, now: datetime) -> None:
    """Lay a payment and its purchase side by side; what a second look can heal is healed."""
    found = await read(compare, payment)
    purchase = await read(purchase_of, payment)
    if purchase and purchase.session_id and any(one.kind is Kind.UNCREDITED for one in found):
        await _look_at(provider, seen, purchase, now)
        found = await read(compare, payment)
    if payment.payment_intent_id and any(one.kind is Kind.REFUNDED for one in found):
        for refund in await provider.refunds_of(payment.payment_intent_id):
            await returning.take_in(seen, refund, now)
        found = await read(compare, payment)
    seen.found += found
    seen.examined.add(purchase.id if purchase else payment.payment_intent_id or payment.id)


async def _compare_purchases(provider: PaymentGateway, seen: Comparison, now: datetime) -> None:
    """What we count as paid must have its money at the provider, also when that was made long before it was paid."""
    for purchase in await read(paid_since, seen.since, now - SETTLING):
        if purchase.id in seen.examined or not purchase.session_id:
            continue
        if not await _has_money(provider, purchase):
            seen.found.append(without_money(purchase))
        seen.found += await read(_credits_of, purchase)
        seen.examined.add(purchase.id)


def _credits_of(session: Session, purchase: PurchaseView) -> list[Found]:
    return list(compare_credits(session, purchase))


async def _has_money(provider: PaymentGateway, purchase: PurchaseView) -> bool:
    """A session that cost nothing, because of a discount, is paid without a payment."""
    try:
        session = await provider.retrieve_checkout(str(purchase.session_id))
    except SessionMissing:
        return False
    return session.payment_status in ("paid", "no_payment_required")
