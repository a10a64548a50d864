"""One request to one endpoint: signed as Standard Webhooks says, bounded in time and size, following no redirect."""

import asyncio
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

import httpcore
import httpx
from standardwebhooks import Webhook

from creditshop.outgoing.addresses import PublicNetwork
from creditshop.outgoing.errors import AddressRefused

SECONDS = 10.0  # for all of it: name, connection, request, answer
_LONGEST_ANSWER = 2048  # bytes that are read of an answer
_LONGEST_SNIPPET = 500  # characters of it that are kept
_LONGEST_ERROR = 200
_SUCCESS = range(200, 300)
_GONE = 410
_FAILURES = (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError, OSError, AddressRefused)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: a status and the beginning of the body, or why there was none."""

    status: int | None = None
    response: str | None = None
    error: str | None = None

    @property
    def accepted(self) -> bool:
        """Whether the receiver has taken the message."""
        return self.status in _SUCCESS

    @property
    def gone(self) -> bool:
        """Whether the receiver wants no more messages."""
        return self.status == _GONE


async def send(url: str, secrets: Sequence[str], message_id: str, body: str, now: datetime) -> Answer:
    """Post the message once. Redirects are answers like any other: followed, they could lead into our own network."""
    try:
        async with asyncio.timeout(SECONDS):
            return await _post(url, headers(secrets, message_id, body, now), body.encode())
    except TimeoutError:
        return Answer(error=f"No complete answer within {SECONDS:.0f} s.")
    except _FAILURES as error:
        return Answer(error=f"{type(error).__name__}: {error}".removesuffix(": ")[:_LONGEST_ERROR])


def headers(secrets: Sequence[str], message_id: str, body: str, now: datetime) -> dict[str, str]:
    """The headers of standardwebhooks.com; the same message has the same id each time, so that it can be dropped."""
    return {
        "Content-Type": "application/json",
        "User-Agent": "creditshop",
        "Accept-Encoding": "identity",
        "webhook-id": message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(Webhook(secret).sign(message_id, now, body) for secret in secrets),
    }


async def _post(url: str, fields: dict[str, str], body: bytes) -> Answer:
    pool = httpcore.AsyncConnectionPool(ssl_context=_tls(), network_backend=PublicNetwork(), max_connections=1)
    async with pool, pool.stream("POST", url, headers=list(fields.items()), content=body) as response:
        return Answer(response.status, _readable(await _beginning(response)))


async def _beginning(response: httpcore.Response) -> bytes:
    read = b""
    async for part in response.aiter_stream():
        read += part
        if len(read) >= _LONGEST_ANSWER:
            break
    return read


def _readable(answer: bytes) -> str:
    """Its beginning, without NUL, which PostgreSQL stores nowhere."""
    return answer[:_LONGEST_ANSWER].decode(errors="replace").replace("\0", "")[:_LONGEST_SNIPPET]


@cache
def _tls() -> ssl.SSLContext:
    return httpx.create_ssl_context()
