"""What all purchases did in a span of time, out of their time lines: for figures of the whole shop."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlmodel import Session, col

from creditshop.checkout.models import FailedAttempt, Purchase, PurchaseEvent
from creditshop.checkout.states import PurchaseState, Signal

Counted = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class PurchaseFigures:
    """How many purchases in one currency took each step. `charged_minor` and the credits are of those that were paid.

    `opened`: got a payment page; `declined` counts attempts, of which a purchase may have several.
    """

    currency: str
    started: int = 0
    opened: int = 0
    paid: int = 0
    failed: int = 0
    expired: int = 0
    review: int = 0
    declined: int = 0
    charged_minor: int = 0
    credits: int = 0
    bonus_credits: int = 0


def purchase_figures(session: Session, start: datetime, end: datetime) -> tuple[PurchaseFigures, ...]:
    """What happened from `start` on and before `end`, a value for each currency in which anything did."""
    figures: dict[str, dict[str, int]] = defaultdict(dict)
    for counted in (_started(start, end), _steps(start, end), _declined(start, end)):
        for row in session.connection().execute(counted).mappings():
            figures[row["currency"]] |= {name: int(value or 0) for name, value in row.items() if name != "currency"}
    return tuple(PurchaseFigures(currency, **counts) for currency, counts in sorted(figures.items()))


def first_purchase_at(session: Session) -> datetime | None:
    """When the first purchase was begun; None while there is none."""
    first: datetime | None = session.connection().scalar(select(func.min(Purchase.created_at)))
    return first


def _started(start: datetime, end: datetime) -> Counted:
    within = (col(Purchase.created_at) >= start, col(Purchase.created_at) < end)
    return select(col(Purchase.currency), func.count().label("started")).where(*within).group_by(col(Purchase.currency))


def _steps(start: datetime, end: datetime) -> Counted:
    what, before, after = col(PurchaseEvent.what), col(PurchaseEvent.from_state), col(PurchaseEvent.to_state)
    moved = before != after
    paid = after == PurchaseState.PAID
    charged = func.coalesce(Purchase.amount_total, Purchase.amount_minor)

    def reached(state: PurchaseState) -> ColumnElement[int]:
        return func.count().filter(after == state).label(state)

    return (
        select(
            col(Purchase.currency),
            func.count().filter(before == PurchaseState.CREATED, what != Signal.NOT_OPENED).label("opened"),
            *map(reached, (PurchaseState.PAID, PurchaseState.FAILED, PurchaseState.EXPIRED, PurchaseState.REVIEW)),
            func.sum(charged).filter(paid).label("charged_minor"),
            func.sum(Purchase.credits).filter(paid).label("credits"),
            func.sum(Purchase.bonus_credits).filter(paid).label("bonus_credits"),
        )
        .join(PurchaseEvent, col(PurchaseEvent.purchase_id) == col(Purchase.id))
        .where(col(PurchaseEvent.at) >= start, col(PurchaseEvent.at) < end, moved)
        .group_by(col(Purchase.currency))
    )


def _declined(start: datetime, end: datetime) -> Counted:
    within = (col(FailedAttempt.at) >= start, col(FailedAttempt.at) < end)
    return (
        select(col(FailedAttempt.currency), func.count().label("declined"))
        .where(*within)
        .group_by(col(FailedAttempt.currency))
    )
