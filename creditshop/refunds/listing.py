"""Reading refunds and disputes: of a purchase, and all of them for staff."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import tuple_
from sqlmodel import Session, col, select

from creditshop.checkout import PurchaseFilter
from creditshop.database import count_up_to
from creditshop.refunds.errors import DisputeNotFound
from creditshop.refunds.models import DISPUTES, Dispute, Refund
from creditshop.refunds.states import ANSWERABLE, DisputeStatus, RefundKind, RefundState


@dataclass(frozen=True, slots=True)
class RefundView:
    """A refund. `credits` are those it takes back; None: in proportion to its amount."""

    id: str
    purchase_id: str
    provider_id: str | None
    kind: RefundKind
    amount_minor: int
    currency: str
    credits: int | None
    reason_code: str | None
    reason: str
    requested_by: str
    state: RefundState
    failure: str | None
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class DisputeView:
    """A dispute. `withdrawn_minor` is what the provider has taken for it so far, net; `fee_minor` its fee."""

    id: str
    purchase_id: str
    provider_id: str
    status: DisputeStatus
    reason: str
    amount_minor: int
    currency: str
    withdrawn_minor: int
    fee_minor: int
    due_by: datetime | None
    opened_at: datetime
    closed_at: datetime | None
    answered_by: str | None
    answered_at: datetime | None
    submitted_at: datetime | None
    failure: str | None

    def is_answerable(self, now: datetime) -> bool:
        """Whether evidence can still be handed in."""
        is_late = self.due_by is not None and self.due_by <= now
        return self.status in ANSWERABLE and not (self.answered_at or self.submitted_at or is_late)


@dataclass(frozen=True, slots=True)
class DisputePage:
    """Disputes, newest first; `next_before` asks for the following page and is None on the last."""

    disputes: tuple[DisputeView, ...]
    next_before: str | None


def refunds_of(session: Session, purchase_id: str) -> tuple[RefundView, ...]:
    """The refunds of a purchase, oldest first."""
    mine = select(Refund).where(Refund.purchase_id == purchase_id)
    return tuple(map(_refund, session.exec(mine.order_by(col(Refund.created_at), Refund.id))))


def disputes_of(session: Session, purchase_id: str) -> tuple[DisputeView, ...]:
    """The disputes of a purchase, oldest first."""
    mine = select(Dispute).where(Dispute.purchase_id == purchase_id)
    return tuple(map(_dispute, session.exec(mine.order_by(col(Dispute.opened_at), Dispute.id))))


def amounts_of(session: Session, ids: Collection[str]) -> dict[str, int]:
    """What the refunds and disputes among these ids are about, in minor units."""
    found = (select(model.id, model.amount_minor).where(col(model.id).in_(ids)) for model in (Refund, Dispute))
    return {id_: amount for query in found for id_, amount in session.exec(query)} if ids else {}


def find_dispute(session: Session, dispute_id: str) -> DisputeView:
    """One dispute. Raises DisputeNotFound."""
    found = session.get(Dispute, dispute_id)
    if found is None:
        raise DisputeNotFound(dispute_id)
    return _dispute(found)


def dispute_page(
    session: Session, *, only_open: bool = False, before: str | None = None, limit: int = 25
) -> DisputePage:
    """Everybody's disputes, newest first. Raises DisputeNotFound for an unknown `before`."""
    found = select(Dispute)
    if only_open:
        found = found.where(col(Dispute.closed_at).is_(None))
    if before is not None:
        last = find_dispute(session, before)
        found = found.where(tuple_(Dispute.opened_at, Dispute.id) < tuple_(last.opened_at, last.id))
    newest = found.order_by(col(Dispute.opened_at).desc(), col(Dispute.id).desc())
    rows = session.exec(newest.limit(limit + 1)).all()
    return DisputePage(tuple(map(_dispute, rows[:limit])), rows[limit - 1].id if len(rows) > limit else None)


def count_open_disputes(session: Session, *, most: int) -> int:
    """How many disputes are not decided, at most `most`."""
    return count_up_to(session, most, DISPUTES, DISPUTES.c.closed_at.is_(None))


def named_by_return(session: Session, wanted: PurchaseFilter) -> PurchaseFilter:
    """The filter with the purchase in the place of a refund or dispute of it, by our id or the provider's."""
    for model in (Refund, Dispute):
        either = (col(model.id) == wanted.search) | (col(model.provider_id) == wanted.search)
        found = session.exec(select(model.purchase_id).where(either)).first() if wanted.search else None
        if found:
            return replace(wanted, search=str(found))
    return wanted


def _refund(row: Refund) -> RefundView:
    values = {name: getattr(row, name) for name in RefundView.__dataclass_fields__}
    return RefundView(**values | {"kind": RefundKind(row.kind), "state": RefundState(row.state)})


def _dispute(row: Dispute) -> DisputeView:
    values = {name: getattr(row, name) for name in DisputeView.__dataclass_fields__}
    return DisputeView(**values | {"status": DisputeStatus(row.status)})
