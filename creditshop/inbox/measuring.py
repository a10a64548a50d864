"""What is counted of events. Types that no handler waits for share a name: whoever signs could invent any number."""

from datetime import datetime

from sqlmodel import Session

from creditshop import metrics
from creditshop.inbox.dispatch import handler_of, is_awaited
from creditshop.inbox.models import EventState
from creditshop.payments.events import Event


def settled(session: Session, event: Event, state: EventState, *, now: datetime) -> None:
    """Count, after the commit, what a try of an event came to, and how long it took since the provider made it."""
    metrics.count(session, metrics.WEBHOOKS.labels(_name(event.type), str(state)))
    if state is EventState.DONE:
        metrics.measure(session, metrics.WEBHOOK_LAG.labels(_name(event.type)), (now - event.created).total_seconds())


def came_again(session: Session, event: Event) -> None:
    """Count, after the commit, an event that had been handled before."""
    metrics.count(session, metrics.WEBHOOKS.labels(_name(event.type), "duplicate"))


def _name(type_: str) -> str:
    return type_ if handler_of(type_) or is_awaited(type_) else "other"
