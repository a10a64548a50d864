"""Pages of other origins: their websocket, their forms and their requests with our cookie are refused."""

import httpx
import pytest
import socketio
from starlette.routing import Route

from creditshop.api import auth, closing, email_change, exports, oidc
from tests.security.conftest import Scene

ROUTES = (*auth.routes, *email_change.routes, *closing.routes, *oidc.routes)
FORMS = [str(route.path) for route in ROUTES if "POST" in (route.methods or ())]
FILES = [str(route.path) for route in exports.routes if isinstance(route, Route)]
FOREIGN = [
    "https://evil.example",
    "http://localhost",
    "http://localhost.evil.example:{port}",
    "https://localhost:{port}",
    "{url}.evil.example",
    "null",
]


def origin_of(scene: Scene, pattern: str) -> str:
    return pattern.format(url=scene.web.url, port=scene.web.environment["PORT"])


async def connects(scene: Scene, origin: str) -> bool:
    client = socketio.AsyncClient(reconnection=False)
    headers = {"Origin": origin, "Cookie": scene.ada.cookie}
    try:
        await client.connect(
            f"{scene.web.url}?token=x", socketio_path="/_event", namespaces=["/_event"], transports=["websocket"],
            headers=headers,
        )  # fmt: skip
    except socketio.exceptions.ConnectionError:
        return False
    await client.disconnect()
    return True


async def test_our_own_pages_reach_the_websocket(scene: Scene) -> None:
    assert await connects(scene, scene.web.url)


@pytest.mark.parametrize("pattern", FOREIGN)
async def test_no_other_page_reaches_the_websocket(scene: Scene, pattern: str) -> None:
    """OWASP ASVS 5.0, 4.4.2."""
    assert not await connects(scene, origin_of(scene, pattern))


@pytest.mark.parametrize("pattern", FOREIGN)
def test_no_other_page_sends_a_form(scene: Scene, pattern: str) -> None:
    """OWASP ASVS 5.0, 3.5.1."""
    before = scene.fingerprint()
    headers = {"Origin": origin_of(scene, pattern), "Cookie": scene.ada.cookie}
    form = {"email": "x@example.com", "next": "/", "others": "1", "current": "x", "password": "a long password"}
    with scene.web.api as evil:
        for path in FORMS:
            answer = evil.post(path, data=form, headers=headers)
            assert answer.status_code == httpx.codes.FORBIDDEN, path
            assert "set-cookie" not in answer.headers
    assert scene.fingerprint() == before


@pytest.mark.parametrize("pattern", FOREIGN)
def test_no_other_page_reads_anything(scene: Scene, pattern: str) -> None:
    """OWASP ASVS 5.0, 3.4.2."""
    origin = origin_of(scene, pattern)
    with scene.web.api as evil:
        for path in FILES:
            answer = evil.get(path, headers={"Origin": origin, "Cookie": scene.ada.cookie})
            assert answer.status_code == httpx.codes.UNAUTHORIZED
            assert scene.shown(answer.text) == []
        for path in ("/", "/ready", *FILES, *FORMS):
            asked = evil.options(path, headers={"Origin": origin, "Access-Control-Request-Method": "POST"})
            assert "access-control-allow-origin" not in asked.headers, path


@pytest.mark.parametrize("pattern", FOREIGN)
@pytest.mark.parametrize("path", ["/api/v1/packages", "/api/v1/wallets/{wallet}", "/graphql"])
def test_the_apis_know_no_cookie_and_let_no_other_page_read(scene: Scene, pattern: str, path: str) -> None:
    """ASVS 3.4.2 and 3.5.1: they take a key that no page has, and tell browsers of no other origin."""
    origin, path = origin_of(scene, pattern), path.format(wallet=scene.wallet_id)
    with scene.web.api as evil:
        headers = {"Origin": origin, "Cookie": scene.ada.cookie}
        for method in ("GET", "POST"):
            answer = evil.request(method, path, headers=headers, json={"query": "{ packages { id } }"})
            assert answer.status_code in (httpx.codes.UNAUTHORIZED, httpx.codes.METHOD_NOT_ALLOWED)
            assert "access-control-allow-origin" not in answer.headers
            assert scene.shown(answer.text) == []
        asked = {
            "Origin": origin,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization",
        }
        assert "access-control-allow-origin" not in evil.options(path, headers=asked).headers


def test_the_reader_downloads_from_our_own_page(scene: Scene) -> None:
    with scene.web.api as browser:
        for path in FILES:
            assert scene.secret.id in browser.get(path, headers={"Cookie": scene.ada.cookie}).text


def test_a_browser_at_127_0_0_1_is_led_to_the_address_that_everything_is_for(scene: Scene) -> None:
    here = scene.web.url.replace("localhost", "127.0.0.1")
    page = httpx.get(f"{here}/account/?a=1", headers={"Sec-Fetch-Mode": "navigate"}, follow_redirects=False)
    assert (page.status_code, page.headers["location"]) == (307, f"{scene.web.url}/account/?a=1")
    assert httpx.get(f"{here}/health").status_code == httpx.codes.OK
