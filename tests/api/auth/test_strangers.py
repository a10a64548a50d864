"""What thieves, guessers and strangers get from the forms of signing in: nothing."""

from urllib.parse import urlsplit

import httpx
import pytest
import structlog
from sqlmodel import Session

from creditshop.accounts import Role, change_role
from creditshop.accounts.users import disable_user
from creditshop.api import auth
from creditshop.clock import utcnow
from creditshop.ratelimit import LIMITS
from tests.accounts.people import ANNA, PASSWORD, mails
from tests.api.auth.conftest import ANOTHER, COOKIE, browser, make, newest_link, refusal, sign_in, who
from tests.conftest import Database


@pytest.mark.parametrize("path", ["/auth/register", "/auth/reset"])
async def test_asking_for_a_link_answers_the_same_for_known_and_unknown(
    db: Database, visitor: httpx.AsyncClient, path: str
) -> None:
    """OWASP ASVS 5.0, 6.3.8."""
    db.transact(disable_user, make(db, "shut@example.com"), now=utcnow())
    make(db)
    answers = [
        await visitor.post(path, data={"email": email}) for email in (ANNA, "nobody@example.com", "shut@example.com")
    ]
    assert len({(answer.status_code, str(sorted(answer.headers.items())), answer.text) for answer in answers}) == 1


async def test_signing_in_answers_the_same_for_known_and_unknown(db: Database, visitor: httpx.AsyncClient) -> None:
    """OWASP ASVS 5.0, 6.3.8."""
    make(db)
    answers = [
        await visitor.post("/auth/login", data={"email": email, "password": "not the password"})
        for email in (ANNA, "nobody@example.com", "no address")
    ]
    assert len({(answer.status_code, str(sorted(answer.headers.items())), answer.text) for answer in answers}) == 1
    assert refusal(answers[0]) == ("/login/", "credentials")


async def test_a_planted_token_never_becomes_valid(db: Database, visitor: httpx.AsyncClient) -> None:
    """OWASP ASVS 5.0, 7.2.4."""
    make(db)
    visitor.cookies.set(COOKIE, "planted", domain="shop.example")
    answer = await sign_in(visitor)
    assert "planted" not in answer.headers["set-cookie"]
    async with browser(cookie=f"{COOKIE}=planted") as thief:
        assert await who(thief) is None


@pytest.mark.parametrize("how", ["logout", "password", "role", "others", "disable"])
async def test_a_stolen_token_is_worthless_afterwards(db: Database, visitor: httpx.AsyncClient, how: str) -> None:
    """OWASP ASVS 5.0, 7.4.1."""
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


async def test_a_foreign_page_cannot_send_a_form(db: Database, visitor: httpx.AsyncClient) -> None:
    make(db)
    await sign_in(visitor)
    for route in auth.routes:
        answer = await visitor.post(route.path, data={"email": ANNA}, headers={"origin": "https://evil.example"})
        assert answer.status_code == 403, route.path
    assert await who(visitor) == ANNA
    assert db.transact(mails) == []


async def test_nobody_is_sent_away_after_signing_in(db: Database, visitor: httpx.AsyncClient) -> None:
    """OWASP ASVS 5.0, 3.7.2."""
    make(db)
    for attack in ("https://evil.example", "//evil.example", "/\\evil.example", "/\r\nSet-Cookie: a=b"):
        answer = await sign_in(visitor, next=attack)
        assert answer.headers["location"] == "/account/"
    refused = await sign_in(visitor, "wrong password", next="//evil.example")
    assert urlsplit(refused.headers["location"])[:3] == ("", "", "/login/")


async def test_guessing_a_password_is_stopped_and_the_owner_still_gets_in(
    db: Database, visitor: httpx.AsyncClient, thief: httpx.AsyncClient
) -> None:
    """OWASP ASVS 5.0, 6.3.1."""
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
    """OWASP ASVS 5.0, 2.4.1."""
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
