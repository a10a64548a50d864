"""When a call is tried again, and what its answer means: everything of a call but the sending."""

import random
import time
from dataclasses import dataclass
from typing import Any, Generic, TypedDict, TypeVar

import httpx

from creditshop.client.calls.call import Call
from creditshop.client.errors import CreditShopError, Unavailable, error_of
from creditshop.client.reading import AnswerInvalid

T = TypeVar("T")
LOST = (
    httpx.TimeoutException, httpx.NetworkError, httpx.RemoteProtocolError, httpx.ProxyError, httpx.DecodingError
)  # fmt: skip
_TOO_MANY = 429
_BROKEN = 500  # and above
_FIRST_PAUSE = 0.25
_LONGEST_PAUSE = 8.0
_USER_AGENT = "creditshop-python/1"


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds for one try, seconds for all of them with the pauses between, and how many there are at most."""

    timeout: float
    patience: float
    tries: int


@dataclass(frozen=True, slots=True)
class Pause:
    """Try again after so many seconds."""

    seconds: float


class Request(TypedDict):
    """What both of httpx's clients take."""

    method: str
    url: str
    params: dict[str, Any]
    json: Any
    content: bytes | None
    headers: dict[str, str]
    timeout: float


class Options(TypedDict):
    """What both of httpx's clients are made with."""

    base_url: str
    headers: dict[str, str]


def options(url: str, key: str) -> Options:
    """Of a shop's address and an API key."""
    return {
        "base_url": f"{url.rstrip('/')}/api/v1",
        "headers": {"Authorization": f"Bearer {key}", "User-Agent": _USER_AGENT},
    }


class Tries(Generic[T]):
    """One call, tried until there is an answer or no more patience."""

    def __init__(self, call: Call[T], limits: Limits) -> None:
        self._call = call
        self._limits = limits
        self._deadline = time.monotonic() + limits.patience
        self._made = 0

    def request(self) -> Request:
        """The next try: the same request each time."""
        call = self._call
        return {
            "method": call.method,
            "url": call.path,
            "params": dict(call.params),
            "json": call.body,
            "content": call.content,
            "headers": {} if call.key is None else {"Idempotency-Key": call.key},
            "timeout": max(0.001, min(self._limits.timeout, self._deadline - time.monotonic())),
        }

    def judge(self, outcome: httpx.Response | httpx.RequestError) -> T | Pause:
        """The answer, or how long to wait before the next try.

        Raises what the shop refused with; Unavailable or RateLimited when trying ends without an answer.
        """
        self._made += 1
        if isinstance(outcome, httpx.RequestError):
            return self._again(Unavailable(0, "UNAVAILABLE", f"{type(outcome).__name__}: {outcome}"), outcome)
        if outcome.is_success:
            return self._read(outcome)
        error = error_of(outcome.status_code, _document(outcome))
        if not _passes(error):
            raise error
        return self._again(error, None, _retry_after(outcome))

    def _read(self, response: httpx.Response) -> T:
        try:
            return self._call.read(_document(response))
        except (AnswerInvalid, KeyError, TypeError, AttributeError) as error:
            raise CreditShopError(response.status_code, "ANSWER_INVALID", str(error)) from error

    def _again(self, error: CreditShopError, cause: Exception | None, least: float = 0) -> Pause:
        backoff = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** (self._made - 1))
        pause = max(least, backoff * random.uniform(0.5, 1))  # noqa: S311 - spreads clients, guards nothing
        if self._made < self._limits.tries and time.monotonic() + pause < self._deadline:
            return Pause(pause)
        raise (error if error.status == _TOO_MANY else self._unknown(error)) from cause

    def _unknown(self, last: CreditShopError) -> Unavailable:
        again = f" with idempotency_key={self._call.key!r}" if self._call.key else ""
        detail = (
            f"No answer after {self._made} tries, so whether it was done is unknown; the same call{again} finds out, "
            f"and acts once. The last try: {last.detail}"
        )
        return Unavailable(last.status, "UNAVAILABLE", detail, last.request_id, self._call.key)


def _passes(error: CreditShopError) -> bool:
    """Whether waiting may help: too many requests, or a failure that is no refusal with a name."""
    if error.status == _TOO_MANY:
        return True
    return error.status >= _BROKEN and type(error) in (CreditShopError, Unavailable)


def _retry_after(response: httpx.Response) -> float:
    """Seconds that the shop asks us to wait (RFC 9110, 10.2.3; a date, which it never sends, is ignored)."""
    value = response.headers.get("Retry-After", "")
    return float(value) if value.isdecimal() else 0.0


def _document(response: httpx.Response) -> Any:
    try:
        return response.json() if response.content else None
    except ValueError:
        return None
