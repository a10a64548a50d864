"""While developing, a page opened under another name of this machine goes on at PUBLIC_URL; nothing else does."""

import httpx
import pytest
from starlette.responses import PlainTextResponse

from creditshop.api.address import OneAddress

HOME = "http://localhost:8000"


async def get(url: str, *, public_url: str = HOME, mode: str = "navigate") -> httpx.Response:
    transport = httpx.ASGITransport(OneAddress(PlainTextResponse("served"), public_url=public_url))
    async with httpx.AsyncClient(transport=transport, headers={"Sec-Fetch-Mode": mode}) as browser:
        return await browser.get(url)


@pytest.mark.parametrize("name", ["127.0.0.1", "[::1]"])
async def test_a_page_goes_on_at_home(name: str) -> None:
    answer = await get(f"http://{name}:8000/account/?a=%2F&b=1")
    assert (answer.status_code, answer.headers["location"]) == (307, f"{HOME}/account/?a=%2F&b=1")


async def test_a_path_that_looks_like_a_host_stays_a_path() -> None:
    answer = await get("http://127.0.0.1:8000//evil.example/")
    assert answer.headers["location"] == f"{HOME}//evil.example/"


@pytest.mark.parametrize("mode", ["cors", "same-origin", "no-cors", ""])
async def test_programs_and_scripts_get_their_answer_where_they_asked(mode: str) -> None:
    assert (await get("http://127.0.0.1:8000/health", mode=mode)).text == "served"


@pytest.mark.parametrize(
    "url", [f"{HOME}/", "http://127.0.0.1:9000/", "http://evil.example/", "http://192.168.0.7:8000/"]
)
async def test_other_names_and_ports_are_served_as_they_are(url: str) -> None:
    assert (await get(url)).text == "served"


async def test_behind_a_proxy_no_page_is_sent_in_circles() -> None:
    assert (await get("http://127.0.0.1:8000/", public_url="https://shop.example")).text == "served"
