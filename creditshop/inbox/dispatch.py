"""Which function an event goes to. The table lives above the domains (handlers.py); the composition root binds it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from sqlmodel import Session

from creditshop.payments.events import Event


class Handler(Protocol):
    """Applies an event in the caller's transaction; safe to run repeatedly.

    Raises NotYet or NotOurs when there is nothing to apply; anything else it raises undoes it and is tried again.
    """

    def __call__(self, session: Session, event: Event, *, now: datetime) -> None: ...


@dataclass(slots=True)
class Dispatch:
    """The handlers by event type, and the types that are kept for a handler to come."""

    handlers: Mapping[str, Handler] = field(default_factory=dict)
    awaited: Collection[str] = ()


_current = Dispatch()


def bind(handlers: Mapping[str, Handler], awaited: Collection[str]) -> None:
    """Use these handlers from now on; events of the `awaited` types are kept until they have one."""
    _current.handlers, _current.awaited = handlers, awaited


def handler_of(type_: str) -> Handler | None:
    """The function for this type of event, if there is one."""
    return _current.handlers.get(type_)


def is_awaited(type_: str) -> bool:
    """Whether events of this type will matter once their handler exists."""
    return type_ in _current.awaited
