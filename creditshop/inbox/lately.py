"""The events that came lately, without their bodies: for whoever watches over the shop."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session

from creditshop.inbox.models import EVENTS, EventState


@dataclass(frozen=True, slots=True)
class Arrival:
    """An event that came. `created_at` is when the provider made it, `tried_at` when it was last tried."""

    id: str
    received_at: datetime
    created_at: datetime
    tried_at: datetime
    state: EventState
    attempts: int


_SHOWN = tuple(EVENTS.c[name] for name in Arrival.__dataclass_fields__)


def arrivals(session: Session, start: datetime, end: datetime, *, most: int) -> Iterator[Arrival]:
    """The events that came from `start` on and before `end`: the last `most`, newest first."""
    came = (
        select(*_SHOWN)
        .where(EVENTS.c.received_at >= start, EVENTS.c.received_at < end)
        .order_by(EVENTS.c.received_at.desc(), EVENTS.c.id.desc())
        .limit(most)
    )
    for row in session.connection().execute(came).mappings():
        yield Arrival(**{**row, "state": EventState(row["state"])})
