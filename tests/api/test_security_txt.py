"""Whoever finds a weakness finds out whom to tell (RFC 9116)."""

from datetime import datetime, timedelta

import httpx
import pytest
from starlette.applications import Starlette

from creditshop.api.security_txt import PATH, security_txt_route
from creditshop.clock import utcnow
from creditshop.config import settings


async def ask() -> httpx.Response:
    transport = httpx.ASGITransport(Starlette(routes=[security_txt_route]))
    async with httpx.AsyncClient(transport=transport, base_url="http://shop.test") as http:
        return await http.get(PATH)


async def test_it_names_the_contact_and_is_never_about_to_expire(clean_settings: pytest.MonkeyPatch) -> None:
    clean_settings.setenv("LEGAL_EMAIL", "security@shop.example")
    clean_settings.setenv("PUBLIC_URL", "https://shop.example")
    settings.cache_clear()
    answer = await ask()
    assert answer.headers["content-type"].startswith("text/plain; charset=utf-8")
    fields = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert fields["Contact"] == "mailto:security@shop.example"
    assert fields["Canonical"] == f"https://shop.example{PATH}"
    left = datetime.fromisoformat(fields["Expires"]) - utcnow()
    assert timedelta(days=30) < left < timedelta(days=365)


async def test_a_shop_without_a_contact_has_no_such_file(clean_settings: pytest.MonkeyPatch) -> None:
    settings.cache_clear()
    assert (await ask()).status_code == 404
