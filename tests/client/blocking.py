"""The asynchronous client, used like the synchronous one, so that one suite asks both."""

import asyncio
import inspect
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from functools import partial
from typing import Any

_END = object()


class Blocking:
    """An asynchronous object whose methods are waited for."""

    def __init__(self, inner: Any, runner: asyncio.Runner) -> None:
        self._inner, self._runner = inner, runner

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        return partial(self._call, found) if callable(found) else found

    def _call(self, method: Any, *args: Any, **kwargs: Any) -> Any:
        made = method(*args, **kwargs)
        if inspect.iscoroutine(made):
            return self._runner.run(made)
        return self._items(made) if isinstance(made, AsyncIterator) else self._entered(made)

    def _items(self, items: AsyncIterator[Any]) -> Iterator[Any]:
        while (item := self._runner.run(_coroutine(anext(items, _END)))) is not _END:
            yield item

    @contextmanager
    def _entered(self, manager: AbstractAsyncContextManager[Any]) -> Iterator["Blocking"]:
        entered = Blocking(self._runner.run(_coroutine(manager.__aenter__())), self._runner)
        try:
            yield entered
        except BaseException as error:
            if not self._runner.run(_coroutine(manager.__aexit__(type(error), error, error.__traceback__))):
                raise
        else:
            self._runner.run(_coroutine(manager.__aexit__(None, None, None)))


async def _coroutine(awaitable: Any) -> Any:
    return await awaitable
