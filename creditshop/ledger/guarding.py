"""What is frozen: asked of whoever is bound by the composition root, so that the ledger knows nobody above it."""

from collections.abc import Callable, Collection

from sqlmodel import Session

Guard = Callable[[Session, Collection[str]], Collection[str]]
_guards: list[Guard] = []


def guard(knows: Guard) -> None:
    """Have `knows(session, references)` say of which references (purchases) credits that come back are frozen again.

    It is asked with the wallet locked, and only when a hold ends or credits are given back. Twice is once.
    """
    if knows not in _guards:
        _guards.append(knows)


def frozen(session: Session, references: Collection[str]) -> frozenset[str]:
    """Those of the references whose credits are frozen."""
    return frozenset(reference for knows in _guards for reference in knows(session, references))
