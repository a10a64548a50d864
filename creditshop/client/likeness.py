"""Methods that are made from the description of a call."""

import inspect
from collections.abc import Callable
from functools import update_wrapper
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])


def like(build: Callable[..., Any]) -> Callable[[F], F]:
    """`functools.wraps` for a method made from a function: what `help` shows has a `self` in front of the same."""

    def decorate(method: F) -> F:
        update_wrapper(method, build)
        own = inspect.Parameter("self", inspect.Parameter.POSITIONAL_ONLY)
        parameters = [own, *inspect.signature(build).parameters.values()]
        method.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        return method

    return decorate
