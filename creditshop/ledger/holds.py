"""Reading holds."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import ColumnElement, Row, literal_column, select, tuple_
from sqlmodel import Session

from creditshop.ledger.errors import HoldNotFound
from creditshop.ledger.models import HOLDS


@dataclass(frozen=True, slots=True)
class HoldView:
    """Credits reserved for work in progress. `state` is open, captured, released or expired.

    One whose `expires_at` is over counts as expired, even before the job has come by.
    """

    id: str
    wallet_id: str
    credits: int
    captured: int
    state: str
    reference: str
    feature: str | None
    expires_at: datetime
    created_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class HoldPage:
    """Newest first; `older` is the `before` of the next page, None on the last."""

    holds: tuple[HoldView, ...]
    older: str | None


IS_OPEN_HOLD: ColumnElement[bool] = literal_column("state = 'open'")  # as in the partial indexes
_COLUMNS = tuple(HOLDS.c[field.name] for field in fields(HoldView))
_PLACE = (HOLDS.c.created_at, HOLDS.c.id)


def find_hold(session: Session, hold_id: str, *, now: datetime) -> HoldView:
    """One hold. Raises HoldNotFound."""
    row = session.connection().execute(select(*_COLUMNS).where(HOLDS.c.id == hold_id)).one_or_none()
    if row is None:
        raise HoldNotFound(hold_id)
    return _view(row, now)


def holds(session: Session, wallet_id: str, *, now: datetime, before: str | None = None, limit: int = 50) -> HoldPage:
    """A page of the wallet's holds, newest first, older than the hold `before`."""
    query = select(*_COLUMNS).where(HOLDS.c.wallet_id == wallet_id).order_by(*(c.desc() for c in _PLACE))
    if before is not None:
        start = select(*_PLACE).where(HOLDS.c.id == before, HOLDS.c.wallet_id == wallet_id)
        query = query.where(tuple_(*_PLACE) < start.scalar_subquery())
    rows = session.connection().execute(query.limit(limit + 1)).all()
    page = tuple(_view(row, now) for row in rows[:limit])
    return HoldPage(page, page[-1].id if len(rows) > limit else None)


def open_holds(session: Session, wallet_id: str, *, now: datetime, limit: int = 50) -> tuple[HoldView, ...]:
    """The wallet's holds that can still be captured, those that end first at the beginning."""
    of_wallet = select(*_COLUMNS).where(HOLDS.c.wallet_id == wallet_id, IS_OPEN_HOLD, HOLDS.c.expires_at > now)
    query = of_wallet.order_by(HOLDS.c.expires_at, HOLDS.c.id).limit(limit)
    return tuple(_view(row, now) for row in session.connection().execute(query))


def purposes(session: Session, wallet_id: str, references: Collection[str]) -> dict[str, str]:
    """What the wallet's holds among these references are for, in the words of whoever opened them.

    What leaves a hold refers to it by its id; but apps may write as a reference what they like.
    """
    query = select(HOLDS.c.id, HOLDS.c.reference, HOLDS.c.wallet_id).where(HOLDS.c.id.in_(references))
    return {row.id: row.reference for row in session.connection().execute(query) if row.wallet_id == wallet_id}


def _view(row: Row[tuple[object, ...]], now: datetime) -> HoldView:
    values = row._asdict()
    if values["state"] == "open" and values["expires_at"] <= now:
        values["state"] = "expired"
    return HoldView(**values)
