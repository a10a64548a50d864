"""A link from an app signs its customer in by the form behind it, once."""

from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from starlette.applications import Starlette

from creditshop import ratelimit
from creditshop.accounts import cookie_name, create_customer, create_sign_in_link, session_user
from creditshop.api import auth
from creditshop.clock import utcnow
from creditshop.config import settings
from tests.conftest import Database

SHOP = "http://localhost:8000"


def browser() -> httpx.AsyncClient:
    transport = httpx.ASGITransport(Starlette(routes=auth.routes), client=("203.0.113.7", 1234))
    return httpx.AsyncClient(transport=transport, base_url=SHOP, headers={"origin": SHOP})


@pytest.fixture
def token(db: Database) -> str:
    ratelimit.forget()
    user_id = db.transact(create_customer, name="Ada", now=utcnow())
    url = urlsplit(db.transact(create_sign_in_link, user_id, now=utcnow()).url)
    assert f"{url.scheme}://{url.netloc}" == settings().public_url
    return parse_qs(url.query)["token"][0]


async def test_the_form_behind_the_link_signs_in_once(db: Database, token: str) -> None:
    async with browser() as first, browser() as second:
        answer = await first.post("/auth/link", data={"token": token, "next": "/account/"})
        assert (answer.status_code, answer.headers["location"]) == (303, "/account/")
        session = first.cookies[cookie_name()]
        user = db.transact(session_user, session, now=utcnow())
        assert user is not None
        assert user.name == "Ada"
        again = await second.post("/auth/link", data={"token": token})
        assert (again.status_code, not second.cookies) == (303, True)
        assert again.headers["location"].startswith("/link/?error=link")


async def test_following_the_link_changes_nothing(token: str) -> None:
    async with browser() as scanner, browser() as customer:
        assert (await scanner.get("/auth/link", params={"token": token})).status_code == 405
        answer = await customer.post("/auth/link", data={"token": token})
        assert answer.headers["location"] == "/account/"
        assert customer.cookies
