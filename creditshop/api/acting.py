"""Running an act in one transaction."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlmodel import Session

from creditshop.api.errors import Unavailable
from creditshop.api.problems import REFUSALS
from creditshop.database import read, transact

P = ParamSpec("P")
T = TypeVar("T")
_AWAY = (OperationalError, InterfaceError, PoolTimeout)


@dataclass(frozen=True, slots=True)
class Replayable(Generic[T]):
    """An answer, and whether its idempotency key had been used before."""

    answer: T
    replayed: bool


@dataclass(frozen=True, slots=True)
class _Refused:
    error: Exception


async def act(function: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """`transact` for what may be refused. Raises what PROBLEMS names, Unavailable when the database is away.

    A refusal is committed like a success: it has left no trace, save a wallet that an app named for the first time,
    and the others of its group commit need not run again.
    """
    try:
        outcome: T | _Refused = await transact(_attempt, function, args, kwargs)
    except _AWAY as error:
        raise Unavailable from error
    if isinstance(outcome, _Refused):
        raise outcome.error
    return outcome


async def look(function: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """`read` that raises Unavailable when the database is away."""
    try:
        return await read(function, *args, **kwargs)
    except _AWAY as error:
        raise Unavailable from error


def _attempt(session: Session, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    try:
        return function(session, *args, **kwargs)
    except REFUSALS as error:
        return _Refused(error)
