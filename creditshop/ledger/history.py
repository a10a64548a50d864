"""Reading what happened: movements page by page, grants that live, the past."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, and_, case, func, or_, select
from sqlmodel import Session

from creditshop.ledger.burning import burn_order
from creditshop.ledger.models import ENTRIES, GRANTS, OPERATIONS
from creditshop.ledger.outcomes import Parts, parts_of
from creditshop.ledger.vocabulary import AVAILABLE, FROZEN, HELD, PARTS


@dataclass(frozen=True, slots=True)
class Movement:
    """One entry: `amount` credits from `debit` to `credit`; `parts` are the wallet's after it."""

    id: str
    operation_id: str
    debit: str
    credit: str
    amount: int
    grant_id: str | None
    cause: str
    reference: str
    feature: str | None
    actor: str
    parts: Parts
    created_at: datetime

    @property
    def change(self) -> int:
        """What it did to all that the owner has, debt counted negative: +100 for a purchase, -3 for a spend."""
        return self.amount * ((self.credit in PARTS) - (self.debit in PARTS))


@dataclass(frozen=True, slots=True)
class MovementPage:
    """Newest first; `older` is the `before` of the next page, None on the last."""

    movements: tuple[Movement, ...]
    older: int | None


@dataclass(frozen=True, slots=True)
class GrantView:
    """Credits that arrived together, and what became of them; the price is that of all of `amount`.

    `remaining` can be spent, `frozen` are of a disputed purchase, `taken` paid debt or were taken back; what is in none
    of these was used.
    """

    id: str
    cause: str
    reference: str
    amount: int
    remaining: int
    held: int
    frozen: int
    expired: int
    taken: int
    price_minor: int
    currency: str | None
    priority: int
    expires_at: datetime | None
    created_at: datetime

    @property
    def used(self) -> int:
        """What of it was used up: neither there any more, nor taken back."""
        return self.amount - self.remaining - self.held - self.frozen - self.expired - self.taken


def movements(session: Session, wallet_id: str, *, before: int | None = None, limit: int = 50) -> MovementPage:
    """A page of the wallet's movements, newest first, older than the cursor `before`; fast however long the history."""
    query = select(ENTRIES).where(ENTRIES.c.wallet_id == wallet_id).order_by(ENTRIES.c.sequence.desc()).limit(limit + 1)
    if before is not None:
        query = query.where(ENTRIES.c.sequence < before)
    rows = session.connection().execute(query).mappings().all()
    page = rows[:limit]
    return MovementPage(tuple(map(_movement, page)), page[-1]["sequence"] if len(rows) > limit else None)


def live_grants(session: Session, wallet_id: str, *, now: datetime) -> tuple[GrantView, ...]:
    """The wallet's grants that can still be used at `now`, in the order in which they will be."""
    usable = or_(GRANTS.c.expires_at.is_(None), GRANTS.c.expires_at > now)
    return _grants(session, GRANTS.c.wallet_id == wallet_id, GRANTS.c.open, usable)


def grants_in_use(session: Session, wallet_id: str, *, now: datetime) -> tuple[GrantView, ...]:
    """`live_grants`, and those of which credits are held or frozen yet, in burn order."""
    usable = and_(GRANTS.c.open, or_(GRANTS.c.expires_at.is_(None), GRANTS.c.expires_at > now))
    return _grants(session, GRANTS.c.wallet_id == wallet_id, or_(usable, GRANTS.c.held > 0, GRANTS.c.frozen > 0))


def grants_of(session: Session, references: Collection[str]) -> tuple[GrantView, ...]:
    """Every grant that came from one of these references (purchases), used up or not."""
    return _grants(session, GRANTS.c.reference.in_(references))


def balance_at(session: Session, wallet_id: str, moment: datetime) -> Parts:
    """The wallet's parts as they were at an earlier moment; all 0 before its first movement."""
    row = session.connection().execute(_last(wallet_id, moment, *ENTRIES.c)).mappings().one_or_none()
    return parts_of(row) if row else Parts(0, 0, 0, 0)


def _last(wallet_id: str, moment: datetime, *columns: ColumnElement[Any]) -> Select[Any]:
    """The last entry made by then, where that past ends: who waits for the lock may write an earlier moment later."""
    made = select(*columns).where(ENTRIES.c.wallet_id == wallet_id, ENTRIES.c.created_at <= moment)
    return made.order_by(ENTRIES.c.sequence.desc()).limit(1)


@dataclass(frozen=True, slots=True)
class GrantThen:
    """What was left of a grant at an earlier moment."""

    grant_id: str
    remaining: int
    held: int
    frozen: int


def grants_at(session: Session, wallet_id: str, moment: datetime) -> tuple[GrantThen, ...]:
    """The grants that still had credits at an earlier moment, by id; reads every entry of the wallet until then."""
    last = _last(wallet_id, moment, ENTRIES.c.sequence).scalar_subquery()
    left = [_flow(account) for account in (AVAILABLE, HELD, FROZEN)]
    query = (
        select(ENTRIES.c.grant_id, *left)
        .where(ENTRIES.c.wallet_id == wallet_id, ENTRIES.c.sequence <= last, ENTRIES.c.grant_id.is_not(None))
        .group_by(ENTRIES.c.grant_id)
        .having(or_(*(flow > 0 for flow in left)))
        .order_by(ENTRIES.c.grant_id)
    )
    return tuple(GrantThen(grant, *map(int, flows)) for grant, *flows in session.connection().execute(query))


def _flow(account: str) -> ColumnElement[int]:
    """What came into an account, less what left it."""
    amount = ENTRIES.c.amount
    return func.sum(case((ENTRIES.c.credit == account, amount), (ENTRIES.c.debit == account, -amount), else_=0))


def is_used(session: Session, scope: str, key: str) -> bool:
    """Whether an operation has this key."""
    query = select(OPERATIONS.c.id).where(OPERATIONS.c.scope == scope, OPERATIONS.c.key == key)
    return session.connection().scalar(query) is not None


@dataclass(frozen=True, slots=True)
class Explanation:
    """An operation: everything that it moved, in order, and the grants that the credits came from or went to."""

    operation_id: str
    kind: str
    at: datetime
    movements: tuple[Movement, ...]
    grants: tuple[GrantView, ...]


def operation_wallet(session: Session, operation_id: str) -> str | None:
    """The wallet that an operation moved credits of; None when there is no such operation."""
    query = select(ENTRIES.c.wallet_id).where(ENTRIES.c.operation_id == operation_id, ENTRIES.c.position == 0)
    found: str | None = session.connection().scalar(query)
    return found


def explain(session: Session, wallet_id: str, operation_id: str) -> Explanation | None:
    """What an operation did to this wallet; None when it did nothing to it."""
    query = (
        select(ENTRIES, OPERATIONS.c.kind)
        .join(OPERATIONS, OPERATIONS.c.id == ENTRIES.c.operation_id)
        .where(ENTRIES.c.operation_id == operation_id, ENTRIES.c.wallet_id == wallet_id)
        .order_by(ENTRIES.c.position)
    )
    rows = session.connection().execute(query).mappings().all()
    if not rows:
        return None
    moved = tuple(map(_movement, rows))
    grants = _grants(session, GRANTS.c.id.in_({movement.grant_id for movement in moved if movement.grant_id}))
    return Explanation(operation_id, rows[0]["kind"], rows[0]["created_at"], moved, grants)


def _grants(session: Session, *conditions: ColumnElement[bool]) -> tuple[GrantView, ...]:
    columns = [GRANTS.c[field.name] for field in fields(GrantView)]
    rows = session.connection().execute(select(*columns).where(*conditions))
    return tuple(sorted((GrantView(*row) for row in rows), key=burn_order))


def _movement(row: RowMapping) -> Movement:
    named = {field.name: row[field.name] for field in fields(Movement) if field.name in row}
    return Movement(id=f"ent_{row['operation_id'].removeprefix('op_')}_{row['position']}", parts=parts_of(row), **named)
