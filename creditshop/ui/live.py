"""Live pages: an open page waits here for what concerns its reader, and a commit anywhere wakes it.

A push may be lost, or come twice. It carries no facts: whoever is woken reads the database, which is the truth.
"""

import asyncio
import json
import secrets
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from creditshop import metrics
from creditshop.config import settings
from creditshop.database import announcements

EVERYTHING = "*"  # the topic of pages that show what concerns anybody: staff's, and the sandbox's mailbox
HEARTBEAT = 60.0  # seconds after which a page looks again by itself
_CHANNEL = "creditshop:changed"
_RECONNECT_AFTER = 1.0
log = structlog.get_logger(__name__)


class OpenPage:
    """One open page. Wake-ups that come while it is busy become one."""

    def __init__(self) -> None:
        self._news = asyncio.Event()

    def wake(self) -> None:
        """Have the page look again."""
        self._news.set()

    async def changed(self, within: float = HEARTBEAT) -> bool:
        """Wait for a wake-up, at most so many seconds; whether there was one."""
        try:
            async with asyncio.timeout(within):
                await self._news.wait()
        except TimeoutError:
            return False
        self._news.clear()
        return True


_open: defaultdict[str, set[OpenPage]] = defaultdict(set)


@contextmanager
def subscribed(topic: str) -> Iterator[OpenPage]:
    """A page that is woken for `topic`, a user's id or EVERYTHING.

    Subscribe before the first read, so that nothing falls between.
    """
    page = OpenPage()
    _open[topic].add(page)
    try:
        yield page
    finally:
        _open[topic].discard(page)
        if not _open[topic]:
            del _open[topic]


def wake(topics: Iterable[str]) -> None:
    """Wake this process's pages of these topics."""
    for topic in {*topics, EVERYTHING}:
        for page in _open.get(topic, ()):
            page.wake()
            metrics.PUSHES.inc()


def wake_all() -> None:
    """Wake every page of this process: something may have been missed."""
    wake(list(_open))


def bind() -> None:
    """Push what this process announces from now on: to its own pages, and through Redis to those of the others."""
    announcements.bind(_tell)


async def subscriber() -> None:
    """Wake this process's pages for what other processes announce. Runs until cancelled, once a web worker."""
    if settings().redis_url.get_secret_value():
        await _relay().run()


def _tell(owners: Iterable[str]) -> None:
    wake(owners)
    if settings().redis_url.get_secret_value():
        _relay().send(owners)


class Relay:
    """Carries announcements between processes, over one channel of Redis."""

    def __init__(self, url: str) -> None:
        self._redis: Redis = Redis.from_url(url)
        self._me = secrets.token_hex(8)
        self._sending: set[asyncio.Task[None]] = set()

    def send(self, owners: Iterable[str]) -> None:
        """Publish in the background; a failure costs the other processes' pages at most a heartbeat."""
        task = asyncio.get_running_loop().create_task(self._publish(json.dumps([self._me, *owners])))
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    async def run(self) -> None:
        """Receive until cancelled. Each new connection wakes every page, since pushes were missed before it."""
        while True:
            try:
                await self._receive()
            except RedisError as error:
                log.warning("pushes from other processes are interrupted", error=str(error))
                await asyncio.sleep(_RECONNECT_AFTER)

    async def _publish(self, message: str) -> None:
        try:
            await self._redis.publish(_CHANNEL, message)
        except RedisError as error:
            log.warning("push to other processes failed", error=str(error))

    async def _receive(self) -> None:
        async with self._redis.pubsub(ignore_subscribe_messages=True) as channel:
            await channel.subscribe(_CHANNEL)
            wake_all()
            async for message in channel.listen():
                sender, *owners = json.loads(message["data"])
                if sender != self._me:
                    wake(owners)


@cache
def _relay() -> Relay:
    return Relay(settings().redis_url.get_secret_value())
