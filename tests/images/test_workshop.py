"""Pictures are worked on a few at a time, and no more wait than should."""

import asyncio
import threading

import pytest

from creditshop.images import Busy, work
from creditshop.images.workshop import _PLACES, _THREADS
from tests.waiting import until


async def test_it_returns_what_the_work_returns_and_raises_what_it_raises() -> None:
    assert await work(pow, 2, 10, mod=1000) == 24
    with pytest.raises(ZeroDivisionError):
        await work(divmod, 1, 0)


async def test_more_than_there_are_places_for_are_turned_away_at_once() -> None:
    go, at_work, most = threading.Event(), 0, 0
    lock = threading.Lock()

    def slow() -> None:
        nonlocal at_work, most
        with lock:
            at_work += 1
            most = max(most, at_work)
        go.wait()
        with lock:
            at_work -= 1

    waiting = [asyncio.create_task(work(slow)) for _ in range(_PLACES)]
    await asyncio.sleep(0)
    with pytest.raises(Busy):
        await work(slow)
    until(lambda: at_work == _THREADS)
    go.set()
    await asyncio.gather(*waiting)
    assert most == _THREADS
    await work(slow)
