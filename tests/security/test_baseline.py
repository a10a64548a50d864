"""A passive scan of everything that is served, to nobody, a customer and the owner: nothing to complain about.

OWASP ASVS 5.0: 3.4.3 to 3.4.6, 3.4.8 and 3.5.8 (headers), 3.3.2 and 3.3.4 (cookies), 13.4.1 to 13.4.3 and 13.4.6
(what servers tell of themselves), 14.3.2 (caches).
"""

from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
from starlette.routing import BaseRoute, Mount, Route

from creditshop.accounts import Role
from creditshop.api.rest import create_api
from creditshop.creditshop import with_routes
from creditshop.ui import routes
from tests.security.baseline import Document, alerts
from tests.security.conftest import Scene
from tests.security.test_routes import _no_pages
from tests.security.test_theft import browser

STRAY = (
    "/missing", "/missing.js", "/.git/config", "/.env", "/assets/missing.js", "/assets/", "/api/missing",
    "/api/v1/missing", "/admin/missing", "/%00", "/..%2f..%2fetc/passwd", "/auth/login", "/_upload", "/_health",
    "/ping", "/_event/", "/api/account/payments.csv?before=junk", "/robots.txt", "/favicon.svg", "/favicon.ico",
    "/card.png", "/verify_statement.py", "/server-status", "/debug", "/openapi.json", "/docs", "/redoc",
)  # fmt: skip
GOOD = {
    "x-content-type-options": "nosniff", "x-frame-options": "DENY", "referrer-policy": "same-origin",
    "permissions-policy": "camera=()", "cross-origin-opener-policy": "same-origin", "server": "creditshop",
    "cross-origin-resource-policy": "same-origin", "cache-control": "no-store", "request-id": f"req_{'a' * 26}",
    "content-security-policy": "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "content-type": "text/html", "set-cookie": "a=b; HttpOnly; SameSite=Lax; Path=/",
}  # fmt: skip


def paths(found: list[BaseRoute], prefix: str = "") -> Iterator[str]:
    """The templates of these routes, filled in."""
    for route in found:
        if isinstance(route, Mount) and route.path not in ("", "/sandbox"):
            yield from paths(list(route.routes), prefix + route.path)
        elif isinstance(route, Route):
            yield prefix + route.path


def starts() -> list[str]:
    """Every page, every route of ours with and without something in it, and what is nowhere."""
    served = with_routes(_no_pages).routes  # type: ignore[attr-defined]
    api = [f"/api/v1{path}" for path in create_api().openapi()["paths"]]
    pages = [page.route for page in routes.PAGES]
    return [*pages, *(f"{page.rstrip('/')}/" for page in pages), *paths(served), *api, *STRAY]


def crawl(client: httpx.Client) -> Iterator[httpx.Response]:
    """Whatever can be had by GET from there on, each address once."""
    waiting = [urljoin(str(client.base_url), path) for path in starts()]
    seen = set(waiting)
    while waiting:
        answer = client.get(waiting.pop())
        yield answer
        found = [answer.headers.get("location", "")]
        if answer.headers.get("content-type", "").startswith("text/html"):
            page = Document(answer.text)
            found += page.loads + page.links
        for url in {urljoin(str(answer.url), one).partition("#")[0] for one in found if one} - seen:
            if urlsplit(url).netloc == urlsplit(str(client.base_url)).netloc:
                seen.add(url)
                waiting.append(url)


def knock(client: httpx.Client) -> Iterator[httpx.Response]:
    """Each start by other methods."""
    for path in starts():
        for method in ("HEAD", "POST", "OPTIONS", "DELETE", "PROPFIND"):
            yield client.request(method, path)


@pytest.mark.parametrize("role", [None, Role.CUSTOMER, Role.OWNER])
def test_nothing_is_wrong_with_any_answer(scene: Scene, role: Role | None) -> None:
    visitor = scene.person(f"{role}-scanned", role) if role else None
    with browser(scene, visitor) as client:
        answers = [*crawl(client), *(() if role else knock(client))]
    assert len(answers) > 150
    assert {200, 307, 401, 404} <= {answer.status_code for answer in answers}
    assert [answer.url for answer in answers if answer.status_code >= 500] == []
    assert [alert for answer in answers for alert in alerts(answer)] == []


def answered(text: str = "", path: str = "/", **headers: str) -> list[str]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = httpx.Request("GET", f"https://shop.example{path}")
    return alerts(httpx.Response(200, headers={**GOOD, **named}, text=text, request=request))


def test_the_scan_has_nothing_against_what_is_right() -> None:
    assert answered("<p>Fine</p>") == []


@pytest.mark.parametrize("header", [name for name in GOOD if name not in ("content-type", "set-cookie")])
@pytest.mark.parametrize("value", ["", "*"])
def test_the_scan_finds_a_header_that_is_missing_or_wrong(header: str, value: str) -> None:
    assert answered(**{header: value})


@pytest.mark.parametrize(
    "policy",
    [
        "default-src *", "default-src 'self' 'unsafe-inline'", "script-src 'self' 'unsafe-eval'", "script-src 'self'",
        "default-src 'self'; script-src https:", "default-src 'none'; default-src *", "default-src 'self' data:",
        "default-src 'self'; img-src http://evil.example", "default-src 'self'; script-src 'sha256-x'",
    ],
)  # fmt: skip
def test_the_scan_finds_a_weak_policy(policy: str) -> None:
    whole = "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    assert answered(content_security_policy=f"{policy}; {whole}")


@pytest.mark.parametrize(
    "headers",
    [
        {"set_cookie": "a=b; SameSite=Lax; Path=/"}, {"set_cookie": "a=b; HttpOnly; Path=/"},
        {"cache_control": "public"}, {"location": "https://evil.example/"}, {"x_powered_by": "x"},
        {"content_security_policy": "default-src 'self'; frame-ancestors 'none'"},
        {"content_security_policy": "default-src 'none'"},
    ],
)  # fmt: skip
def test_the_scan_finds_weak_cookies_caches_and_redirects(headers: dict[str, str]) -> None:
    assert answered(**headers)


@pytest.mark.parametrize(
    "text",
    [
        "Traceback (most recent call last)", "granian/2.8.7", "in /home/ada/creditshop/x.py", "at 10.0.0.7",
        "<script src=https://evil.example/x.js></script>", "<img src=http://shop.example/x.png>", "<!-- TODO -->",
        "<link rel=stylesheet href=//evil.example/x.css>", "<form action=https://evil.example/>", "<p onclick=x()>",
        "<form method=post><input type=password></form>", "<a target=_blank href=/>x</a>",
        "<form><input type=password autocomplete=current-password></form>", "//# sourceMappingURL=x.js.map",
    ],
)  # fmt: skip
def test_the_scan_finds_leaks_strangers_and_careless_forms(text: str) -> None:
    assert answered(text)


def test_the_scan_finds_what_is_somebodys_own_in_a_cache() -> None:
    assert answered(path="/api/account/payments.csv", cache_control="private", set_cookie="")
    assert answered(cache_control="max-age=60")
