"""The edges' only way to the database: `await transact(function, …)` and `await read(function, …)`.

The function gets a session as its first argument and runs off the event loop, in one transaction that commits when it
returns and rolls back when it raises. It may run more than once, so it has no effect outside the database. What it logs
carries what was bound where it was called, such as the request's id.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import cache, partial
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy.exc import OperationalError
from sqlmodel import Session, SQLModel

from creditshop.database import announcements
from creditshop.database.announcements import Aftermath
from creditshop.database.engine import POOL_SIZE, reader, writer
from creditshop.database.group import GroupCommit

P = ParamSpec("P")
T = TypeVar("T")
_RETRY = {"40001", "40P01"}  # serialization failure, deadlock detected (PostgreSQL, appendix A)
_ATTEMPTS = 5


async def transact(function: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run `function(session, …)` in one transaction and return its value once it is committed.

    Values only: a row would be a detached object. Whatever the function raises rolls back and is raised here.
    """
    context, work = copy_context(), partial(_call, function, args, kwargs)
    if writer().dialect.name == "sqlite":
        outcome: tuple[T, Aftermath] = await asyncio.wrap_future(_group().submit(partial(context.run, work)))
    else:
        outcome = await asyncio.get_running_loop().run_in_executor(_pool(), context.run, _commit, work)
    value, aftermath = outcome
    announcements.publish(aftermath)
    return value


async def read(function: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run `function(session, …)` on a connection that cannot write, and return its value."""
    work = partial(_call, function, args, kwargs)
    return await asyncio.get_running_loop().run_in_executor(_pool(), copy_context().run, _read, work)


def transact_sync(function: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """`transact` for the command line and for tests, where no event loop runs."""
    value, aftermath = _commit(partial(_call, function, args, kwargs))
    announcements.publish(aftermath)
    return value


def _call(function: Callable[..., T], args: tuple[object, ...], kwargs: dict[str, object], session: Session) -> T:
    value = function(session, *args, **kwargs)
    if isinstance(value, SQLModel) and hasattr(value, "__table__"):
        raise TypeError(f"{function.__name__} returned a row; return a value")
    return value


def _commit(work: Callable[[Session], T]) -> tuple[T, Aftermath]:
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            with Session(writer(), expire_on_commit=False) as session:
                value = work(session)
                session.commit()
                return value, announcements.collected(session)
        except OperationalError as error:
            if attempt == _ATTEMPTS or getattr(error.orig, "sqlstate", None) not in _RETRY:
                raise
    raise AssertionError("unreachable")


def _read(work: Callable[[Session], T]) -> T:
    with Session(reader()) as session:
        return work(session)


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(POOL_SIZE, thread_name_prefix="database")


@cache
def _group() -> GroupCommit:
    return GroupCommit(_commit)


def shutdown() -> None:
    """Finish what is under way and stop the threads; the next use starts new ones."""
    if _group.cache_info().currsize:
        _group().close()
        _group.cache_clear()
    if _pool.cache_info().currsize:
        _pool().shutdown()
        _pool.cache_clear()
