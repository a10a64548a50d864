"""What purchases went through in a span of time, one by one: for whoever watches over the shop."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from creditshop.checkout.models import CHARGED, FailedAttempt, Purchase, PurchaseEvent
from creditshop.checkout.states import PurchaseState


@dataclass(frozen=True, slots=True)
class Happening:
    """A purchase came to a state, or (`declined`) an attempt to pay it failed. `amount_minor` is what it costs."""

    at: datetime
    purchase_id: str
    state: PurchaseState
    currency: str
    amount_minor: int
    declined: bool = False


def steps(session: Session, start: datetime, end: datetime, *, most: int) -> Iterator[Happening]:
    """The moves of purchases between states from `start` on and before `end`: the last `most`, newest first."""
    happened = (
        select(col(PurchaseEvent.at), col(Purchase.id), col(PurchaseEvent.to_state), col(Purchase.currency), CHARGED)
        .join(Purchase, col(Purchase.id) == col(PurchaseEvent.purchase_id))
        .where(col(PurchaseEvent.at) >= start, col(PurchaseEvent.at) < end)
        .where(col(PurchaseEvent.from_state) != col(PurchaseEvent.to_state))
        .order_by(col(PurchaseEvent.at).desc())
        .limit(most)
    )
    for at, purchase_id, state, currency, amount in session.connection().execute(happened):
        yield Happening(at, purchase_id, PurchaseState(state), currency, amount)


def declines(session: Session, start: datetime, end: datetime, *, most: int) -> Iterator[Happening]:
    """The attempts to pay that banks declined from `start` on and before `end`: the last `most`, newest first."""
    declined = (
        select(
            col(FailedAttempt.at),
            col(FailedAttempt.purchase_id),
            col(FailedAttempt.currency),
            col(FailedAttempt.amount_minor),
        )
        .where(col(FailedAttempt.at) >= start, col(FailedAttempt.at) < end)
        .order_by(col(FailedAttempt.at).desc())
        .limit(most)
    )
    for at, purchase_id, currency, amount in session.connection().execute(declined):
        yield Happening(at, purchase_id, PurchaseState.OPEN, currency, amount, declined=True)
