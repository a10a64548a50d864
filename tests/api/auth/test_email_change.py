"""The forms around another address: a proof first, the same answer for every address, links that are forms."""

import httpx
import pyotp
import pytest

from creditshop.accounts import begin_factor, confirm_factor, session_user
from creditshop.api import email_change
from creditshop.clock import utcnow
from tests.accounts.people import ANNA, PASSWORD, link_in, mails
from tests.api.auth.conftest import APP, COOKIE, browser, make, refusal, sign_in, who
from tests.conftest import Database

NEW = "anna@new.example"
APP.router.routes.extend(email_change.routes)


@pytest.fixture
async def anna(db: Database, visitor: httpx.AsyncClient) -> httpx.AsyncClient:
    make(db)
    await sign_in(visitor)
    return visitor


def links(db: Database) -> dict[str, dict[str, str]]:
    """What is mailed, by template."""
    pages = {"email_confirm": "email", "email_changing": "objection"}
    return {name: link_in(text, pages[name])[1] for name, _, text in db.transact(mails) if name in pages}


async def test_the_password_and_the_new_mailbox_change_it(
    db: Database, anna: httpx.AsyncClient, thief: httpx.AsyncClient
) -> None:
    answer = await anna.post("/auth/email", data={"email": NEW, "password": PASSWORD})
    assert answer.headers["location"] == "/account/settings/?done=email"
    assert (await thief.get("/auth/email/confirm", params=links(db)["email_confirm"])).status_code == 405
    answer = await thief.post("/auth/email/confirm", data=links(db)["email_confirm"])
    assert answer.headers["location"] == "/email/?sent=1"
    assert not thief.cookies, "a link confirms an address and signs nobody in"
    assert await who(anna) == NEW
    answer = await thief.post("/auth/email/object", data=links(db)["email_changing"])
    assert answer.headers["location"] == "/objection/?sent=1"
    assert await who(anna) is None


async def test_a_browser_that_was_left_open_is_not_enough(db: Database, anna: httpx.AsyncClient) -> None:
    """OWASP ASVS 5.0, 7.5.1."""
    for password in ("", "wrong password"):
        answer = await anna.post("/auth/email", data={"email": NEW, "password": password})
        assert refusal(answer)[1] == "credentials"
    assert not db.transact(mails)


async def test_who_has_a_second_factor_proves_it_by_that(db: Database, anna: httpx.AsyncClient) -> None:
    user = db.transact(session_user, anna.cookies[COOKIE], now=utcnow())
    assert user
    secret = db.transact(begin_factor, user, now=utcnow())
    codes = db.transact(confirm_factor, user, pyotp.TOTP(secret).at(utcnow()), now=utcnow())
    answer = await anna.post("/auth/email", data={"email": NEW, "password": PASSWORD})
    assert refusal(answer)[1] == "wrong_code"
    answer = await anna.post("/auth/email", data={"email": NEW, "code": codes[0]})
    assert answer.headers["location"] == "/account/settings/?done=email"


async def test_a_taken_address_gets_the_same_answer(db: Database, anna: httpx.AsyncClient) -> None:
    """OWASP ASVS 5.0, 6.3.8."""
    make(db, "bob@example.com")
    free = await anna.post("/auth/email", data={"email": NEW, "password": PASSWORD})
    taken = await anna.post("/auth/email", data={"email": "bob@example.com", "password": PASSWORD})
    assert (free.status_code, free.headers["location"]) == (taken.status_code, taken.headers["location"])


async def test_mailboxes_are_not_flooded(db: Database, anna: httpx.AsyncClient) -> None:
    """OWASP ASVS 5.0, 2.4.1."""
    answers = [
        await anna.post("/auth/email", data={"email": f"anna@{n}.example", "password": PASSWORD}) for n in range(6)
    ]
    assert [refusal(answer)[1] for answer in answers[5:]] == ["too_many"]
    assert len([1 for _, to, _ in db.transact(mails) if to == ANNA]) == 5


async def test_strangers_are_led_to_sign_in_and_invented_links_refused(db: Database) -> None:
    async with browser() as stranger:
        answer = await stranger.post("/auth/email", data={"email": NEW, "password": PASSWORD})
        assert answer.headers["location"].startswith("/login/")
        for page, act in (("email", "confirm"), ("objection", "object")):
            answer = await stranger.post(f"/auth/email/{act}", data={"token": "invented"})
            assert answer.headers["location"] == f"/{page}/?error=link&token=invented"
    assert not db.transact(mails)
