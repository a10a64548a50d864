"""The forms of signing in behind two browsers: a visitor, and a thief elsewhere."""

from collections.abc import AsyncIterator
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from creditshop import ratelimit
from creditshop.accounts import Role, hash_password_sync
from creditshop.accounts.users import create_user
from creditshop.api import auth
from creditshop.api.session import current_user
from creditshop.clock import utcnow
from creditshop.config import settings
from tests.accounts.people import ANNA, PASSWORD, link_in, mails
from tests.conftest import Database

SHOP = "https://shop.example"
COOKIE = "__Host-creditshop_session"
ANOTHER = "another good password"
HASH = hash_password_sync(PASSWORD)


async def whoami(request: Request) -> JSONResponse:
    user = await current_user(request)
    return JSONResponse({"email": user.email, "role": user.role} if user else None)


APP = Starlette(routes=[*auth.routes, Route("/whoami", whoami)])


def browser(ip: str = "203.0.113.7", **headers: str) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(APP, client=(ip, 1234))
    return httpx.AsyncClient(transport=transport, base_url=SHOP, headers={"origin": SHOP, **headers})


@pytest.fixture(autouse=True)
def shop(clean_settings: pytest.MonkeyPatch) -> None:
    clean_settings.setenv("PUBLIC_URL", SHOP)
    settings.cache_clear()
    ratelimit.forget()


@pytest.fixture
async def visitor() -> AsyncIterator[httpx.AsyncClient]:
    async with browser() as client:
        yield client


@pytest.fixture
async def thief() -> AsyncIterator[httpx.AsyncClient]:
    async with browser("198.51.100.66") as client:
        yield client


def make(db: Database, email: str = ANNA, role: Role = Role.CUSTOMER) -> str:
    return db.transact(create_user, email, HASH, role=role, verified=True, now=utcnow())


async def sign_in(client: httpx.AsyncClient, password: str = PASSWORD, **fields: str) -> httpx.Response:
    return await client.post("/auth/login", data={"email": ANNA, "password": password, **fields})


async def who(client: httpx.AsyncClient) -> str | None:
    found = (await client.get("/whoami")).json()
    return found["email"] if found else None


def refusal(response: httpx.Response) -> tuple[str, str]:
    assert response.status_code == 303
    parts = urlsplit(response.headers["location"])
    return parts.path, parse_qs(parts.query)["error"][0]


def newest_link(db: Database) -> dict[str, str]:
    return link_in(db.transact(mails)[-1][2])[1]
