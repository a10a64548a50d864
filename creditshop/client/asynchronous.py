"""The client for asyncio."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from types import TracebackType
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

import httpx

from creditshop.client.answers import Hold, HoldClosing
from creditshop.client.calls import books, shop, uses
from creditshop.client.calls.call import Call, Page
from creditshop.client.errors import CreditShopError
from creditshop.client.holding import Holding
from creditshop.client.likeness import like
from creditshop.client.trying import LOST, Limits, Pause, Tries, options

P = ParamSpec("P")
T = TypeVar("T")
_Method = Callable[Concatenate["AsyncCreditShop", P], T]


def _calling(build: Callable[P, Call[T]]) -> "_Method[P, Coroutine[Any, Any, T]]":
    """A method that sends what `build` describes."""

    @like(build)
    async def method(client: "AsyncCreditShop", /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await client.send(build(*args, **kwargs))

    return method


def _listing(build: Callable[P, Call[Page[T]]]) -> "_Method[P, AsyncIterator[T]]":
    """A method that yields every item, asking for a page when the one before it is used up."""

    @like(build)
    async def method(client: "AsyncCreditShop", /, *args: P.args, **kwargs: P.kwargs) -> AsyncIterator[T]:
        call: Call[Page[T]] | None = build(*args, **kwargs)
        while call:
            page = await client.send(call)
            for item in page.items:
                yield item
            call = page.next

    return method


class AsyncOpenHold(Holding):
    """Credits that are reserved while an `async with` block runs: captured at its end, released if it fails."""

    def __init__(self, shop: "AsyncCreditShop", hold: Hold) -> None:
        super().__init__(hold)
        self._shop = shop

    async def capture(self, credits: int | None = None) -> HoldClosing:
        """Use so many of the held credits now, and release the rest. Raises what the client's `capture` raises."""
        return await self._end(self._capturing(credits))

    async def release(self) -> HoldClosing:
        """Give all of them back now. Raises what the client's `release` raises."""
        return await self._end(self._releasing())

    async def _end(self, call: Call[HoldClosing]) -> HoldClosing:
        with self._ending():
            self.closing = await self._shop.send(call)
        return self.closing


def _holding(
    build: Callable[P, Call[Hold]],
) -> "_Method[P, AbstractAsyncContextManager[AsyncOpenHold]]":
    """A method for `async with`: the block runs while the credits are held."""

    @like(build)
    @asynccontextmanager
    async def method(client: "AsyncCreditShop", /, *args: P.args, **kwargs: P.kwargs) -> AsyncIterator[AsyncOpenHold]:
        hold = AsyncOpenHold(client, await client.send(build(*args, **kwargs)))
        try:
            yield hold
        except BaseException:
            if not hold.left_alone:
                with suppress(CreditShopError):  # then it expires by itself
                    await hold.release()
            raise
        if not hold.left_alone:
            await hold.capture()

    return method


class AsyncCreditShop:
    """A shop, for an app with an API key.

    A call that gets no answer is tried again with the same idempotency key, so that it acts once: at most `tries`
    times, each for `timeout` seconds, all of them within `patience` seconds. What the shop refuses is raised as a
    CreditShopError. Safe to use from several tasks of one event loop.
    """

    spend = _calling(uses.spend)
    spend_batch = _calling(uses.spend_batch)
    find_spend = _calling(uses.find_spend)

    hold = _holding(uses.open_hold)
    open_hold = _calling(uses.open_hold)
    capture = _calling(uses.capture)
    release = _calling(uses.release)
    find_hold = _calling(uses.find_hold)

    create_wallet = _calling(books.create_wallet)
    find_wallet = _calling(books.find_wallet)
    wallets = _listing(books.wallets)
    balance = _calling(books.balance)
    grants = _listing(books.grants)
    entries = _listing(books.entries)
    holds = _listing(books.holds)
    usage = _listing(books.usage)
    suspend_wallet = _calling(books.suspend_wallet)
    resume_wallet = _calling(books.resume_wallet)

    grant = _calling(shop.grant)
    packages = _listing(shop.packages)
    features = _listing(shop.features)
    checkout_link = _calling(shop.checkout_link)
    sign_in_link = _calling(shop.sign_in_link)
    upload_image = _calling(shop.upload_image)
    sign_image = _calling(shop.sign_image)
    find_image = _calling(shop.find_image)
    delete_image = _calling(shop.delete_image)

    def __init__(self, url: str, key: str, *, timeout: float = 10, patience: float = 60, tries: int = 5) -> None:
        self._limits = Limits(timeout, patience, tries)
        self._http = httpx.AsyncClient(**options(url, key))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def send(self, call: Call[T]) -> T:
        """Send a call until it is answered. Raises CreditShopError."""
        tries = Tries(call, self._limits)
        while True:
            outcome: httpx.Response | httpx.RequestError
            try:
                outcome = await self._http.request(**tries.request())
            except LOST as error:
                outcome = error
            answer = tries.judge(outcome)
            if not isinstance(answer, Pause):
                return answer
            await asyncio.sleep(answer.seconds)
