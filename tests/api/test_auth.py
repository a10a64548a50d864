"""The forms of signing up, in and out, over HTTP: what a visitor, a thief and a stranger get to see."""

from collections.abc import AsyncIterator
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import structlog
from sqlmodel import Session, text
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from creditshop import ratelimit
from creditshop.accounts import Role, change_role, hash_password_sync
from creditshop.accounts.users import create_user, disable_user
from creditshop.api import auth
from creditshop.api.session import current_user
from creditshop.clock import utcnow
from creditshop.config import settings
from creditshop.ratelimit import LIMITS
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


@pytest.mark.parametrize("path", ["/auth/register", "/auth/reset"])
async def test_asking_for_a_link_answers_the_same_for_known_and_unknown(
    db: Database, visitor: httpx.AsyncClient, path: str
) -> None:
    db.transact(disable_user, make(db, "shut@example.com"), now=utcnow())
    make(db)
    answers = [
        await visitor.post(path, data={"email": email}) for email in (ANNA, "nobody@example.com", "shut@example.com")
    ]
    assert len({(answer.status_code, str(sorted(answer.headers.items())), answer.text) for answer in answers}) == 1


async def test_signing_in_answers_the_same_for_known_and_unknown(db: Database, visitor: httpx.AsyncClient) -> None:
    make(db)
    answers = [
        await visitor.post("/auth/login", data={"email": email, "password": "not the password"})
        for email in (ANNA, "nobody@example.com", "no address")
    ]
    assert len({(answer.status_code, str(sorted(answer.headers.items())), answer.text) for answer in answers}) == 1
    assert refusal(answers[0]) == ("/login/", "credentials")


async def test_the_cookie_is_for_this_host_and_no_script(db: Database, visitor: httpx.AsyncClient) -> None:
    make(db)
    answer = await sign_in(visitor)
    name, *attributes = answer.headers["set-cookie"].split("; ")
    assert name.startswith(f"{COOKIE}=")
    assert {attribute.lower() for attribute in attributes if not attribute.startswith("Max-Age")} == {
        "httponly", "path=/", "samesite=lax", "secure",
    }  # fmt: skip
    assert answer.headers["clear-site-data"] == '"storage"'
    assert answer.headers["cache-control"] == "no-store"


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


async def test_a_planted_token_never_becomes_valid(db: Database, visitor: httpx.AsyncClient) -> None:
    make(db)
    visitor.cookies.set(COOKIE, "planted", domain="shop.example")
    answer = await sign_in(visitor)
    assert "planted" not in answer.headers["set-cookie"]
    async with browser(cookie=f"{COOKIE}=planted") as thief:
        assert await who(thief) is None


async def test_signing_in_again_ends_the_session_it_replaces(db: Database, visitor: httpx.AsyncClient) -> None:
    make(db)
    await sign_in(visitor)
    stolen = visitor.cookies[COOKIE]
    await sign_in(visitor)
    async with browser(cookie=f"{COOKIE}={stolen}") as thief:
        assert await who(thief) is None
    assert await who(visitor) == ANNA


@pytest.mark.parametrize("how", ["logout", "password", "role", "others", "disable"])
async def test_a_stolen_token_is_worthless_afterwards(db: Database, visitor: httpx.AsyncClient, how: str) -> None:
    user_id = make(db, role=Role.FINANCE)
    await sign_in(visitor)
    async with browser(cookie=f"{COOKIE}={visitor.cookies[COOKIE]}") as thief:
        assert await who(thief) == ANNA
        if how == "logout":
            answer = await visitor.post("/auth/logout", data={"locale": "en"})
            assert answer.headers["location"] == "/?notice=signed_out"
            assert answer.headers["clear-site-data"] == '"storage"'
            assert COOKIE not in visitor.cookies
        elif how == "password":
            answer = await visitor.post("/auth/password", data={"current": PASSWORD, "password": ANOTHER})
            assert answer.headers["location"] == "/account/settings/?done=password"
            assert await who(visitor) == ANNA
        elif how == "role":
            db.transact(change_role, user_id, Role.CUSTOMER, now=utcnow())
        elif how == "others":
            async with browser() as second:
                await sign_in(second)
                await second.post("/auth/sessions/revoke", data={"others": "1"})
                assert await who(second) == ANNA
        else:
            db.transact(disable_user, user_id, now=utcnow())
        assert await who(thief) is None


async def test_one_session_is_ended_by_its_owner_only(
    db: Database, visitor: httpx.AsyncClient, thief: httpx.AsyncClient
) -> None:
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


async def test_a_foreign_page_cannot_send_a_form(db: Database, visitor: httpx.AsyncClient) -> None:
    make(db)
    await sign_in(visitor)
    for route in auth.routes:
        answer = await visitor.post(route.path, data={"email": ANNA}, headers={"origin": "https://evil.example"})
        assert answer.status_code == 403, route.path
    assert await who(visitor) == ANNA
    assert db.transact(mails) == []


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


async def test_nobody_is_sent_away_after_signing_in(db: Database, visitor: httpx.AsyncClient) -> None:
    make(db)
    for attack in ("https://evil.example", "//evil.example", "/\\evil.example", "/\r\nSet-Cookie: a=b"):
        answer = await sign_in(visitor, next=attack)
        assert answer.headers["location"] == "/account/"
    refused = await sign_in(visitor, "wrong password", next="//evil.example")
    assert urlsplit(refused.headers["location"])[:3] == ("", "", "/login/")


async def test_guessing_a_password_is_stopped_and_the_owner_still_gets_in(
    db: Database, visitor: httpx.AsyncClient, thief: httpx.AsyncClient
) -> None:
    make(db)
    for _ in range(LIMITS["sign_in.address_and_network"].amount):
        assert refusal(await sign_in(thief, "wrong password")) == ("/login/", "credentials")
    stopped = await sign_in(thief, PASSWORD)
    assert refusal(stopped) == ("/login/", "too_many")
    assert int(stopped.headers["retry-after"]) > 0
    assert await who(thief) is None
    await sign_in(visitor)
    assert await who(visitor) == ANNA


@pytest.mark.parametrize("email", [ANNA, "nobody@example.com"])
async def test_a_mailbox_is_not_flooded(db: Database, visitor: httpx.AsyncClient, email: str) -> None:
    make(db)
    allowed = LIMITS["mail.address"].amount
    answers = [await visitor.post("/auth/reset", data={"email": f" {email.upper()}"}) for _ in range(allowed + 2)]
    assert [refusal(answer) for answer in answers[allowed:]] == [("/reset/", "too_many")] * 2
    assert len(db.transact(mails)) == allowed


async def test_no_secret_reaches_logs_or_tables(db: Database, visitor: httpx.AsyncClient) -> None:
    secrets, rows_before_use = [PASSWORD, ANOTHER], ""
    with structlog.testing.capture_logs() as logs:
        await visitor.post("/auth/register", data={"email": ANNA})
        secrets.append(newest_link(db)["token"])
        await visitor.post("/auth/verify", data={"token": secrets[-1], "password": "short"})
        await visitor.post("/auth/verify", data={"token": secrets[-1], "password": PASSWORD})
        secrets.append(visitor.cookies[COOKIE])
        await sign_in(visitor, "wrong password")
        await visitor.post("/auth/password", data={"current": PASSWORD, "password": ANOTHER})
        secrets.append(visitor.cookies[COOKIE])
        rows_before_use = db.transact(everything)
    assert len(logs) >= 4
    for secret in [*secrets, ANNA]:
        assert secret not in str(logs)
    assert [secret for secret in secrets if secret in rows_before_use] == []


def everything(session: Session) -> str:
    """Every row of every table, but for the mail itself: its text holds the link until it is sent."""
    from sqlmodel import SQLModel

    tables = [table for name, table in SQLModel.metadata.tables.items() if name != "mail"]
    return "\n".join(str(row) for table in tables for row in session.connection().execute(table.select()))
