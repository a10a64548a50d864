"""What went back on some days: for people who watch the shop's figures."""

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
    """The refunds that arrived from `start` on and before `end`, less those that came back in that time."""
    arrived = _sums(session, Refund, (col(Refund.succeeded_at) >= start) & (col(Refund.succeeded_at) < end))
    returned = _sums(session, Refund, and_(CAME_BACK, col(Refund.changed_at) >= start, col(Refund.changed_at) < end))
    net = {one.currency: one for one in arrived}
    for one in returned:
        had = net.get(one.currency, ReturnFigure(one.currency, 0, 0))
        net[one.currency] = ReturnFigure(one.currency, had.count - one.count, had.amount_minor - one.amount_minor)
    return tuple(net.values())


def disputed(session: Session, start: datetime, end: datetime) -> tuple[ReturnFigure, ...]:
    """The disputes that were opened from `start` on and before `end`."""
    return _sums(session, Dispute, (col(Dispute.opened_at) >= start) & (col(Dispute.opened_at) < end))


def _sums(session: Session, table: type[Refund | Dispute], which: ColumnElement[bool]) -> tuple[ReturnFigure, ...]:
    currency, amount = col(table.currency), func.sum(table.amount_minor)
    rows = session.connection().execute(select(currency, func.count(), amount).where(which).group_by(currency))
    return tuple(ReturnFigure(code, count, int(total)) for code, count, total in rows)
