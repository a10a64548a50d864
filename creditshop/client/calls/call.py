"""One request, without anything that sends it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Generic, TypeVar
from urllib.parse import quote
from uuid import uuid4

from creditshop.client.reading import read

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Call(Generic[T]):
    """A request, and how its answer is read. However often it is sent, it has the same idempotency key."""

    method: str
    path: str
    read: Callable[[Any], T]
    params: Mapping[str, Any] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None
    content: bytes | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some of a list, and the call for what follows."""

    items: tuple[T, ...]
    next: "Call[Page[T]] | None"


def get(kind: type[T], path: str, **params: object) -> Call[T]:
    """A call that only reads one thing."""
    return Call("GET", path, partial(read, kind), params=_given(params))


def pages(kind: type[T], path: str, **params: object) -> Call[Page[T]]:
    """A call for the first page of a list."""

    def page(document: Any) -> Page[T]:
        cursor = document.get("next_cursor")
        following = pages(kind, path, **{**params, "cursor": cursor}) if document["has_more"] else None
        return Page(tuple(read(kind, one) for one in document["data"]), following)

    return Call("GET", path, page, params=_given(params))


def post(kind: type[T], path: str, **body: object) -> Call[T]:
    """A call whose effect is the same when it is repeated, without a key."""
    return Call("POST", path, partial(read, kind), body=_given(body))


def move(kind: type[T], path: str, key: str | None, **body: object) -> Call[T]:
    """A call that moves credits once for its key; a new one unless the caller brings theirs."""
    return Call("POST", path, partial(read, kind), body=_given(body), key=new_key(key))


def new_key(key: str | None) -> str:
    """The caller's idempotency key, or a new one."""
    return str(uuid4()) if key is None else key


def segment(name: str) -> str:
    """A name as one part of a path."""
    return quote(name, safe=":")


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
