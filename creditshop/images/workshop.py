"""Where pictures are worked on: a few threads, each with a whole picture in memory, and a queue that does not grow."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from threading import BoundedSemaphore
from typing import Final, ParamSpec, TypeVar

from creditshop.images.errors import Busy

P = ParamSpec("P")
T = TypeVar("T")
_THREADS: Final = 2
_PLACES: Final = 32  # for those at work and those waiting
_places = BoundedSemaphore(_PLACES)


async def work(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run `function` in one of the threads and return its value. Raises Busy, at once, when too many wait already."""
    if not _places.acquire(blocking=False):
        raise Busy
    future = _threads().submit(function, *args, **kwargs)
    future.add_done_callback(lambda _: _places.release())
    return await asyncio.wrap_future(future)


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_THREADS, thread_name_prefix="pictures")
