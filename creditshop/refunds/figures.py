"""What went back on some days: for people who watch the shop's figures."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlmodel import Session, col

from creditshop.refunds.models import CAME_BACK, Dispute, Refund


@dataclass(frozen=True, slots=True)
class ReturnFigure:
    """How often it happened, and how much money it was, in minor units of `currency`."""

    currency: str
    count: int
    amount_minor: int


def refunded(session: Session, start: datetime, end: datetime) -> tuple[ReturnFigure, ...]:
    """The refunds that arrived from `start` on and before `end`; what came back in that time counts against them.

    One value for each currency; below 0 when more came back than arrived.
    """
    arrived = _sums(session, Refund, (col(Refund.succeeded_at) >= start) & (col(Refund.succeeded_at) < end))
    then = (col(Refund.changed_at) >= start) & (col(Refund.changed_at) < end)
    returned = _sums(session, Refund, and_(CAME_BACK, then))
    counts, amounts = Counter[str](), Counter[str]()
    for sign, found in ((1, arrived), (-1, returned)):
        for one in found:
            counts[one.currency] += sign * one.count
            amounts[one.currency] += sign * one.amount_minor
    return tuple(ReturnFigure(currency, count, amounts[currency]) for currency, count in sorted(counts.items()))


def disputed(session: Session, start: datetime, end: datetime) -> tuple[ReturnFigure, ...]:
    """The disputes that were opened from `start` on and before `end`."""
    return _sums(session, Dispute, (col(Dispute.opened_at) >= start) & (col(Dispute.opened_at) < end))


def _sums(session: Session, table: type[Refund | Dispute], which: ColumnElement[bool]) -> tuple[ReturnFigure, ...]:
    currency, amount = col(table.currency), func.sum(table.amount_minor)
    rows = session.connection().execute(select(currency, func.count(), amount).where(which).group_by(currency))
    return tuple(ReturnFigure(code, count, int(total)) for code, count, total in rows)
