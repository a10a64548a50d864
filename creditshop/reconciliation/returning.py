"""Money that goes back: each refund and dispute of the provider is taken in, and laid beside our row of it."""

from datetime import datetime

import structlog
from sqlmodel import Session

from creditshop import refunds
from creditshop.checkout import find_purchase
from creditshop.database import read, transact
from creditshop.inbox import NotOurs, NotYet, Unreadable
from creditshop.payments.events import Dispute, Refund
from creditshop.payments.gateway import PaymentGateway
from creditshop.reconciliation.comparing import compare_return
from creditshop.reconciliation.comparison import Comparison
from creditshop.reconciliation.keeping import open_purchases, open_subjects
from creditshop.reconciliation.kinds import Kind

_log = structlog.get_logger(__name__)


async def hear(provider: PaymentGateway, seen: Comparison, now: datetime) -> None:
    """Take in what was made since, what is not final, and what was not right before."""
    returns = {refund.id: refund for refund in await provider.refunds_since(seen.since)}
    for purchase_id in await read(_moving):
        purchase = await read(find_purchase, purchase_id)
        if purchase.payment_intent_id:
            returns |= {refund.id: refund for refund in await provider.refunds_of(purchase.payment_intent_id)}
    disputes = {dispute.id: dispute for dispute in await provider.disputes_since(seen.since)}
    for dispute_id in {*await read(refunds.open_disputes), *await read(open_subjects, Kind.DISPUTE)} - {*disputes}:
        disputes[dispute_id] = await provider.retrieve_dispute(dispute_id)
    seen.refunds, seen.disputes = len(returns), len(disputes)
    told: list[Refund | Dispute] = [*returns.values(), *disputes.values()]
    for news in told:
        await take_in(seen, news, now)


async def take_in(seen: Comparison, news: Refund | Dispute, now: datetime) -> None:
    """Apply it if it is news; what then still differs is a difference."""
    if news.id in seen.examined:
        return
    booked = await read(refunds.booked_return, news)
    if booked is None or not booked.is_current:
        seen.healed += await _apply(news, now)
    seen.found += await read(compare_return, news)
    seen.examined.add(news.id)


def _moving(session: Session) -> set[str]:
    """The purchases with refunds of which it is not known how they end, or that were not right before."""
    return {*refunds.purchases_with_moving_refunds(session), *open_purchases(session, Kind.REFUND)}


async def _apply(news: Refund | Dispute, now: datetime) -> bool:
    """What cannot be applied is left as it is: it is compared."""
    try:
        if isinstance(news, Refund):
            await transact(refunds.hear_refund, news, now=now)
        else:
            await transact(refunds.hear_dispute, news, as_of=None, now=now)
    except (NotOurs, NotYet, Unreadable) as error:
        _log.info("not applied", subject=news.id, reason=str(error))
        return False
    return True
