"""Everybody gets the statement of their own wallet, and the key to check it with."""

import asyncio

import httpx
import pytest
from starlette.applications import Starlette

from creditshop import ratelimit
from creditshop.accounts import cookie_name
from creditshop.api import statements
from creditshop.ledger import wallet_of
from tests.conftest import Database
from tests.statements.program import program
from tests.ui.bought import make_shop, paid, person

APP = Starlette(routes=statements.routes)
STATEMENT, KEY = "/api/account/statement.json", "/api/ledger/public-key"


@pytest.fixture(autouse=True)
def fresh_counters() -> None:
    ratelimit.forget()


def browser(token: str = "") -> httpx.AsyncClient:
    cookies = {cookie_name(): token} if token else None
    return httpx.AsyncClient(transport=httpx.ASGITransport(APP), base_url="http://localhost:8000", cookies=cookies)


def test_everybody_gets_their_own(db: Database) -> None:
    shop = make_shop(db)
    (ada, token), (bob, _) = person(db, "ada@example.com"), person(db, "bob@example.com")
    paid(shop, ada), paid(shop, bob)

    async def download() -> tuple[httpx.Response, str]:
        async with browser(token) as reader, browser() as nobody:
            return await reader.get(STATEMENT), (await nobody.get(KEY)).text

    answer, key = asyncio.run(download())
    assert (answer.status_code, answer.headers["content-type"]) == (httpx.codes.OK, "application/json")
    assert answer.headers["content-disposition"] == 'attachment; filename="statement.json"'
    assert answer.headers["cache-control"] == "no-store"
    assert program.check(answer.content, key)
    assert answer.json()["wallet_id"] == db.transact(wallet_of, ada.user_id)
    assert [entry["amount"] for entry in answer.json()["entries"]] == [250, 2500]
    assert ada.email not in answer.text


@pytest.mark.parametrize("token", ["", "forged"])
async def test_nobody_gets_nothing(db: Database, token: str) -> None:
    async with browser(token) as nobody:
        assert (await nobody.get(STATEMENT)).status_code == httpx.codes.UNAUTHORIZED


async def test_a_page_of_somebody_else_s_gets_nothing(db: Database) -> None:
    _, token = person(db, "ada@example.com")
    async with browser(token) as reader:
        answer = await reader.get(STATEMENT, headers={"Origin": "https://elsewhere.example"})
    assert answer.status_code == httpx.codes.UNAUTHORIZED


async def test_who_never_had_credits_has_no_statement(db: Database) -> None:
    _, token = person(db, "ada@example.com")
    async with browser(token) as reader:
        assert (await reader.get(STATEMENT)).status_code == httpx.codes.NOT_FOUND


async def test_somebody_who_downloads_all_the_time_has_to_wait(db: Database) -> None:
    shop = make_shop(db)
    ada, token = person(db, "ada@example.com")
    await asyncio.to_thread(paid, shop, ada)
    allowed = ratelimit.LIMITS["export.user"].amount
    async with browser(token) as reader:
        codes = [(await reader.get(STATEMENT)).status_code for _ in range(allowed + 1)]
    assert codes == [httpx.codes.OK] * allowed + [httpx.codes.TOO_MANY_REQUESTS]
