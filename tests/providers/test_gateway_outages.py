"""The gateway against servers that hang, drip or talk nonsense: it comes back, and may be asked again."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from creditshop.payments.errors import GatewayUnavailable, StoredFailure
from creditshop.providers.stripe import Patience, StripeGateway
from tests.sandbox.shop import KEY

HURRIED = Patience(connect=0.3, answer=0.3, whole=0.6)

Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def server(answer: Answer) -> AsyncIterator[str]:
    """A socket that does what `answer` says."""
    listening = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with listening:
        yield f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"


async def never(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    await reader.read()


async def drip(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    while not writer.is_closing():
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.05)


def saying(status: str, body: bytes) -> Answer:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        head = (f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Stripe-Should-Retry: false", "Connection: close")
        writer.write("\r\n".join((*head, "", "")).encode() + body)
        await writer.drain()
        writer.close()

    return answer


@pytest.mark.parametrize("answer", [never, drip])
async def test_nothing_hangs_when_stripe_does(answer: Answer) -> None:
    began = time.monotonic()
    async with server(answer) as url:
        gateway = StripeGateway(KEY, url, HURRIED)
        with pytest.raises(GatewayUnavailable):
            await gateway.retrieve_checkout("cs_1")
        await gateway.close()
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    ("status", "body"),
    [
        ("502 Bad Gateway", b"<html>Bad gateway</html>"),
        ("502 Bad Gateway", b'{"error": "bad gateway"}'),
        ("503 Service Unavailable", b""),
        ("500 Internal Server Error", b'{"error": {"type": "api_error", "message": "oops"}}'),
        ("409 Conflict", b'{"error": {"type": "idempotency_error", "code": "idempotency_key_in_use"}}'),
        ("429 Too Many Requests", b'{"error": {"type": "invalid_request_error", "code": "rate_limit"}}'),
        ("200 OK", b"<html>Sign in to the hotel's network</html>"),
        ("200 OK", b"{}"),
        ("200 OK", b'{"id": "cs_1", "object": "checkout.session"}'),
    ],
)
async def test_an_answer_that_tells_nothing_may_be_asked_for_again(status: str, body: bytes) -> None:
    async with server(saying(status, body)) as url:
        gateway = StripeGateway(KEY, url, HURRIED)
        with pytest.raises(GatewayUnavailable) as failed:
            await gateway.retrieve_checkout("cs_1")
        assert not isinstance(failed.value, StoredFailure)
        await gateway.close()


async def test_a_server_that_is_not_there_is_unavailable() -> None:
    gateway = StripeGateway(KEY, "http://127.0.0.1:9", HURRIED)
    with pytest.raises(GatewayUnavailable):
        await gateway.account_id()
    await gateway.close()
