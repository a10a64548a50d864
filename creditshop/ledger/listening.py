"""Who hears of every movement: bound by the composition root, so that the ledger knows nobody above it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from creditshop.ledger.operations import Operation
from creditshop.ledger.outcomes import Posted


@dataclass(frozen=True, slots=True)
class Happened:
    """An operation that took effect just now, on whose wallet."""

    operation: Operation
    outcome: Posted
    owner_id: str


Listener = Callable[[Session, Sequence[Happened], datetime], None]
_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """Have `listener(session, happened, now)` called in the transaction of every batch that moved something.

    What it raises undoes the batch. It hears of no replay. Listening twice is listening once.
    """
    if listener not in _listeners:
        _listeners.append(listener)


def tell(session: Session, happened: Sequence[Happened], now: datetime) -> None:
    """Call the listeners."""
    if happened:
        for listener in _listeners:
            listener(session, happened, now)
