"""Behind proxies that speak https nothing is served without it, and what a client makes up is not believed."""

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from creditshop.api.https import HttpsOnly

SHOP = "https://shop.example"


def client(hops: int = 1) -> httpx.AsyncClient:
    pages = [Route(path, lambda _: PlainTextResponse("x")) for path in ("/thing", "/sandbox/page", "/api/thing")]
    app = HttpsOnly(Starlette(routes=pages), public_url=SHOP, hops=hops)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://shop.example")


async def test_whole_addresses_are_https_and_of_the_shop_whatever_host_was_asked_for() -> None:
    """ASVS 4.1.3: what a proxy sets is not overridden by a client."""
    async with client() as http:
        for path in ("/thing/", "/sandbox/page/"):
            for host in ("shop.example", "evil.example"):
                answer = await http.get(path, headers={"Host": host, "X-Forwarded-Host": "evil.example"})
                assert answer.headers["location"] == f"{SHOP}{path.rstrip('/')}"


async def test_a_page_asked_for_in_the_clear_is_led_to_https() -> None:
    """ASVS 4.1.2: only what people open is redirected."""
    async with client() as http:
        for method in ("GET", "HEAD"):
            answer = await http.request(method, "/thing?a=1", headers={"X-Forwarded-Proto": "http"})
            assert (answer.status_code, answer.headers["location"]) == (308, f"{SHOP}/thing?a=1")


@pytest.mark.parametrize(("method", "path"), [("GET", "/api/thing"), ("POST", "/thing"), ("POST", "/auth/login")])
async def test_what_may_carry_a_secret_is_refused_in_the_clear(method: str, path: str) -> None:
    """ASVS 4.1.2: an API's client learns of it instead of going on sending its key."""
    async with client() as http:
        answer = await http.request(method, path, headers={"X-Forwarded-Proto": "http"})
        assert answer.status_code == 403
        assert "location" not in answer.headers


@pytest.mark.parametrize(
    ("said", "hops", "status"),
    [
        ("https", 1, 200), ("http, https", 1, 200), ("https, http", 1, 308), ("http, https", 2, 308),
        ("https, http", 2, 200), ("http", 2, 308), ("http", 0, 200), (None, 1, 200),
    ],
)  # fmt: skip
async def test_the_outermost_trusted_proxy_says_how_it_was_asked(said: str | None, hops: int, status: int) -> None:
    async with client(hops) as http:
        answer = await http.get("/thing", headers={"X-Forwarded-Proto": said} if said else {})
        assert answer.status_code == status


@pytest.mark.parametrize(("said", "opens"), [(b"ws", False), (b"http", False), (b"wss", True), (b"https", True)])
async def test_a_websocket_in_the_clear_is_not_opened(said: bytes, opens: bool) -> None:
    """ASVS 4.4.1."""
    heard = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "passed"})

    async def send(message: Message) -> None:
        heard.append(message["type"])

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    scope = {"type": "websocket", "path": "/_event/", "headers": [(b"x-forwarded-proto", said)]}
    await HttpsOnly(app, public_url=SHOP, hops=1)(scope, receive, send)
    assert heard == ["passed" if opens else "websocket.close"]
