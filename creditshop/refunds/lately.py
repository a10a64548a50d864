"""What went back lately, one by one: for whoever watches over the shop."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from creditshop.refunds.models import Dispute, Refund


@dataclass(frozen=True, slots=True)
class Returned:
    """A refund that arrived, or a dispute that was opened, and the purchase it is about."""

    at: datetime
    id: str
    purchase_id: str


def refunds_lately(session: Session, start: datetime, end: datetime, *, most: int) -> tuple[Returned, ...]:
    """The refunds that arrived from `start` on and before `end`: the last `most`, newest first."""
    return _lately(session, Refund, col(Refund.succeeded_at), (start, end), most)


def disputes_lately(session: Session, start: datetime, end: datetime, *, most: int) -> tuple[Returned, ...]:
    """The disputes that were opened from `start` on and before `end`: the last `most`, newest first."""
    return _lately(session, Dispute, col(Dispute.opened_at), (start, end), most)


def _lately(
    session: Session, table: type[Refund | Dispute], at: Any, span: tuple[datetime, datetime], most: int
) -> tuple[Returned, ...]:
    found = select(at, col(table.id), col(table.purchase_id)).where(at >= span[0], at < span[1])
    return tuple(Returned(*row) for row in session.connection().execute(found.order_by(at.desc()).limit(most)))
