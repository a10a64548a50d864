"""Every answer carries the security headers; pages run under a policy that allows their own inline scripts alone."""

from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from creditshop.api.headers import Headers, content_security_policy


@pytest.fixture
def client(tmp_path: Path) -> httpx.AsyncClient:
    page = tmp_path / "index.html"
    page.write_text("<script>run()</script><script src='/assets/x.js'></script>")
    app = Starlette(
        routes=[
            Route("/", lambda _: HTMLResponse(page.read_text())),
            Route("/assets/x.js", lambda _: PlainTextResponse("x", media_type="text/javascript")),
            Route("/unchanged", lambda _: Response(status_code=304)),
            Route("/api/thing", lambda _: JSONResponse({})),
            Route("/api/images/resize", lambda _: PlainTextResponse("x", media_type="image/png")),
            Route("/graphql", lambda _: JSONResponse({}), methods=["POST"]),
            Route("/thing", lambda _: JSONResponse({})),
            Route("/sandbox/page", lambda _: HTMLResponse("sandbox")),
        ]
    )
    wrapped = Headers(app, policy=content_security_policy([page]), https=True)
    return httpx.AsyncClient(transport=httpx.ASGITransport(wrapped), base_url="https://shop.example")


async def test_pages_carry_a_strict_policy(client: httpx.AsyncClient) -> None:
    """OWASP ASVS 5.0, 3.4.1 and 3.4.3."""
    answer = await client.get("/")
    policy = answer.headers["content-security-policy"]
    # The hash: echo -n "run()" | openssl dgst -sha256 -binary | base64
    assert "script-src 'self' 'sha256-AvyuiL0SD1mVY3NNxR+V2uo+lhk6RMFrytWmRt6CrJQ=';" in policy
    assert "unsafe-eval" not in policy
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["strict-transport-security"].startswith("max-age=31536000")


async def test_hashed_assets_are_kept_and_private_answers_are_not(client: httpx.AsyncClient) -> None:
    """OWASP ASVS 5.0, 14.3.2."""
    assert "immutable" in (await client.get("/assets/x.js")).headers["cache-control"]
    assert "immutable" not in (await client.get("/assets/missing.js")).headers.get("cache-control", "")
    assert (await client.get("/api/thing")).headers["cache-control"] == "no-store"
    assert (await client.post("/graphql")).headers["cache-control"] == "no-store"


async def test_every_answer_of_the_shop_refuses_sniffing_and_framing(client: httpx.AsyncClient) -> None:
    """OWASP ASVS 5.0, 3.4.4 and 3.4.6."""
    for path in ("/", "/assets/x.js", "/api/thing", "/missing"):
        headers = (await client.get(path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
    assert "x-frame-options" not in (await client.get("/sandbox/page")).headers


async def test_what_is_no_page_may_load_nothing(client: httpx.AsyncClient) -> None:
    """ASVS 3.4.3 and 3.4.6: a policy on every answer, and no frame around it."""
    for path in ("/api/thing", "/thing", "/missing", "/graphql"):
        policy = (await client.get(path)).headers["content-security-policy"]
        assert policy == "default-src 'none'; frame-ancestors 'none'"
    assert "script-src" not in (await client.get("/assets/x.js")).headers["content-security-policy"]


async def test_a_page_that_has_not_changed_keeps_its_policy(client: httpx.AsyncClient) -> None:
    answer = await client.get("/unchanged")
    assert answer.status_code == 304
    assert "content-security-policy" not in answer.headers
    assert answer.headers["x-frame-options"] == "DENY"


async def test_other_sites_show_only_what_has_a_signed_address(client: httpx.AsyncClient) -> None:
    """ASVS 3.5.8."""
    assert (await client.get("/api/thing")).headers["cross-origin-resource-policy"] == "same-origin"
    assert (await client.get("/api/images/resize")).headers["cross-origin-resource-policy"] == "cross-origin"
    assert (await client.get("/api/images/none")).headers["cross-origin-resource-policy"] == "same-origin"
