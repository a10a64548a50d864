"""Signing in in two steps over HTTP, and proving again who one is."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pyotp
import pytest
from sqlalchemy import update

from creditshop.accounts import begin_factor, confirm_factor, is_fresh, session_user
from creditshop.accounts.models import UserSession
from creditshop.clock import utcnow
from creditshop.ratelimit import LIMITS
from tests.accounts.people import PASSWORD, open_for
from tests.api.auth.conftest import COOKIE, make, newest_link, refusal, sign_in, who
from tests.conftest import Database

EARLIER = timedelta(minutes=5)


@pytest.fixture
def app(db: Database) -> pyotp.TOTP:
    """The authenticator app of somebody who has turned two factors on, five minutes ago."""
    now = utcnow() - EARLIER
    opened = db.transact(open_for, make(db), now)
    user = db.transact(session_user, opened.token, now=now)
    assert user
    secret = db.transact(begin_factor, user, now=now)
    db.transact(confirm_factor, user, pyotp.TOTP(secret).at(now), now=now)
    return pyotp.TOTP(secret)


async def test_the_second_step_signs_in_under_another_cookie(visitor: httpx.AsyncClient, app: pyotp.TOTP) -> None:
    """OWASP ASVS 5.0, 7.2.4."""
    first = await sign_in(visitor, next="/account/usage/")
    assert first.headers["location"] == "/code/?next=%2Faccount%2Fusage%2F"
    assert await who(visitor) is None
    cookie = visitor.cookies[COOKIE]
    refused = await visitor.post("/auth/code", data={"code": "000000", "next": "/account/usage/"})
    assert refusal(refused) == ("/code/", "wrong_code")
    second = await visitor.post("/auth/code", data={"code": app.now(), "next": "/account/usage/"})
    assert second.headers["location"] == "/account/usage/"
    assert await who(visitor) == "anna@example.com"
    assert visitor.cookies[COOKIE] != cookie


async def test_a_mailed_link_asks_for_the_code_too(db: Database, visitor: httpx.AsyncClient, app: pyotp.TOTP) -> None:
    await visitor.post("/auth/reset", data={"email": "anna@example.com"})
    link = newest_link(db)
    done = await visitor.post("/auth/reset/confirm", data={**link, "password": "another good password"})
    assert urlsplit(done.headers["location"]).path == "/code/"
    assert await who(visitor) is None


async def test_codes_are_not_guessed(visitor: httpx.AsyncClient, app: pyotp.TOTP) -> None:
    """OWASP ASVS 5.0, 6.3.1."""
    await sign_in(visitor)
    codes = [f"{n:06}" for n in range(LIMITS["code.user"].amount + 2) if f"{n:06}" != app.now()]
    said = [refusal(await visitor.post("/auth/code", data={"code": code}))[1] for code in codes]
    assert said[-1] == "too_many"
    right = await visitor.post("/auth/code", data={"code": app.now()})
    assert refusal(right)[1] == "too_many"


@pytest.mark.parametrize("path", ["/auth/code", "/auth/confirm"])
async def test_without_a_first_step_there_is_no_second(visitor: httpx.AsyncClient, db: Database, path: str) -> None:
    answer = await visitor.post(path, data={"code": "123456", "password": PASSWORD})
    assert urlsplit(answer.headers["location"]).path in ("/code/", "/login/")
    assert await who(visitor) is None


async def test_who_proves_who_they_are_goes_back_to_where_they_were(visitor: httpx.AsyncClient, db: Database) -> None:
    make(db)
    await sign_in(visitor)
    forget = update(UserSession).values(confirmed_at=utcnow() - timedelta(hours=1))
    db.transact(lambda session: session.execute(forget))
    wrong = await visitor.post("/auth/confirm", data={"password": "wrong password", "next": "/admin/payment/?id=pur_1"})
    assert parse_qs(urlsplit(wrong.headers["location"]).query)["error"] == ["credentials"]

    def fresh() -> bool:
        user = db.transact(session_user, visitor.cookies[COOKIE], now=utcnow())
        assert user
        return is_fresh(user, utcnow())

    assert not fresh()
    right = await visitor.post("/auth/confirm", data={"password": PASSWORD, "next": "/admin/payment/?id=pur_1"})
    assert right.headers["location"] == "/admin/payment/?id=pur_1"
    assert fresh()


async def test_with_two_factors_the_password_proves_nothing(visitor: httpx.AsyncClient, app: pyotp.TOTP) -> None:
    await sign_in(visitor)
    await visitor.post("/auth/code", data={"code": app.at(utcnow() - timedelta(seconds=30))})
    answer = await visitor.post("/auth/confirm", data={"password": PASSWORD})
    assert refusal(answer) == ("/confirm/", "wrong_code")
