"""Signing in elsewhere: who is who, and every way in which somebody could be somebody else."""

from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pyotp
import pytest
from joserfc.jwk import ECKey, RSAKey
from starlette.applications import Starlette
from starlette.routing import Route

from creditshop import ratelimit
from creditshop.accounts import (
    Role,
    account,
    begin_factor,
    confirm_factor,
    disable_user,
    session_user,
    user_by_email,
)
from creditshop.api import auth, oidc
from creditshop.clock import utcnow
from creditshop.config import settings
from tests.accounts.people import ANNA, PASSWORD
from tests.api.auth.conftest import COOKIE, SHOP, make, sign_in, whoami
from tests.conftest import Database
from tests.oidc.provider import CLIENT, SECRET, Provider, query, running_provider

APP = Starlette(routes=[*auth.routes, *oidc.routes, Route("/whoami", whoami)])
ANNA_THERE = {"sub": "anna-1", "email": ANNA, "email_verified": True}


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    with running_provider() as provider:
        yield provider


@pytest.fixture
def provider(db: Database, running: Provider, clean_settings: pytest.MonkeyPatch) -> Provider:
    for name, value in (
        ("PUBLIC_URL", SHOP),
        ("OIDC_ISSUER", running.issuer),
        ("OIDC_CLIENT_ID", CLIENT),
        ("OIDC_CLIENT_SECRET", SECRET),
    ):
        clean_settings.setenv(name, value)
    settings.cache_clear()
    oidc._provider.cache_clear()
    ratelimit.forget()
    running.claims, running.header, running.signer, running.status, running.asked = {}, {}, None, 200, []
    return running


def browser() -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(APP), base_url=SHOP, headers={"origin": SHOP})


@pytest.fixture
async def visitor(provider: Provider) -> AsyncIterator[httpx.AsyncClient]:
    async with browser() as client:
        yield client


async def led_away(client: httpx.AsyncClient, **query_: str) -> str:
    answer = await client.get("/auth/oidc", params=query_)
    assert answer.status_code == 303
    return answer.headers["location"]


async def go(client: httpx.AsyncClient, provider: Provider, next_: str = "/account/", **person: Any) -> str:
    """Sign in there, as this person; where the shop leads then."""
    told = provider.sign_in(await led_away(client, next=next_), **ANNA_THERE | person)
    answer = await client.get(query(told))
    assert answer.status_code == 303
    return answer.headers["location"]


async def who(client: httpx.AsyncClient) -> str | None:
    found = (await client.get("/whoami")).json()
    return found["email"] if found else None


def code_of(location: str) -> str:
    assert location.startswith("/login/")
    return parse_qs(urlsplit(location).query)["error"][0]


async def test_somebody_new_gets_an_account_and_finds_it_again(
    db: Database, provider: Provider, visitor: httpx.AsyncClient
) -> None:
    assert await go(visitor, provider) == "/account/"
    assert await who(visitor) == ANNA
    mine = db.transact(account, db.transact(user_by_email, ANNA))
    assert (mine.role, mine.verified) == (Role.CUSTOMER, True)
    async with browser() as other:  # whose address there has changed since
        assert await go(other, provider, email="other@example.com", email_verified=False) == "/account/"
        assert await who(other) == ANNA


async def test_an_account_with_the_address_is_not_taken_over(
    db: Database, provider: Provider, visitor: httpx.AsyncClient
) -> None:
    make(db)
    assert code_of(await go(visitor, provider)) == "oidc_taken"
    assert await who(visitor) is None


async def test_an_address_that_was_not_checked_there_is_no_ones(provider: Provider, visitor: httpx.AsyncClient) -> None:
    for verified in (False, None, "true", 1):
        assert code_of(await go(visitor, provider, email_verified=verified)) == "oidc_unverified"
    assert code_of(await go(visitor, provider, email="nobody")) == "email"
    assert await who(visitor) is None


async def test_its_owner_connects_and_disconnects_it(
    db: Database, provider: Provider, visitor: httpx.AsyncClient
) -> None:
    make(db)
    await sign_in(visitor)
    told = provider.sign_in(await led_away(visitor, connect="1"), **ANNA_THERE | {"email": "elsewhere@example.com"})
    assert (await visitor.get(query(told))).headers["location"] == "/account/settings/?done=connected"
    async with browser() as other:
        await go(other, provider)
        assert await who(other) == ANNA
        refused = await visitor.post("/auth/oidc/disconnect", data={"password": "wrong password"})
        assert "error=credentials" in refused.headers["location"]
        done = await visitor.post("/auth/oidc/disconnect", data={"password": PASSWORD})
        assert done.headers["location"] == "/account/settings/?done=disconnected"
        assert code_of(await go(other, provider)) == "oidc_taken"


async def test_an_identity_belongs_to_one_account(db: Database, provider: Provider, visitor: httpx.AsyncClient) -> None:
    await go(visitor, provider, email="first@example.com")
    make(db)
    async with browser() as other:
        await sign_in(other)
        told = provider.sign_in(await led_away(other, connect="1"), **ANNA_THERE)
        answer = await other.get(query(told))
        assert answer.headers["location"] == "/account/settings/?error=oidc_taken"


async def test_a_second_factor_is_asked_for_and_who_is_shut_out_stays_out(
    db: Database, provider: Provider, visitor: httpx.AsyncClient
) -> None:
    await go(visitor, provider)
    user = db.transact(session_user, visitor.cookies[COOKIE], now=utcnow())
    assert user
    secret = db.transact(begin_factor, user, now=utcnow())
    db.transact(confirm_factor, user, pyotp.TOTP(secret).at(utcnow()), now=utcnow())
    async with browser() as other:
        assert (await go(other, provider)).startswith("/code/")
        assert await who(other) is None
    db.transact(disable_user, user.user_id, now=utcnow())
    async with browser() as other:
        assert code_of(await go(other, provider)) == "credentials"


async def test_the_way_back_is_for_the_browser_that_left_and_once(
    provider: Provider, visitor: httpx.AsyncClient
) -> None:
    """RFC 9700, 4.7: a link with a state of the attacker's signs nobody in."""
    told = provider.sign_in(await led_away(visitor), **ANNA_THERE)
    async with browser() as thief:
        assert code_of((await thief.get(query(told))).headers["location"]) == "oidc"
        assert provider.asked.count("/token") == 0
    assert (await visitor.get(query(told))).headers["location"] == "/account/"
    assert code_of((await visitor.get(query(told))).headers["location"]) == "oidc"
    for wrong in ({"state": "x"}, {"code": ""}, {"iss": "https://evil.example"}):
        told = provider.sign_in(await led_away(visitor), **ANNA_THERE)
        assert code_of((await visitor.get(query(told | wrong))).headers["location"]) == "oidc"


@pytest.mark.parametrize("next_", ["https://evil.example/", "//evil.example", "/\\evil.example"])
async def test_it_leads_nowhere_else(provider: Provider, visitor: httpx.AsyncClient, next_: str) -> None:
    assert "evil" not in await go(visitor, provider, next_=next_)


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://evil.example"},
        {"aud": "another-client"},
        {"aud": [CLIENT, "another-client"]},
        {"azp": "another-client"},
        {"exp": 1_700_000_000},
        {"exp": None},
        {"iat": None},
        {"nonce": "another"},
        {"nonce": None},
        {"sub": None},
    ],
)
async def test_a_token_that_is_not_for_this_sign_in_is_refused(
    provider: Provider, visitor: httpx.AsyncClient, claims: dict[str, Any]
) -> None:
    provider.claims = claims
    assert code_of(await go(visitor, provider)) == "oidc"
    assert await who(visitor) is None


async def test_a_token_that_nobody_there_has_signed_is_refused(provider: Provider, visitor: httpx.AsyncClient) -> None:
    """RFC 8725, 2.1 and 3.2."""
    provider.header = {"alg": "none"}
    assert code_of(await go(visitor, provider)) == "oidc"
    provider.header = {"alg": "HS256"}  # with the public key, as if it were a shared secret
    assert code_of(await go(visitor, provider)) == "oidc"
    provider.header, provider.signer = {}, RSAKey.generate_key(2048, {"kid": provider.key.kid})
    assert code_of(await go(visitor, provider)) == "oidc"
    assert await who(visitor) is None


async def test_keys_are_read_again_when_they_are_changed_and_not_each_time(
    provider: Provider, visitor: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    await go(visitor, provider)
    await go(visitor, provider)
    assert provider.asked.count("/keys") == 1
    before, provider.key = provider.key, ECKey.generate_key("P-256", {"kid": "second"})
    assert code_of(await go(visitor, provider)) == "oidc", "whoever makes up key ids makes nobody ask each time"
    monkeypatch.setattr("creditshop.providers.oidc.provider._KEYS_AGAIN", 0)
    assert await go(visitor, provider) == "/account/"
    provider.key = before


async def test_a_provider_that_is_away_or_is_another_signs_nobody_in(
    provider: Provider, visitor: httpx.AsyncClient, clean_settings: pytest.MonkeyPatch
) -> None:
    provider.status = 500
    assert code_of(await led_away(visitor)) == "oidc"
    provider.status = 200
    clean_settings.setenv("OIDC_ISSUER", f"{provider.issuer}/tenant")
    settings.cache_clear()
    assert code_of(await led_away(visitor)) == "oidc"


async def test_without_one_there_is_no_such_page(provider: Provider, clean_settings: pytest.MonkeyPatch) -> None:
    for name in ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"):
        clean_settings.delenv(name)
    settings.cache_clear()
    async with browser() as client:
        for path in ("/auth/oidc", "/auth/oidc/callback"):
            assert (await client.get(path)).status_code == 404


async def test_connecting_needs_a_fresh_session(db: Database, visitor: httpx.AsyncClient) -> None:
    assert await led_away(visitor, connect="1") == "/confirm/?next=%2Faccount%2Fsettings%2F"
