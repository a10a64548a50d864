"""The CSV files hold everything of the reader, nothing of anybody else, and no formula."""

import asyncio
import csv

import httpx
import pytest
from sqlmodel import Session, select
from starlette.applications import Starlette

from creditshop import ratelimit
from creditshop.accounts import Role, cookie_name
from creditshop.api import admin_exports, exports
from creditshop.audit.models import AuditEntry
from creditshop.checkout import PurchaseFilter
from tests.conftest import Database
from tests.ui.bought import make_shop, opened, paid, person

APP = Starlette(routes=[*exports.routes, *admin_exports.routes])
ALL_PAYMENTS = "/api/admin/payments.csv"
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


@pytest.mark.parametrize("path", [PAYMENTS, MOVEMENTS, ALL_PAYMENTS])
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


def exports_logged(db: Database) -> list[tuple[str, str, dict[str, object]]]:
    def read(session: Session) -> list[tuple[str, str, dict[str, object]]]:
        entries = session.exec(select(AuditEntry).where(AuditEntry.action == "purchase.export"))
        return [(entry.actor_id, entry.action, entry.after) for entry in entries]

    return db.transact(read)


def test_finance_exports_the_payments_that_the_list_shows(db: Database) -> None:
    shop = make_shop(db)
    (ada, ada_token), (bob, _) = person(db, "ada@example.com"), person(db, "bob@example.com")
    (fin, fin_token), (_, sue_token) = person(db, "f@example.com", Role.FINANCE), person(db, "s@e.com", Role.SUPPORT)
    bought, other = paid(shop, ada), opened(shop, bob, "starter")
    shop.edit(other.id, email="=cmd@example.com", refunded_minor=100, dispute_status="won")

    async def download(token: str, query: str = "", **headers: str) -> httpx.Response:
        async with browser(token) as reader:
            return await reader.get(f"{ALL_PAYMENTS}{query}", headers=headers)

    for token in (ada_token, sue_token):
        assert asyncio.run(download(token)).status_code == httpx.codes.FORBIDDEN
    foreign = asyncio.run(download(fin_token, Origin="https://evil.example"))
    assert foreign.status_code == httpx.codes.UNAUTHORIZED
    assert exports_logged(db) == []

    everything = rows(asyncio.run(download(fin_token)))
    assert [row["payment"] for row in everything] == [other.id, bought.id]
    first, second = everything
    assert (first["email"], first["charged_minor"], first["refunded_minor"]) == ("'=cmd@example.com", "500", "100")
    assert (first["state"], first["dispute"], first["stripe_session"]) == ("open", "won", other.session_id)
    assert (second["customer"], second["stripe_payment_intent"]) == (ada.user_id, bought.payment_intent_id)
    assert [row["payment"] for row in rows(asyncio.run(download(fin_token, "?state=paid&currency=usd")))] == [bought.id]
    assert exports_logged(db) == [
        (fin.user_id, "purchase.export", {}),
        (fin.user_id, "purchase.export", {"state": "paid", "currency": "usd"}),
    ]
    assert len(rows(asyncio.run(download(fin_token, "?search=ada@example.com")))) == 1
    assert exports_logged(db)[-1] == (fin.user_id, "purchase.export", {"search": "…"})


async def test_an_export_longer_than_one_read_comes_whole(db: Database) -> None:
    shop = make_shop(db)
    for name in "abcde":
        await shop.buy("starter", person(db, f"{name}@example.com")[0])
    for at_once in (2, 5):
        found = [row[0] async for page in admin_exports.payment_pages(PurchaseFilter(), at_once) for row in page]
        assert found == [purchase.id for purchase in reversed(shop.purchases)]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_text_that_a_spreadsheet_would_run_is_made_harmless(text: str) -> None:
    """OWASP ASVS 5.0, 1.2.10."""
    (cells,) = csv.reader([exports.line([text]).removesuffix("\r\n")]) if "\r" not in text else ([f"'{text}"],)
    assert cells == [f"'{text}"]


def test_numbers_and_other_texts_stay_as_they_are() -> None:
    assert exports.line([-3, 'Say "hi", now', "a=b"]) == '-3,"Say ""hi"", now",a=b\r\n'
