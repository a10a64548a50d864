"""Whoever sends slowly, endlessly or in other ways than HTTP has it is cut off by the real server, and nobody else."""

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from tests.security.conftest import Scene
from tests.ui.websocket import ROOT

ERROR = f"{ROOT}.reflex___state____frontend_event_exception_state.handle_frontend_exception"
READING = (
    "/api/stripe/webhook",
    "/auth/login",
    "/api/v1/spends",
    "/api/v1/images?wallet={wallet}",
    "/graphql",
    "/_event/",
)


@contextmanager
def connection(scene: Scene) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", int(scene.web.environment["PORT"])), timeout=30) as wire:
        yield wire


def head(scene: Scene, path: str, length: int, **more: str) -> bytes:
    lines = {
        "Host": scene.web.url.removeprefix("http://"), "Origin": scene.web.url,
        "Content-Type": "application/x-www-form-urlencoded" if path.startswith("/auth") else "application/json",
        "Authorization": f"Bearer {scene.key.token}", "Idempotency-Key": "k", "Content-Length": str(length),
    } | more  # fmt: skip
    first = f"POST {path.format(wallet=scene.wallet_id)} HTTP/1.1"
    return "\r\n".join([first, *(f"{name}: {value}" for name, value in lines.items()), "", ""]).encode()


def stored(scene: Scene) -> dict[str, str]:
    """All rows, save that the app's key was used."""
    return {table: digest for table, digest in scene.fingerprint().items() if table != "api_key"}


def everything(wire: socket.socket) -> str:
    """What comes until the server closes the connection."""
    parts = []
    while part := wire.recv(65_536):
        parts.append(part)
    return b"".join(parts).decode()


@pytest.mark.parametrize("path", READING[:5])
def test_a_body_that_stops_coming_is_answered_and_cut(scene: Scene, path: str) -> None:
    """ASVS 15.2.2: availability. The client keeps the connection open; the server does not."""
    before = stored(scene)
    with connection(scene) as wire:
        wire.sendall(head(scene, path, 100) + b"{")
        answer = everything(wire)
    assert answer.startswith("HTTP/1.1 408 ")
    assert "content-security-policy" in answer
    assert "request-id" in answer
    assert stored(scene) == before


@pytest.mark.parametrize("path", READING)
def test_a_body_without_end_is_not_read_to_its_end(scene: Scene, path: str) -> None:
    """ASVS 5.2.1 and 15.2.2: no more is taken than can be used, whatever was announced."""
    with connection(scene) as wire:
        wire.sendall(head(scene, path, 10**12))
        try:
            for _ in range(4_000):
                wire.sendall(b"x" * 65_536)
        except OSError:
            pass  # cut off
        else:
            pytest.fail("256 MB were read")
    assert httpx.get(f"{scene.web.url}/health").is_success


def test_a_head_without_end_is_refused(scene: Scene) -> None:
    """ASVS 15.2.2: no more of it is kept than a request can need."""
    with connection(scene) as wire:
        wire.sendall(head(scene, "/auth/login", 0, **{f"X-{number}": "x" * 8_000 for number in range(20)}))
        assert re.match(r"HTTP/1\.1 4(00|31) ", everything(wire))


@pytest.mark.parametrize(
    "more",
    [
        {"Transfer-Encoding": "chunked", "Content-Length": "4"},
        {"Content-Length": "4\r\nContent-Length: 5"},
        {"Content-Length": "+4"},
        {"Transfer-Encoding": "chunked, identity"},
    ],
)
def test_a_request_that_two_servers_may_read_differently_is_no_two_requests(scene: Scene, more: dict[str, str]) -> None:
    """ASVS 4.2.1: no request smuggling: what is behind the body is not taken for another request."""
    with connection(scene) as wire:
        wire.sendall(head(scene, "/auth/login", 4, **more) + b"0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n")
        wire.shutdown(socket.SHUT_WR)
        everything(wire)
    assert "smuggled" not in scene.web.log()


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "PROPFIND", "DEBUG"])
def test_unknown_methods_are_refused(scene: Scene, method: str) -> None:
    """ASVS 4.1.4, and 13.4.4 for TRACE."""
    with connection(scene) as wire:
        wire.sendall(f"{method} / HTTP/1.1\r\nHost: x\r\nCookie: canary\r\nConnection: close\r\n\r\n".encode())
        answer = everything(wire)
    assert re.match(r"HTTP/1\.1 40[05] ", answer)
    assert "canary" not in answer


async def test_what_the_handler_of_an_event_logs_has_an_id(scene: Scene) -> None:
    async with scene.visit(None) as page:
        await page.send(ERROR, info="canaryofanerror", component_stack="")
        await page.settle()
    (line,) = [line for line in scene.web.log().splitlines() if "canaryofanerror" in line]
    assert re.search(r"request_id=req_[0-9a-z]{26}", line)
    assert "handle_frontend_exception" in line
