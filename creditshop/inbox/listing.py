"""The inbox as admins see it: newest first, in pages, one event with its body."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, false, select, tuple_
from sqlmodel import Session

from creditshop.database import count_up_to, distinct_values
from creditshop.inbox.errors import EventNotFound
from creditshop.inbox.models import EVENTS, EventState
from creditshop.inbox.receiving import OPEN

LARGEST_PAGE = 500


@dataclass(frozen=True, slots=True)
class EventView:
    """A stored event. `event_id` and `created_at` are the provider's, `id` and `received_at` ours."""

    id: str
    provider: str
    event_id: str
    type: str
    created_at: datetime
    received_at: datetime
    livemode: bool
    purchase_id: str | None
    state: EventState
    error: str | None
    attempts: int
    tried_at: datetime
    retry_at: datetime | None


@dataclass(frozen=True, slots=True)
class EventPage:
    """Some events, and the `before` of the next page; None when this is the last."""

    events: tuple[EventView, ...]
    next: str | None


_SHOWN = tuple(EVENTS.c[name] for name in EventView.__dataclass_fields__)


def events(
    session: Session,
    *,
    state: EventState | None = None,
    type_: str | None = None,
    event_id: str | None = None,
    purchase_id: str | None = None,
    payment_intent_id: str | None = None,
    before: str | None = None,
    limit: int = 50,
) -> EventPage:
    """Events newest first, at most `limit` (up to LARGEST_PAGE), that came before the one with the id `before`.

    `event_id` is the provider's or ours. With `purchase_id`, those that name the purchase, and those about its payment
    `payment_intent_id`, which may not. An unknown `before` gives an empty page.
    """
    limit = max(1, min(limit, LARGEST_PAGE))
    wanted = {EVENTS.c.state: state, EVENTS.c.type: type_}
    conditions = [column == value for column, value in wanted.items() if value is not None]
    if purchase_id is not None:
        about = EVENTS.c.payment_intent_id == payment_intent_id
        conditions.append((EVENTS.c.purchase_id == purchase_id) | (about if payment_intent_id else false()))
    if event_id is not None:
        conditions.append(_is(session, event_id))
    if before is not None:
        last = select(EVENTS.c.received_at, EVENTS.c.id).where(EVENTS.c.id == before).subquery()
        conditions.append(tuple_(EVENTS.c.received_at, EVENTS.c.id) < select(last).scalar_subquery())
    latest = select(*_SHOWN).where(*conditions).order_by(EVENTS.c.received_at.desc(), EVENTS.c.id.desc())
    rows = session.connection().execute(latest.limit(limit + 1)).all()
    shown = tuple(EventView(**{**row._mapping, "state": EventState(row.state)}) for row in rows[:limit])
    return EventPage(shown, shown[-1].id if len(rows) > limit else None)


def count_failing(session: Session, *, most: int) -> int:
    """How many events fail or were given up, at most `most`."""
    return sum(
        count_up_to(session, most, EVENTS, EVENTS.c.state == state) for state in (EventState.FAILED, EventState.DEAD)
    )


def unsettled(session: Session, *, most: int) -> dict[str, int]:
    """How many events there are, at most `most` each, in every state that ends by itself or by a person."""
    return {state: count_up_to(session, most, EVENTS, EVENTS.c.state == state) for state in OPEN}


def oldest_unsettled(session: Session) -> dict[str, datetime | None]:
    """When the oldest event in each of these states came; None where there is none."""
    oldest = select(EVENTS.c.received_at).order_by(EVENTS.c.received_at, EVENTS.c.id).limit(1)
    return {state: session.connection().execute(oldest.where(EVENTS.c.state == state)).scalar() for state in OPEN}


def unheard(session: Session, provider: str, event_ids: Collection[str]) -> frozenset[str]:
    """Those of the provider's events that never came, or that came and have not been applied yet."""
    settled = (EventState.DONE, EventState.IGNORED, EventState.UNHANDLED, EventState.FLAGGED)
    came = select(EVENTS.c.event_id).where(EVENTS.c.provider == provider, EVENTS.c.event_id.in_(event_ids))
    known = session.connection().execute(came.where(EVENTS.c.state.in_(settled))).scalars()
    return frozenset(event_ids) - frozenset(known)


def event_types(session: Session) -> tuple[str, ...]:
    """Every type of event that ever came, in order."""
    return distinct_values(session, EVENTS.c.type)


def _is(session: Session, event_id: str) -> ColumnElement[bool]:
    """The event of this id: named with its provider, since the constraint that finds it begins there."""
    theirs = EVENTS.c.provider.in_(distinct_values(session, EVENTS.c.provider)) & (EVENTS.c.event_id == event_id)
    return (EVENTS.c.id == event_id) | theirs


def event(session: Session, event_id: str) -> tuple[EventView, str]:
    """One event by our id, and its body as JSON text. Raises EventNotFound."""
    row = session.connection().execute(select(*_SHOWN, EVENTS.c.payload).where(EVENTS.c.id == event_id)).one_or_none()
    if row is None:
        raise EventNotFound(event_id)
    fields = dict(row._mapping)
    payload = str(fields.pop("payload"))
    return EventView(**{**fields, "state": EventState(row.state)}), payload
