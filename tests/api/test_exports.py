"""The CSV files hold everything of the reader, nothing of anybody else, and no formula."""

import asyncio
import csv

import httpx
import pytest
from starlette.applications import Starlette

from creditshop import ratelimit
from creditshop.accounts import cookie_name
from creditshop.api import exports
from tests.conftest import Database
from tests.ui.bought import make_shop, paid, person

APP = Starlette(routes=exports.routes)
PAYMENTS, MOVEMENTS = "/api/account/payments.csv", "/api/account/movements.csv"


@pytest.fixture(autouse=True)
def fresh_counters() -> None:
    ratelimit.forget()


def browser(token: str = "", app: Starlette = APP) -> httpx.AsyncClient:
    cookies = {cookie_name(): token} if token else None
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost:8000", cookies=cookies)


def rows(answer: httpx.Response) -> list[dict[str, str]]:
    assert answer.status_code == httpx.codes.OK
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"].startswith("attachment")
    return list(csv.DictReader(answer.text.splitlines()))


@pytest.mark.parametrize("path", [PAYMENTS, MOVEMENTS])
@pytest.mark.parametrize("token", ["", "forged"])
async def test_nobody_gets_nothing(db: Database, path: str, token: str) -> None:
    async with browser(token) as nobody:
        assert (await nobody.get(path)).status_code == httpx.codes.UNAUTHORIZED


def test_everybody_gets_their_own(db: Database) -> None:
    shop = make_shop(db)
    (ada, ada_token), (bob, bob_token) = person(db, "ada@example.com"), person(db, "bob@example.com")
    bought, other = paid(shop, ada), paid(shop, bob, "starter")

    async def downloads(token: str) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
        async with browser(token) as reader:
            return rows(await reader.get(PAYMENTS)), rows(await reader.get(MOVEMENTS))

    payments, movements = asyncio.run(downloads(ada_token))
    assert [(row["payment"], row["state"], row["amount_minor"], row["currency"]) for row in payments] == [
        (bought.id, "paid", "2200", "usd")
    ]
    assert sorted(int(row["change"]) for row in movements) == [250, 2500]
    assert {row["reference"] for row in movements} == {bought.id}
    payments, movements = asyncio.run(downloads(bob_token))
    assert [row["payment"] for row in payments] == [other.id]
    assert [int(row["change"]) for row in movements] == [500]


async def test_a_history_longer_than_one_read_comes_whole(db: Database) -> None:
    shop = make_shop(db)
    ada, _ = person(db, "ada@example.com")
    ids = []
    for _ in range(5):
        await shop.buy("starter", ada)
        ids.append(shop.hear(shop.provider.pay(str(shop.purchases[-1].session_id))).id)
    payments = [row[0] async for page in exports.payment_pages(ada.user_id, 2) for row in page]
    references = [row[3] async for page in exports.movement_pages(ada.user_id, 2) for row in page]
    assert payments == references == ids[::-1]


async def test_somebody_who_downloads_all_the_time_has_to_wait(db: Database) -> None:
    _, token = person(db, "ada@example.com")
    allowed = ratelimit.LIMITS["export.user"].amount
    async with browser(token) as reader:
        codes = [(await reader.get(PAYMENTS)).status_code for _ in range(allowed + 1)]
    assert codes == [httpx.codes.OK] * allowed + [httpx.codes.TOO_MANY_REQUESTS]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_text_that_a_spreadsheet_would_run_is_made_harmless(text: str) -> None:
    (cells,) = csv.reader([exports.line([text]).removesuffix("\r\n")]) if "\r" not in text else ([f"'{text}"],)
    assert cells == [f"'{text}"]


def test_numbers_and_other_texts_stay_as_they_are() -> None:
    assert exports.line([-3, 'Say "hi", now', "a=b"]) == '-3,"Say ""hi"", now",a=b\r\n'
