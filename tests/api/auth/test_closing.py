"""The form that closes an account: the address and a proof, and then nobody is signed in any more."""

import httpx
import pytest

from creditshop.accounts import Role, account, accounts_by_email
from creditshop.api import closing
from tests.accounts.people import ANNA, PASSWORD, mails
from tests.api.auth.conftest import APP, COOKIE, browser, make, refusal, sign_in, who
from tests.conftest import Database

APP.router.routes.extend(closing.routes)
WHOLE = {"email": ANNA, "password": PASSWORD}


@pytest.fixture
async def anna(db: Database, visitor: httpx.AsyncClient) -> httpx.AsyncClient:
    make(db)
    await sign_in(visitor)
    return visitor


async def test_it_is_closed_everywhere_and_the_last_mail_goes_out(db: Database, anna: httpx.AsyncClient) -> None:
    async with browser("203.0.113.9") as other:
        await sign_in(other)
        answer = await anna.post("/auth/close", data=WHOLE | {"email": f" {ANNA.upper()} "})
        assert answer.headers["location"] == "/?notice=account_closed"
        assert COOKIE not in anna.cookies
        assert await who(other) is None
        assert refusal(await sign_in(other))[1] == "credentials"
    assert [(template, to) for template, to, _ in db.transact(mails)] == [("closed", ANNA)]
    assert db.transact(accounts_by_email, "anna").accounts == ()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"email": "bob@example.com"}, "address_not_typed"),
        ({"email": ""}, "email"),
        ({"password": ""}, "credentials"),
        ({"password": "not my password"}, "credentials"),
    ],
)
async def test_a_browser_that_was_left_open_is_not_enough(
    db: Database, anna: httpx.AsyncClient, change: dict[str, str], code: str
) -> None:
    """OWASP ASVS 5.0, 7.5.1."""
    assert refusal(await anna.post("/auth/close", data=WHOLE | change)) == ("/account/close/", code)
    assert await who(anna) == ANNA


async def test_another_page_cannot_send_it(anna: httpx.AsyncClient) -> None:
    answer = await anna.post("/auth/close", data=WHOLE, headers={"origin": "https://evil.example"})
    assert answer.status_code == 403
    assert await who(anna) == ANNA


async def test_who_is_not_signed_in_is_asked_to(db: Database, visitor: httpx.AsyncClient) -> None:
    anna = make(db)
    answer = await visitor.post("/auth/close", data=WHOLE)
    assert answer.headers["location"].startswith("/login/")
    assert db.transact(account, anna).email == ANNA


async def test_staff_leave_the_team_first(db: Database, visitor: httpx.AsyncClient) -> None:
    make(db, role=Role.OWNER)
    await sign_in(visitor)
    assert refusal(await visitor.post("/auth/close", data=WHOLE))[1] == "on_the_team_still"
