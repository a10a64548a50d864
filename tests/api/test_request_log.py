"""Every request has an id of ours, in its answer and in whatever is logged meanwhile, and one line about its end."""

import asyncio
from typing import Any

import httpx
import pytest
import structlog
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.types import Message, Receive, Scope, Send
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from creditshop.api.request_log import RequestLog
from creditshop.database import transact
from tests.conftest import Database

log = structlog.get_logger()
TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


async def fine(request: Request) -> Response:
    log.info("inside")
    await asyncio.sleep(0)
    return PlainTextResponse(request.state.request_id)


async def broken(_request: Request) -> Response:
    raise RuntimeError("canary")


async def gone(_request: Request) -> Response:
    raise ClientDisconnect


async def half(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"x", "more_body": True})
    raise RuntimeError("canary")


def client() -> httpx.AsyncClient:
    inside = [Route("/fine/{id}", fine), Route("/broken", broken), Route("/gone", gone)]
    mounted = RequestLog(Starlette(routes=inside))
    routes = [Mount("/api", mounted), Mount("/half", half), Route("/health", fine), Mount("/", _file)]
    transport = httpx.ASGITransport(RequestLog(Starlette(routes=routes)))
    return httpx.AsyncClient(transport=transport, base_url="http://shop.test")


async def _file(scope: Scope, receive: Receive, send: Send) -> None:
    status = 404 if "missing" in scope["path"] else 200
    await PlainTextResponse("x", status)(scope, receive, send)


async def asked(path: str, **headers: str) -> tuple[httpx.Response, list[Any]]:
    with capture_logs([merge_contextvars]) as lines:
        async with client() as http:
            answer = await http.get(path, headers=headers)
    return answer, lines


async def test_the_id_is_in_the_answer_and_in_every_line() -> None:
    """ASVS 16.2.1: each entry says what it belongs to."""
    answer, lines = await asked("/api/fine/wal_1?token=canary")
    request_id = answer.headers["request-id"]
    assert answer.text == request_id
    assert answer.headers.get_list("request-id") == [request_id]
    assert [line["event"] for line in lines] == ["inside", "request"]
    assert {line["request_id"] for line in lines} == {request_id}
    assert lines[1].items() >= {"method": "GET", "route": "/api/fine/{id}", "status": 200}.items()
    assert "canary" not in str(lines)
    assert "wal_1" not in str(lines)


async def test_requests_at_once_do_not_share_an_id() -> None:
    async with client() as http:
        answers = await asyncio.gather(*(http.get(f"/api/fine/{number}") for number in range(20)))
    assert all(answer.text == answer.headers["request-id"] for answer in answers)
    assert len({answer.text for answer in answers}) == 20


@pytest.mark.parametrize(
    ("headers", "parent"),
    [
        ({"Request-Id": "their-1"}, "their-1"), ({"traceparent": TRACE}, TRACE), ({}, None),
        ({"Request-Id": "x" * 65}, None), ({"Request-Id": "a b"}, None), ({"Request-Id": '"}{\\n'}, None),
        ({"traceparent": "00-x"}, None),
    ],
)  # fmt: skip
async def test_what_a_client_calls_its_request_is_noted_and_never_taken_over(
    headers: dict[str, str], parent: str | None
) -> None:
    """ASVS 16.4.1: nothing is injected into the log."""
    answer, lines = await asked("/api/fine/1", **headers)
    assert answer.headers["request-id"] not in headers.values()
    assert {line.get("parent") for line in lines} == {parent}


async def test_a_bug_is_answered_without_a_word_of_it_and_logged() -> None:
    """ASVS 16.5.1: a generic message."""
    answer, lines = await asked("/api/broken")
    assert (answer.status_code, "canary" in answer.text) == (500, False)
    assert {line["request_id"] for line in lines} == {answer.headers["request-id"]}
    assert [(line["event"], line["log_level"]) for line in lines][-2:] == [
        ("request_failed", "error"), ("request", "warning"),
    ]  # fmt: skip


async def test_an_answer_that_breaks_off_is_not_made_to_look_whole() -> None:
    async with client() as http:
        with pytest.raises(RuntimeError):
            await http.get("/half/")


async def test_who_does_not_wait_for_the_answer_is_no_failure() -> None:
    _, lines = await asked("/api/gone")
    assert not [line for line in lines if line["log_level"] in ("error", "warning")]


@pytest.mark.parametrize(
    ("path", "level", "route"),
    [
        ("/health", "debug", "/health"), ("/kit.js", "debug", "/kit.js"), ("/account/", "info", "/account/"),
        ("/missing.js", "info", "none"), ("/missing/SECRET", "info", "none"), ("/api/none", "info", "none"),
    ],
)  # fmt: skip
async def test_lines_are_few_and_name_no_path_that_a_stranger_made_up(path: str, level: str, route: str) -> None:
    _, lines = await asked(path)
    assert (lines[-1]["log_level"], lines[-1]["route"]) == (level, route)


async def test_other_protocols_pass() -> None:
    seen = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope)

    async def nothing(_message: Message | None = None) -> Any: ...

    await RequestLog(app)({"type": "lifespan"}, nothing, nothing)
    assert seen == [{"type": "lifespan"}]


async def test_what_a_transaction_logs_has_the_id_of_who_began_it(db: Database) -> None:
    with capture_logs([merge_contextvars]) as lines, structlog.contextvars.bound_contextvars(request_id="req_1"):
        await transact(lambda _session: log.info("deep") and None)
    assert [line["request_id"] for line in lines] == ["req_1"]
