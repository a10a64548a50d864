"""Every answer has a request id and a version; what goes wrong here is a problem document, too."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from creditshop import ratelimit
from creditshop.api import acts
from creditshop.api.rest import create_api
from creditshop.apikeys import keys
from creditshop.config import settings
from creditshop.database import engine
from tests.api.rest.app import App, calling, customer, key_for
from tests.api.rest.test_spends import refused
from tests.conftest import Database


async def test_every_answer_has_an_id_of_its_own_and_the_version(db: Database, app: App) -> None:
    answers = [await app.get("/features"), await app.get("/nowhere"), await app.http.get("/features")]
    ids = {answer.headers["request-id"] for answer in answers}
    assert len(ids) == 3
    assert all(one.startswith("req_") for one in ids)
    assert {answer.headers["creditshop-version"] for answer in answers} == {"2026-11-01"}


async def test_what_is_no_route_is_a_problem(app: App) -> None:
    refused(await app.get("/nowhere"), 404, "NOT_FOUND")
    other = await app.http.delete("/features")
    refused(other, 405, "METHOD_NOT_ALLOWED")
    assert other.headers["allow"] == "GET"


async def test_a_bug_is_a_500_without_its_words(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    """OWASP ASVS 5.0, 16.5.1."""

    def broken(*_args: object, **_more: object) -> None:
        raise RuntimeError("canary")

    monkeypatch.setattr(acts, "find_spend", broken)
    answer = await app.get("/spends/op_1")
    assert (answer.status_code, answer.json()["code"]) == (500, "INTERNAL")
    assert answer.json()["request_id"] == answer.headers["request-id"]
    assert "canary" not in answer.text


@pytest.fixture
async def abandoned(db: Database, clean_settings: pytest.MonkeyPatch, tmp_path: Path) -> AsyncIterator[App]:
    """An app whose shop has lost its database."""
    token = key_for(db)
    engine.dispose()
    gone = f"sqlite:///{tmp_path}" if db.url.startswith("sqlite") else "postgresql://user:canary@127.0.0.1:9/none"
    clean_settings.setenv("DATABASE_URL", gone)
    settings.cache_clear()
    async with calling(token) as app:
        yield app


async def test_without_database_the_answer_is_try_again(abandoned: App) -> None:
    answer = await abandoned.post("/spends", wallet="wal_1", credits=1)
    refused(answer, 503, "UNAVAILABLE")
    assert answer.headers["retry-after"] == "5"
    assert "canary" not in answer.text


async def test_a_key_is_used_so_often_a_minute_and_no_more(
    db: Database, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ratelimit.LIMITS, "api.key", ratelimit.parse("2 per minute"))
    answers: list[httpx.Response] = [await app.get("/features") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    refused(answers[-1], 429, "RATE_LIMITED")
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60
    app.token = key_for(db)
    assert (await app.get("/features")).status_code == 200


async def test_a_network_without_a_live_key_fails_so_often_and_no_more(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ratelimit.LIMITS, "api.network", ratelimit.parse("2 per minute"))
    transport = httpx.ASGITransport(create_api(), client=("203.0.113.7", 443))
    async with httpx.AsyncClient(transport=transport, base_url="http://shop.test") as http:
        guesses = [
            {},
            {"Authorization": "Bearer guess"},
            {"Authorization": f"Bearer {app.token[:-1]}{'a' if app.token[-1] != 'a' else 'b'}"},
        ]
        answers = [await http.get("/features", headers=guess) for guess in guesses]
        assert [answer.status_code for answer in answers] == [401, 401, 429]
        refused(answers[-1], 429, "RATE_LIMITED")
        assert (await http.get("/features", headers=app.headers())).status_code == 200
    assert (await app.http.get("/features")).status_code == 401


async def test_a_key_says_when_it_was_used(db: Database, app: App) -> None:
    owner, wallet = customer(db)
    app.token = key_for(db, owner, ["read"])
    assert (await app.get(f"/wallets/{wallet}")).status_code == 200
    (key,) = db.transact(keys, owner)
    assert key.last_used_at is not None
