"""Taking in events: a constraint decides what is a duplicate, and only what was handled counts as one."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
import structlog
from sqlalchemy import ColumnElement, select, union, update
from sqlmodel import Session

from creditshop.database import insert_once, new_id
from creditshop.inbox.applying import Outcome, attempt
from creditshop.inbox.errors import EventNotFound, EventSettled
from creditshop.inbox.measuring import came_again, settled
from creditshop.inbox.models import EVENTS, EventState
from creditshop.jobs import enqueue
from creditshop.payments import current
from creditshop.payments.events import Event

RETRY_JOB = "inbox.retry"
PATIENCE = timedelta(days=3)  # as long as the provider itself would go on trying
_SHORTEST, _LONGEST = timedelta(seconds=10), timedelta(hours=6)
_UNFINISHED = (EventState.FAILED, EventState.WAITING, EventState.DEAD)
OPEN = (*_UNFINISHED, EventState.FLAGGED, EventState.UNHANDLED)  # of which a person may say that they mean nothing
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Received:
    """Where an event stands. `new` is False for one that had come before."""

    id: str
    state: EventState
    new: bool


def receive(session: Session, event: Event, *, now: datetime) -> Received:
    """Store the event and apply it, once. One that was handled before has no effect; one that failed is tried again.

    The caller may acknowledge it after the commit, whatever its state: from then on it is the shop's to retry.
    """
    row = _new_row(event, now)
    # Stored as if all went well, which saves a statement whenever it does; nobody sees the row before the commit.
    if insert_once(session, EVENTS, row, "provider", "event_id"):
        outcome = attempt(session, event, now=now)
        state = outcome.state
        if state is not EventState.DONE:
            state = _settle(session, row["id"], outcome, since=now, planned=None, now=now)
        settled(session, event, state, now=now)
        return Received(row["id"], state, new=True)
    same = (EVENTS.c.provider == event.provider) & (EVENTS.c.event_id == event.id)
    if received := _again(session, same & EVENTS.c.state.in_(_UNFINISHED), now=now):
        return received
    found = session.connection().execute(select(EVENTS.c.id, EVENTS.c.state).where(same)).one()
    came_again(session, event)
    return Received(found.id, EventState(found.state), new=False)


def replay(session: Session, event_id: str, *, now: datetime) -> Received:
    """Try a stored event again, whatever its state: handlers are safe to repeat. Raises EventNotFound."""
    if received := _again(session, EVENTS.c.id == event_id, now=now):
        return received
    raise EventNotFound(event_id)


def ignore(session: Session, event_id: str, reason: str) -> None:
    """A person says that an event which was never applied means nothing; a replay still applies it.

    Raises EventNotFound; EventSettled for one that was applied or ignored before.
    """
    values = {"state": EventState.IGNORED, "error": reason, "retry_at": None}
    unsettled = (EVENTS.c.id == event_id) & EVENTS.c.state.in_(OPEN)
    if session.connection().execute(update(EVENTS).where(unsettled).values(values)).rowcount == 1:
        return
    known = session.connection().execute(select(EVENTS.c.id).where(EVENTS.c.id == event_id)).one_or_none()
    raise EventSettled(event_id) if known else EventNotFound(event_id)


def retry(session: Session, event_id: str, *, now: datetime) -> None:
    """Try a failed or waiting event again; nothing to do when it was handled meanwhile."""
    _again(session, (EVENTS.c.id == event_id) & EVENTS.c.state.in_(_UNFINISHED), now=now)


def give_up(session: Session, event_id: str, error: str) -> None:
    """A failed or waiting event whose job died is dead too: nothing would try it again by itself."""
    unfinished = (EVENTS.c.id == event_id) & EVENTS.c.state.in_(_UNFINISHED)
    values = {"state": EventState.DEAD, "error": error, "retry_at": None}
    if session.connection().execute(update(EVENTS).where(unfinished).values(values)).rowcount:
        _log.error("event dead", stored_id=event_id, error=error)


def wake(session: Session, purchase_id: str, payment_intent_id: str | None = None, *, now: datetime) -> None:
    """Have the events that wait for this purchase, or its payment, tried again, right after the caller's commit."""
    waits = EVENTS.c.state == EventState.WAITING
    subjects = [EVENTS.c.purchase_id == purchase_id]
    if payment_intent_id:
        subjects.append(EVENTS.c.payment_intent_id == payment_intent_id)
    # One statement for each: an OR would not go through their indexes.
    waiting = union(*(select(EVENTS.c.id).where(subject, waits) for subject in subjects))
    for event_id in session.connection().execute(waiting).scalars():
        _plan(session, event_id, now)


def _new_row(event: Event, now: datetime) -> dict[str, Any]:
    return {
        "id": new_id("evt"),
        "provider": event.provider,
        "event_id": event.id,
        "type": event.type,
        "created_at": event.created,
        "received_at": now,
        "livemode": event.livemode,
        "api_version": event.api_version,
        "purchase_id": event.purchase_id,
        "payment_intent_id": event.payment_intent_id,
        "payload": orjson.dumps(event.payload).decode(),
        "state": EventState.DONE,
        "attempts": 1,
        "tried_at": now,
    }


def _again(session: Session, which: ColumnElement[bool], *, now: datetime) -> Received | None:
    """Try the stored event that `which` picks out, under its lock; None when it picks none."""
    take = update(EVENTS).where(which).values(attempts=EVENTS.c.attempts + 1, tried_at=now)
    columns = (EVENTS.c.id, EVENTS.c.payload, EVENTS.c.received_at, EVENTS.c.retry_at)
    taken = session.connection().execute(take.returning(*columns)).one_or_none()
    if taken is None:
        return None
    event = current.parse_event(orjson.loads(taken.payload))
    outcome = attempt(session, event, now=now)
    state = _settle(session, taken.id, outcome, since=taken.received_at, planned=taken.retry_at, now=now)
    settled(session, event, state, now=now)
    return Received(taken.id, state, new=False)


def _settle(
    session: Session, event_id: str, outcome: Outcome, *, since: datetime, planned: datetime | None, now: datetime
) -> EventState:
    """Write down how a try went, and plan the next one if there must be one and none is planned yet."""
    state, retry_at = outcome.state, None
    if state in (EventState.FAILED, EventState.WAITING):
        retry_at = planned if planned and planned > now else _next_try(since, now)
        if retry_at is None and outcome.unclaimed:
            state = EventState.IGNORED
        elif retry_at is None:
            state = EventState.DEAD
            _log.error("event dead", stored_id=event_id, error=outcome.error)
        elif retry_at != planned:
            _plan(session, event_id, retry_at)
    values = {"state": state, "error": outcome.error, "retry_at": retry_at}
    session.connection().execute(update(EVENTS).where(EVENTS.c.id == event_id).values(values))
    return state


def _next_try(since: datetime, now: datetime) -> datetime | None:
    """After as long again as it has taken so far, within limits; never once the patience is used up."""
    age = now - since
    return now + min(max(age, _SHORTEST), _LONGEST) if age < PATIENCE else None


def _plan(session: Session, event_id: str, run_at: datetime) -> None:
    key = f"{RETRY_JOB}:{event_id}:{run_at.isoformat()}"
    enqueue(session, RETRY_JOB, {"event_id": event_id}, key=key, run_at=run_at)
