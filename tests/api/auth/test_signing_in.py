"""The forms of signing up, in and out, over HTTP: where they lead, and the cookie they leave."""

from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from sqlmodel import Session, text
from starlette.routing import Route

from creditshop.accounts import Role
from creditshop.accounts.users import create_user
from creditshop.api import auth
from creditshop.clock import utcnow
from creditshop.config import settings
from tests.accounts.people import ANNA, PASSWORD, mails
from tests.api.auth.conftest import ANOTHER, COOKIE, HASH, browser, make, newest_link, refusal, sign_in, who
from tests.conftest import Database


async def test_signing_up_leads_through_the_mailbox_to_the_choice(db: Database, visitor: httpx.AsyncClient) -> None:
    choice = "/?buy=maker&currency=eur"
    asked = await visitor.post("/auth/register", data={"email": ANNA, "next": choice, "locale": "de"})
    assert (asked.status_code, asked.headers["location"]) == (303, "/verify/?sent=1")
    assert await who(visitor) is None
    link = newest_link(db)
    done = await visitor.post("/auth/verify", data={**link, "password": PASSWORD})
    assert (done.status_code, done.headers["location"]) == (303, choice)
    assert await who(visitor) == ANNA


async def test_a_forgotten_password_is_replaced_by_mail(
    db: Database, visitor: httpx.AsyncClient, thief: httpx.AsyncClient
) -> None:
    make(db)
    await sign_in(thief)
    asked = await visitor.post("/auth/reset", data={"email": ANNA})
    assert (asked.status_code, asked.headers["location"]) == (303, "/reset/?sent=1")
    done = await visitor.post("/auth/reset/confirm", data={**newest_link(db), "password": ANOTHER})
    assert (done.status_code, done.headers["location"]) == (303, "/account/")
    assert (await who(visitor), await who(thief)) == (ANNA, None)
    assert refusal(await sign_in(thief)) == ("/login/", "credentials")


async def test_a_refusal_brings_token_and_choice_back_but_nothing_secret(
    db: Database, visitor: httpx.AsyncClient
) -> None:
    await visitor.post("/auth/register", data={"email": ANNA, "next": "/?buy=maker"})
    link = newest_link(db)
    refused = await visitor.post("/auth/verify", data={**link, "password": "tooshort"})
    parts = urlsplit(refused.headers["location"])
    assert (parts.path, parse_qs(parts.query)) == (
        "/verify/",
        {"error": ["password_short"], "token": [link["token"]], "next": ["/?buy=maker"]},
    )
    refused = await sign_in(visitor, "wrong password", next="/?buy=maker")
    assert refused.headers["location"] == "/login/?error=credentials&next=%2F%3Fbuy%3Dmaker"


async def test_the_cookies_are_for_this_host_and_no_script(db: Database, visitor: httpx.AsyncClient) -> None:
    """OWASP ASVS 5.0, 3.3.1 to 3.3.4."""
    make(db)
    answer = await sign_in(visitor)
    names = []
    for cookie in answer.headers.get_list("set-cookie"):
        name, *attributes = cookie.split("; ")
        names.append(name.partition("=")[0])
        assert {attribute.lower() for attribute in attributes if not attribute.startswith("Max-Age")} == {
            "httponly", "path=/", "samesite=lax", "secure",
        }  # fmt: skip
    assert names == [COOKIE, "__Host-creditshop_browser"]
    assert answer.headers["clear-site-data"] == '"storage"'
    assert answer.headers["cache-control"] == "no-store"


async def test_a_browser_is_recognised_after_signing_out_and_a_thief_is_told_of(
    db: Database, visitor: httpx.AsyncClient, thief: httpx.AsyncClient
) -> None:
    """OWASP ASVS 5.0, 6.3.5."""
    make(db)
    for _ in range(2):
        await sign_in(visitor)
        await visitor.post("/auth/logout")
    assert not db.transact(mails)
    await sign_in(thief)
    ((template, to, text),) = db.transact(mails)
    assert (template, to) == ("new_sign_in", ANNA)
    assert "198.51.100.66" in text


async def test_a_browsers_word_that_is_none_of_ours_is_replaced(db: Database, visitor: httpx.AsyncClient) -> None:
    make(db)
    visitor.cookies.set("__Host-creditshop_browser", "guessed", domain="shop.example")
    answer = await sign_in(visitor)
    assert not any("guessed" in cookie for cookie in answer.headers.get_list("set-cookie"))


async def test_on_plain_http_the_cookie_still_arrives(
    db: Database, visitor: httpx.AsyncClient, clean_settings: pytest.MonkeyPatch
) -> None:
    clean_settings.setenv("PUBLIC_URL", "http://localhost:8000")
    settings.cache_clear()
    make(db)
    answer = await visitor.post(
        "/auth/login", data={"email": ANNA, "password": PASSWORD}, headers={"origin": "http://localhost:8000"}
    )
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("creditshop_session=")
    assert "secure" not in cookie.lower()


async def test_signing_in_again_ends_the_session_it_replaces(db: Database, visitor: httpx.AsyncClient) -> None:
    """OWASP ASVS 5.0, 7.2.4."""
    make(db)
    await sign_in(visitor)
    stolen = visitor.cookies[COOKIE]
    await sign_in(visitor)
    async with browser(cookie=f"{COOKIE}={stolen}") as thief:
        assert await who(thief) is None
    assert await who(visitor) == ANNA


async def test_one_session_is_ended_by_its_owner_only(
    db: Database, visitor: httpx.AsyncClient, thief: httpx.AsyncClient
) -> None:
    """OWASP ASVS 5.0, 7.5.2."""
    make(db)
    make(db, "mallory@example.com")
    await sign_in(visitor)
    await sign_in(thief, email="mallory@example.com")
    session_id = db.transact(session_of, ANNA)
    foreign = await thief.post("/auth/sessions/revoke", data={"session_id": session_id})
    unknown = await thief.post("/auth/sessions/revoke", data={"session_id": "ses_unknown"})
    assert refusal(foreign) == refusal(unknown) == ("/account/settings/", "session")
    assert await who(visitor) == ANNA
    await visitor.post("/auth/sessions/revoke", data={"session_id": session_id})
    assert await who(visitor) is None


def session_of(session: Session, email: str) -> str:
    statement = text(
        "SELECT s.id FROM account_session s JOIN account_user u ON u.id = s.user_id WHERE u.email = :email"
    )
    return str(session.connection().execute(statement, {"email": email}).scalar_one())


async def test_an_address_can_be_proven_later(db: Database, visitor: httpx.AsyncClient) -> None:
    db.transact(create_user, ANNA, HASH, role=Role.OWNER, now=utcnow())
    await sign_in(visitor)
    answer = await visitor.post("/auth/resend", data={"locale": "en"})
    assert answer.headers["location"] == "/verify/?sent=1"
    assert db.transact(mails)[-1][:2] == ("reset_password", ANNA)


@pytest.mark.parametrize("path", ["/auth/password", "/auth/sessions/revoke", "/auth/resend"])
async def test_nobody_is_sent_to_sign_in(visitor: httpx.AsyncClient, path: str) -> None:
    answer = await visitor.post(path, data={"others": "1"})
    assert answer.headers["location"] == "/login/?next=%2Faccount%2Fsettings%2F"


@pytest.mark.parametrize("route", auth.routes, ids=lambda route: route.path)
async def test_reading_changes_nothing(visitor: httpx.AsyncClient, route: Route) -> None:
    assert (await visitor.get(route.path)).status_code == 405


@pytest.mark.parametrize(("body", "status"), [(b"a=" + b"b" * 20_000, 413), (b"a=%FF", 400)])
async def test_bodies_out_of_bounds_are_refused(visitor: httpx.AsyncClient, body: bytes, status: int) -> None:
    answer = await visitor.post(
        "/auth/login", content=body, headers={"content-type": "application/x-www-form-urlencoded"}
    )
    assert answer.status_code == status
