"""Moving a purchase along its life, and what comes with it: credits, mail, a line in its time line."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import bindparam, func, insert, select
from sqlmodel import Session

from creditshop import metrics
from creditshop.checkout.listening import tell
from creditshop.checkout.mails import ask_a_person, mail_buyer
from creditshop.checkout.models import TIMELINE, Purchase
from creditshop.checkout.states import MOVES, PurchaseState, Signal, after
from creditshop.checkout.views import view
from creditshop.database import announce
from creditshop.inbox import wake
from creditshop.ledger import INTERNAL, GrantCredits, Lot, open_wallet, post_one
from creditshop.notices import Template

_ODD = (Signal.MISMATCH, Signal.HELD, Signal.RETURNED)
_LINES: Final = select(func.count()).where(TIMELINE.c.purchase_id == bindparam("purchase")).scalar_subquery()
_NEXT_LINE: Final = insert(TIMELINE).values(sequence=_LINES + 1)


def move(
    session: Session, purchase: Purchase, signal: Signal, *, now: datetime, detail: str = "", actor: str = "provider"
) -> None:
    """Let the purchase, locked by the caller, hear the signal. A step backward is recorded and changes nothing."""
    before, target = PurchaseState(purchase.state), MOVES[signal][0]
    reached = after(before, signal)
    if reached == before == target and signal not in _ODD:
        return  # heard before
    note(session, purchase, signal, reached, now=now, detail=detail)
    if signal in _ODD:
        ask_a_person(session, purchase, detail, now=now)
    if reached == before:
        return
    purchase.state = reached
    metrics.count(session, metrics.PURCHASES.labels(str(reached)))
    if reached is PurchaseState.PAID:
        _settle(session, purchase, now=now, actor=actor)
    elif signal is Signal.FAILED:
        mail_buyer(session, purchase, Template.PAYMENT_FAILED, now=now)
    announce(session, purchase.owner_id)


def note(
    session: Session, purchase: Purchase, what: str, reached: PurchaseState, *, now: datetime, detail: str = ""
) -> None:
    """Write a line into the time line of a purchase, locked by the caller, before its state changes."""
    line = {
        "purchase_id": purchase.id,
        "at": now,
        "what": what,
        "from_state": purchase.state,
        "to_state": reached,
        "detail": detail,
    }
    session.connection().execute(_NEXT_LINE, line | {"purchase": purchase.id})


def _settle(session: Session, purchase: Purchase, *, now: datetime, actor: str) -> None:
    purchase.paid_at = now
    metrics.measure(session, metrics.PURCHASE_VALUE.labels(purchase.currency), purchase.amount_minor)
    purchase.attention = None
    session.flush()  # the purchase's row before the wallet's: locks are always taken in this order
    wallet_id = open_wallet(session, purchase.owner_id, now=now)
    grant = GrantCredits(
        wallet_id=wallet_id,
        scope=INTERNAL,
        key=f"purchase:{purchase.id}",
        lots=_lots(purchase, expires_at=now + timedelta(days=purchase.validity_days)),
        reference=purchase.id,
        actor=actor,
    )
    post_one(session, grant, now=now)
    arrived = {"credits": purchase.credits, "bonus_credits": purchase.bonus_credits}
    mail_buyer(session, purchase, Template.RECEIPT, now=now, paid_at=now, **arrived)
    wake(session, purchase.id, purchase.payment_intent_id, now=now)
    tell(session, view(purchase), now)


def _lots(purchase: Purchase, *, expires_at: datetime) -> tuple[Lot, ...]:
    bought = Lot(
        credits=purchase.credits,
        cause="purchase",
        price_minor=_price(purchase),
        currency=purchase.currency,
        expires_at=expires_at,
    )
    if not purchase.bonus_credits:
        return (bought,)
    return bought, Lot(credits=purchase.bonus_credits, cause="bonus", expires_at=expires_at)


def _price(purchase: Purchase) -> int:
    """What the credits themselves earned: after discount, without tax."""
    if purchase.amount_total is None:
        return purchase.amount_minor
    return purchase.amount_total - (purchase.amount_tax or 0)
