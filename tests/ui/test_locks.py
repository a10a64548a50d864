"""On Redis, a page that is left takes no lock along: whatever moment its listener is cancelled at."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any
from unittest.mock import AsyncMock

import pytest
from redis.asyncio import Redis

from creditshop.ui.locks import CancellableLocks

KEY = b"tab_lock"


@pytest.fixture
async def locks(valkey: str) -> AsyncIterator[CancellableLocks]:
    """Locks of our own, nobody's at first."""
    locks = CancellableLocks(Redis.from_url(valkey))
    await locks.redis.delete(KEY)
    yield locks
    await locks.redis.delete(KEY)
    await locks.close()


async def test_a_lock_granted_to_whoever_has_left_is_given_back(
    locks: CancellableLocks, monkeypatch: pytest.MonkeyPatch
) -> None:
    granted, answered, ask = asyncio.Event(), asyncio.Event(), locks.redis.set

    async def set_slowly(*args: Any, **kwargs: Any) -> Any:
        answer = await ask(*args, **kwargs)
        granted.set()
        await answered.wait()
        return answer

    monkeypatch.setattr(locks.redis, "set", set_slowly)
    listener = asyncio.create_task(locks._wait_lock(KEY, b"listener"))
    await granted.wait()
    assert await locks.redis.exists(KEY)
    listener.cancel()
    answered.set()
    with suppress(asyncio.CancelledError):
        await listener
    assert not await locks.redis.exists(KEY)


async def test_whoever_leaves_the_queue_passes_on_that_the_lock_is_free(
    locks: CancellableLocks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "_handle_lock_release", AsyncMock())  # the news comes once, from this test
    monkeypatch.setattr(locks, "_try_get_lock", asking := AsyncMock(return_value=False))
    listener, page = (asyncio.create_task(locks._wait_lock(KEY, who)) for who in (b"listener", b"page"))
    async with asyncio.timeout(5):  # half of the time after which the page would ask anyhow
        while not (asking.await_count and locks._n_lock_waiters(KEY) == 2):
            await asyncio.sleep(0.005)
        asking.return_value = True
        listener.cancel()
        locks._notify_next_waiter(KEY)
        await page
    assert listener.cancelled()
