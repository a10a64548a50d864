"""What changed for whom: said inside a transaction, told to listeners after its commit.

The database stays the truth; a listener that misses an announcement shows the right thing at its next read.
"""

from collections.abc import Callable, Iterable

from sqlmodel import Session

Listener = Callable[[Iterable[str]], None]
_KEY = "announced"
_listeners: list[Listener] = []


def announce(session: Session, owner_id: str) -> None:
    """Tell the pages of this owner, after the commit, that something of theirs changed."""
    session.info.setdefault(_KEY, set()).add(owner_id)


def bind(listener: Listener) -> None:
    """Add a listener; it is called on the event loop's thread (or the command line's) and must not block."""
    _listeners.append(listener)


def collected(session: Session) -> frozenset[str]:
    """The owners announced in this session."""
    return frozenset(session.info.get(_KEY, ()))


def publish(owners: frozenset[str]) -> None:
    """Call the listeners, after a commit."""
    if owners:
        for listener in _listeners:
            listener(owners)
