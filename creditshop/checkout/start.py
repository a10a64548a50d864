"""Opening a checkout: intent, commit, call, result, commit, until there is a session that the buyer can pay on."""

from datetime import datetime, timedelta

import structlog
from structlog.contextvars import bound_contextvars

from creditshop.checkout.errors import AgreementMissing, CheckoutBlocked, CheckoutRefused, CheckoutUnavailable
from creditshop.checkout.fulfilment import apply_session, forget_session, give_up
from creditshop.checkout.intent import (
    ENOUGH_LIFE,
    Agreement,
    Blocked,
    Buyer,
    Close,
    Open,
    Show,
    Step,
    next_step,
    success_url,
)
from creditshop.checkout.listing import find_purchase
from creditshop.checkout.states import PurchaseState
from creditshop.checkout.views import PurchaseView
from creditshop.database import read, transact
from creditshop.payments.current import gateway
from creditshop.payments.errors import GatewayRefused, GatewayUnavailable, SessionMissing, StoredFailure
from creditshop.payments.events import CheckoutSession

log = structlog.get_logger(__name__)
KEY_LIFE = timedelta(hours=23)  # the provider forgets idempotency keys after 24
SHORTEST_LIFE = timedelta(minutes=32)  # the provider opens no session for less than 30; some time passes on the way
CLOCKS_DIFFER = timedelta(minutes=5)  # the provider dates its sessions by its own clock
_ROUNDS = 6  # hear of an old wish, close it, store the new one, open it; and one more tab in between


async def start_checkout(buyer: Buyer, package_id: str, currency: str, agreement: Agreement, *, now: datetime) -> str:
    """The URL where the buyer pays for this package, or sees that they just did.

    The same wish gives the same URL while its session has enough life left; another wish closes the old session first.
    Raises OfferNotFound, AgreementMissing, CheckoutBlocked, CheckoutUnavailable (try again) or CheckoutRefused.
    """
    if not (agreement.terms_version and agreement.withdrawal_wording):
        raise AgreementMissing
    for _ in range(_ROUNDS):
        step = await transact(next_step, buyer, package_id, currency, agreement, now=now)
        if url := await _take(step, now=now):
            return url
    raise CheckoutUnavailable


async def _take(step: Step | None, *, now: datetime) -> str | None:
    match step:
        case Show():
            return step.url
        case Open() | Close():
            with bound_contextvars(purchase_id=step.purchase_id):
                return await (_open(step, now=now) if isinstance(step, Open) else _close(step, now=now))
        case Blocked():
            raise CheckoutBlocked
        case None:  # another tab came in between
            return None


async def learn(step: Open, *, now: datetime) -> CheckoutSession | None:
    """The session of a purchase as the provider has it, opened by this call if need be; None: there never will be one.

    Repeats the stored request with its key, which gives one session however often; once the key is forgotten, looks
    our id up instead. Raises GatewayUnavailable, GatewayRefused.
    """
    if now - step.created_at >= KEY_LIFE:
        return await gateway().find_checkout(step.purchase_id, step.created_at - CLOCKS_DIFFER)
    try:
        return await gateway().create_checkout(step.request)
    except StoredFailure:
        return None


async def _open(step: Open, *, now: datetime) -> str | None:
    try:
        seen = await learn(step, now=now)
    except GatewayUnavailable as error:
        purchase = await read(find_purchase, step.purchase_id)
        if url := _way_on(step, purchase, now=now):
            return url  # another tab has heard the answer
        raise CheckoutUnavailable from error
    except GatewayRefused as error:
        await _refused(step, error, now=now)
        return None
    if seen is None:
        await transact(give_up, step.purchase_id, "the provider answered with an error", now=now)
        return None
    purchase = await transact(apply_session, seen, now=now)
    if purchase.state is PurchaseState.REVIEW:
        raise CheckoutRefused(purchase.id, purchase.attention or "")
    return _way_on(step, purchase, now=now)


def _way_on(step: Open | Close, purchase: PurchaseView, *, now: datetime) -> str | None:
    """To what the buyer wants, if this is it: to pay it, or to see that they just did, perhaps in another tab."""
    if not step.wanted:
        return None
    if purchase.session_id and purchase.state in (PurchaseState.PAID, PurchaseState.PROCESSING):
        return success_url(purchase.session_id)
    lively = purchase.expires_at - now >= ENOUGH_LIFE
    return purchase.session_url if lively and purchase.state is PurchaseState.OPEN else None


async def _refused(step: Open, error: GatewayRefused, *, now: datetime) -> None:
    await transact(give_up, step.purchase_id, str(error), now=now)
    if step.request.expires_at - now > SHORTEST_LIFE:  # else it is refused for its age only, and a new one may do
        log.error("checkout refused", reason=str(error), code=error.code)
        raise CheckoutRefused(step.purchase_id, str(error)) from error


async def _close(step: Close, *, now: datetime) -> str | None:
    try:
        seen = await gateway().expire_checkout(step.session_id)
    except SessionMissing:
        await transact(forget_session, step.purchase_id, now=now)
        return None
    except GatewayUnavailable as error:
        raise CheckoutUnavailable from error
    except GatewayRefused as error:
        raise CheckoutRefused(step.purchase_id, str(error)) from error
    return _way_on(step, await transact(apply_session, seen, now=now), now=now)
