"""The log of deliveries: read page by page, redelivered on request, forgotten after a month."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, delete, select, tuple_, update
from sqlmodel import Session

from creditshop.database import announce
from creditshop.jobs import Effect, JobRun, enqueue
from creditshop.outgoing.delivering import DELIVER, job
from creditshop.outgoing.errors import DeliveryNotFound, EndpointDisabled
from creditshop.outgoing.models import DELIVERIES, ENDPOINTS, MESSAGES, DeliveryState

FORGET = "outgoing.forget"
KEPT = timedelta(days=30)
_MESSAGES = 1000  # that one transaction forgets


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """A message to an endpoint: what was sent, how often, and what came back at the last try."""

    id: str
    message_id: str
    type: str
    url: str
    body: str
    state: DeliveryState
    attempts: int
    status: int | None
    error: str | None
    response: str | None
    next_at: datetime | None
    tried_at: datetime | None
    created_at: datetime


_COLUMNS = (
    DELIVERIES.c.id,
    DELIVERIES.c.message_id,
    MESSAGES.c.type,
    ENDPOINTS.c.url,
    MESSAGES.c.body,
    DELIVERIES.c.state,
    DELIVERIES.c.attempts,
    DELIVERIES.c.status,
    DELIVERIES.c.error,
    DELIVERIES.c.response,
    DELIVERIES.c.next_at,
    DELIVERIES.c.tried_at,
    DELIVERIES.c.created_at,
)
_TOGETHER = DELIVERIES.join(MESSAGES).join(ENDPOINTS, ENDPOINTS.c.id == DELIVERIES.c.endpoint_id)


def deliveries(
    session: Session, owner_id: str | None, *, limit: int, before: str | None = None
) -> tuple[DeliveryView, ...]:
    """The newest deliveries to this owner's endpoints (None: the shop's own), at most `limit`.

    `before` is the id of the last one seen. Raises DeliveryNotFound for that id.
    """
    newest = (DELIVERIES.c.created_at.desc(), DELIVERIES.c.id.desc())
    statement = select(*_COLUMNS).select_from(_TOGETHER).where(_of(owner_id)).order_by(*newest).limit(limit)
    if before is not None:
        statement = statement.where(_older_than(session, owner_id, before))
    return tuple(_view(row) for row in session.connection().execute(statement))


def delivery(session: Session, owner_id: str | None, delivery_id: str) -> DeliveryView:
    """One delivery to an endpoint of this owner. Raises DeliveryNotFound."""
    statement = select(*_COLUMNS).select_from(_TOGETHER).where(_of(owner_id), DELIVERIES.c.id == delivery_id)
    row = session.connection().execute(statement).one_or_none()
    if row is None:
        raise DeliveryNotFound(delivery_id)
    return _view(row)


def redeliver(session: Session, owner_id: str | None, delivery_id: str, *, now: datetime) -> None:
    """Deliver it at once, whatever became of it, with all its tries anew. Raises DeliveryNotFound, EndpointDisabled."""
    this = (DELIVERIES.c.id == delivery_id) & _of(owner_id)
    wanted = select(DELIVERIES.c.attempts, ENDPOINTS.c.disabled_at).select_from(_TOGETHER).where(this)
    found = session.connection().execute(wanted).one_or_none()
    if found is None:
        raise DeliveryNotFound(delivery_id)
    if found.disabled_at is not None:
        raise EndpointDisabled(delivery_id)
    unchanged = this & (DELIVERIES.c.attempts == found.attempts)
    anew = {"state": DeliveryState.QUEUED, "next_at": now, "forgiven": found.attempts}
    if session.connection().execute(update(DELIVERIES).where(unchanged).values(anew)).rowcount == 1:
        enqueue(session, DELIVER, **job(delivery_id, found.attempts, why=":again"), run_at=now)
        announce(session, owner_id or "shop")


async def forget(run: JobRun) -> Effect:
    """The job: what is older than KEPT is deleted, as much as one transaction should hold; another job goes on."""
    return partial(_forget, run)


def _forget(run: JobRun, session: Session) -> None:
    old = select(MESSAGES.c.id).where(MESSAGES.c.created_at < run.now - KEPT).order_by(MESSAGES.c.created_at)
    ids = session.connection().scalars(old.limit(_MESSAGES)).all()
    session.connection().execute(delete(DELIVERIES).where(DELIVERIES.c.message_id.in_(ids)))
    session.connection().execute(delete(MESSAGES).where(MESSAGES.c.id.in_(ids)))
    if len(ids) == _MESSAGES:
        enqueue(session, FORGET, {}, key=f"{FORGET}:after:{run.id}", run_at=run.now)


def _older_than(session: Session, owner_id: str | None, delivery_id: str) -> ColumnElement[bool]:
    place = select(DELIVERIES.c.created_at, DELIVERIES.c.id).where(DELIVERIES.c.id == delivery_id, _of(owner_id))
    seen = session.connection().execute(place).one_or_none()
    if seen is None:
        raise DeliveryNotFound(delivery_id)
    return tuple_(DELIVERIES.c.created_at, DELIVERIES.c.id) < tuple_(*seen)


def _of(owner_id: str | None) -> ColumnElement[bool]:
    return DELIVERIES.c.owner_id.is_(None) if owner_id is None else DELIVERIES.c.owner_id == owner_id


def _view(row: Any) -> DeliveryView:
    return DeliveryView(**(row._asdict() | {"state": DeliveryState(row.state)}))
