"""Only forms of our own pages are taken, and no more of them than they can hold (OWASP ASVS 5.0, 3.5.1 and 15.2.2)."""

from collections.abc import AsyncIterator, Iterator

import pytest
from starlette.datastructures import Headers
from starlette.requests import Request

from creditshop.api.forms import LARGEST_BODY, FormRefused, is_ours, read_form
from creditshop.config import settings

SHOP = "https://shop.example"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(autouse=True)
def shop_in_production(clean_settings: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    clean_settings.setenv("PUBLIC_URL", SHOP)
    clean_settings.setenv("APP_ENV", "production")
    settings.cache_clear()
    yield clean_settings


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": SHOP},
        {"origin": f"{SHOP}:443"},
        {"origin": SHOP, "sec-fetch-site": "same-origin"},
        {"origin": "null", "sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "same-origin"},
        {"referer": f"{SHOP}/login/?next=/"},
    ],
)
def test_our_own_pages_are_known(headers: dict[str, str]) -> None:
    assert is_ours(Headers(headers))


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "https://evil.example"},
        {"origin": "https://evil.example", "sec-fetch-site": "same-origin"},
        {"origin": "https://evil.example", "referer": f"{SHOP}/"},
        {"origin": "http://shop.example"},
        {"origin": f"{SHOP}:8443"},
        {"origin": f"{SHOP}.evil.example"},
        {"origin": "https://shop.example@evil.example"},
        {"origin": "https://sub.shop.example"},
        {"origin": "https://shop.example:port"},
        {"origin": "https://[shop.example"},
        {"origin": "null"},
        {"origin": "null", "sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"sec-fetch-site": "cross-site", "referer": f"{SHOP}/"},
        {"referer": f"https://evil.example/{SHOP}"},
        {"origin": "http://localhost:8000", "host": "localhost:8000"},
    ],
)
def test_everybody_else_is_refused(headers: dict[str, str]) -> None:
    assert not is_ours(Headers(headers))


@pytest.mark.parametrize(
    ("origin", "host", "ours"),
    [
        ("http://127.0.0.1:8000", "127.0.0.1:8000", True),
        ("http://localhost:9000", "localhost:9000", True),
        ("http://localhost:9000", "localhost:8000", False),
        ("http://evil.example", "evil.example", False),
    ],
)
def test_developers_open_the_shop_under_any_local_name(
    shop_in_production: pytest.MonkeyPatch, origin: str, host: str, ours: bool
) -> None:
    shop_in_production.setenv("APP_ENV", "development")
    settings.cache_clear()
    assert is_ours(Headers({"origin": origin, "host": host})) is ours


class Body:
    """A request's body in pieces, noting how many were taken."""

    def __init__(self, *pieces: bytes, content_type: str = FORM) -> None:
        self.taken = 0
        self._pieces = pieces
        self._source = self._messages()
        scope = {"type": "http", "method": "POST", "headers": [(b"content-type", content_type.encode())]}
        self.request = Request(scope, self._receive)

    async def _receive(self) -> dict[str, object]:
        return await anext(self._source)

    async def _messages(self) -> AsyncIterator[dict[str, object]]:
        for piece in self._pieces:
            self.taken += 1
            yield {"type": "http.request", "body": piece, "more_body": True}
        yield {"type": "http.request", "body": b"", "more_body": False}


async def test_fields_are_read() -> None:
    body = Body(b"email=anna%40example.com&na", b"me=%C3%A4+b&empty=&twice=1&twice=2")
    assert await read_form(body.request) == {
        "email": "anna@example.com", "name": "ä b", "empty": "", "twice": "2",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("pieces", "content_type", "status"),
    [
        ([b"{}"], "application/json", 415),
        ([b"a=1"], "", 415),
        ([b"a=1"], "multipart/form-data; boundary=x", 415),
        ([b"a=%FF"], FORM, 400),
        ([b"a=%00"], FORM, 400),
        ([b"a=x\0"], FORM, 400),
        ([b"\xff=1"], FORM, 400),
        ([b"&".join(b"a%d=1" % n for n in range(50))], FORM, 400),
    ],
)
async def test_other_bodies_are_refused(pieces: list[bytes], content_type: str, status: int) -> None:
    with pytest.raises(FormRefused) as refusal:
        await read_form(Body(*pieces, content_type=content_type).request)
    assert refusal.value.status == status


async def test_a_large_body_is_not_read_to_its_end() -> None:
    body = Body(*[b"a" * 1024] * 1000)
    with pytest.raises(FormRefused) as refusal:
        await read_form(body.request)
    assert refusal.value.status == 413
    assert body.taken == LARGEST_BODY // 1024 + 1
