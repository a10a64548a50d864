"""No request holds a worker for long or fills its memory, whatever the application does with it."""

import asyncio
from collections.abc import AsyncIterator, Callable

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from creditshop.api.bounds import LARGEST_BODY, Bounds
from creditshop.api.request_log import METHODS

CHUNK = 64 * 1024


async def read(request: Request) -> Response:
    """Count what comes."""
    return PlainTextResponse(str(sum([len(chunk) async for chunk in request.stream()])))


async def shrug(request: Request) -> Response:
    """Answer all the same when the client is gone."""
    try:
        return await read(request)
    except ClientDisconnect:
        return PlainTextResponse("shrugged", 500)


class AnswersFirst:
    """Begins to answer before it has read the body."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"begun", "more_body": True})
        async for _ in Request(scope, receive).stream():
            pass


def client(seconds: float = 5) -> httpx.AsyncClient:
    routes = [Route(f"/{how.__name__}", how, methods=[*METHODS]) for how in (read, shrug)]
    routes.append(Route("/answers_first", AnswersFirst()))
    transport = httpx.ASGITransport(Bounds(Starlette(routes=routes), body_seconds=seconds))
    return httpx.AsyncClient(transport=transport, base_url="http://shop.test")


def body(chunk: bytes, pause: Callable[[], asyncio.Future[None]] | None = None) -> AsyncIterator[bytes]:
    async def pour() -> AsyncIterator[bytes]:
        while True:
            yield chunk
            if pause:
                await pause()

    return pour()


@pytest.mark.parametrize("path", ["/read", "/shrug"])
async def test_a_body_that_trickles_is_cut(path: str) -> None:
    """ASVS 15.2.2: availability in the face of slow clients. However steadily it trickles."""
    async with client(0.05) as http:
        answer = await http.post(path, content=body(b"x", lambda: asyncio.ensure_future(asyncio.sleep(0.001))))
    assert (answer.status_code, answer.headers["connection"]) == (408, "close")


async def test_a_body_that_stops_is_cut() -> None:
    async with client(0.05) as http:
        answer = await http.post("/read", content=body(b"x", lambda: asyncio.get_running_loop().create_future()))
    assert (answer.status_code, answer.headers["connection"]) == (408, "close")


@pytest.mark.parametrize("path", ["/read", "/shrug"])
async def test_a_body_without_end_is_cut(path: str) -> None:
    async with client() as http:
        answer = await http.post(path, content=body(b"x" * CHUNK))
    assert (answer.status_code, answer.headers["connection"]) == (413, "close")


async def test_a_large_body_that_comes_is_read() -> None:
    async with client() as http:
        assert (await http.post("/read", content=b"x" * LARGEST_BODY)).text == str(LARGEST_BODY)


async def test_an_answer_that_has_begun_is_not_ended_by_another_one() -> None:
    async with client(0.05) as http:
        with pytest.raises(ClientDisconnect):
            await http.post("/answers_first", content=body(b"x", lambda: asyncio.get_running_loop().create_future()))


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "PROPFIND"])
async def test_unknown_methods_are_refused(method: str) -> None:
    """ASVS 4.1.4: only methods that are supported."""
    async with client() as http:
        answer = await http.request(method, "/read")
    assert answer.status_code == 405
    assert set(answer.headers["allow"].split(", ")) == METHODS
