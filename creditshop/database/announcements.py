"""What follows a commit: said inside a transaction, told to listeners and done once it is durable.

The database stays the truth; a listener that misses an announcement shows the right thing at its next read.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlmodel import Session

Listener = Callable[[Iterable[str]], None]
Act = Callable[[], None]
_OWNERS, _ACTS = "announced", "afterwards"
_listeners: list[Listener] = []


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What one transaction asked to follow its commit."""

    owners: frozenset[str]
    acts: tuple[Act, ...]


def announce(session: Session, owner_id: str) -> None:
    """Tell the pages of this owner, after the commit, that something of theirs changed."""
    session.info.setdefault(_OWNERS, set()).add(owner_id)


def afterwards(session: Session, act: Act) -> None:
    """Do this after the commit, if there is one: figures that count what happened. It must not raise, nor block."""
    session.info.setdefault(_ACTS, []).append(act)


@contextmanager
def savepoint(session: Session) -> Iterator[None]:
    """A savepoint: what the block does is undone when it raises, and so is what it asked to follow the commit."""
    asked = len(session.info.get(_ACTS, ()))
    try:
        with session.begin_nested():
            yield
    except BaseException:
        del session.info.get(_ACTS, [])[asked:]
        raise


def bind(listener: Listener) -> None:
    """Add a listener; it is called on the event loop's thread (or the command line's) and must not block."""
    _listeners.append(listener)


def collected(session: Session) -> Aftermath:
    """What this session asked for."""
    return Aftermath(frozenset(session.info.get(_OWNERS, ())), tuple(session.info.get(_ACTS, ())))


def publish(aftermath: Aftermath) -> None:
    """Do what was asked for and call the listeners, after a commit."""
    for act in aftermath.acts:
        act()
    if aftermath.owners:
        for listener in _listeners:
            listener(aftermath.owners)
