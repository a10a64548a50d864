"""Every answer has a request id; a wrong request is answered with a problem document, a bug of ours with no details."""

import asyncio
import re
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from creditshop import ratelimit
from creditshop.api import acts
from creditshop.api.graphql import PATH
from creditshop.api.rest import docs
from creditshop.apikeys import keys
from creditshop.config import settings
from creditshop.database import engine
from tests.api.graphql.app import GraphQLApp, calling
from tests.api.rest.app import customer, key_for
from tests.api.rest.test_spends import refused
from tests.conftest import Database

FEATURES = "{ features { slug } }"


STARTS = """
import sys
from creditshop.creditshop import with_routes

assert "/graphql" in [route.path for route in with_routes(with_routes).routes]
assert not {"strawberry", "graphql"} & set(sys.modules)
"""


def test_a_shop_that_starts_serves_it_but_does_not_wait_for_strawberry() -> None:
    assert subprocess.run([sys.executable, "-c", STARTS], check=False).returncode == 0


async def test_the_example_of_the_documentation_works(app: GraphQLApp) -> None:
    page = Path(docs.__file__).with_name("docs.html").read_text()
    (body,) = re.findall(r"/graphql \\\n.*?-d '(.*?)'</pre>", page, re.DOTALL)
    answer = await app.http.post(PATH, content=body, headers={"Authorization": f"Bearer {app.token}"})
    assert answer.json()["data"]["spend"]["code"] == "INSUFFICIENT_CREDITS"
    assert answer.json()["data"]["spend"]["required"] == 3


async def test_every_answer_has_an_id_of_its_own_and_the_version(app: GraphQLApp) -> None:
    answers = [
        await app.send(FEATURES),
        await app.send("nonsense"),
        await app.http.get(PATH),
        await app.http.post(PATH),
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 405, 401]
    assert len({answer.headers["request-id"] for answer in answers}) == 4
    assert {answer.headers["creditshop-version"] for answer in answers} == {"2026-11-01"}
    assert answers[1].json()["errors"][0]["extensions"]["requestId"] == answers[1].headers["request-id"]
    assert answers[2].headers["allow"] == "POST"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"nonsense",
        b"[]",
        b'[{"query": "{ features { slug } }"}]',
        b'{"query": ""}',
        b'{"query": 1}',
        b'{"query": "{ features { slug } }", "variables": []}',
        b'{"query": "{ features { slug } }", "more": 1}',
        b'{"query": "{ features { slug } }", "operationName": "other"}',
        b'{"query": "subscription { anything }"}',
        b'{"query": "fragment f on Query { __typename }"}',
        b'{"query": "#' + b" " * 20_000 + b'"}',
        b'{"query": "\xff"}',
        b"[" * 100_000,
    ],
)
async def test_what_is_no_operation_is_a_problem(app: GraphQLApp, body: bytes) -> None:
    answer = await app.http.post(PATH, content=body, headers={"Authorization": f"Bearer {app.token}"})
    refused(answer, 422, "INVALID_REQUEST")


async def test_of_several_operations_the_one_that_is_named_runs(app: GraphQLApp) -> None:
    query = "query a { features { slug } } query b { wallets { hasMore } }"
    assert (await app.ask(query))["errors"][0]["extensions"]["code"] == "INVALID_REQUEST"
    headers = {"Authorization": f"Bearer {app.token}"}
    answer = await app.http.post(PATH, json={"query": query, "operationName": "b"}, headers=headers)
    assert answer.json() == {"data": {"wallets": {"hasMore": False}}}


async def test_a_body_that_is_too_large_is_refused(app: GraphQLApp) -> None:
    headers = {"Authorization": f"Bearer {app.token}"}
    refused(await app.http.post(PATH, content=b" " * 300_000, headers=headers), 413, "TOO_LARGE")


async def test_a_bug_is_masked_and_logged_once_with_the_request(
    db: Database, app: GraphQLApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_more: object) -> None:
        raise RuntimeError("canary")

    for name in ("list_features", "spend"):
        monkeypatch.setattr(acts, name, broken)
    _, wallet = customer(db, 5)
    spend = f'mutation {{ spend(idempotencyKey: "k", wallet: "{wallet}", credits: 1) {{ __typename }} }}'
    for query in (FEATURES, spend):
        with capture_logs() as logs:
            response = await app.send(query)
        (error,) = response.json()["errors"]
        assert error["extensions"]["code"] == "INTERNAL"
        assert error["extensions"]["requestId"] == response.headers["request-id"]
        assert "canary" not in response.text
        (entry,) = [line for line in logs if line["event"] != "request"]
        assert (entry["event"], str(entry["exc_info"])) == ("graphql_failed", "canary")


async def test_one_field_that_is_refused_leaves_the_others(app: GraphQLApp) -> None:
    with capture_logs() as logs:
        answer = await app.ask('{ features { slug } wallet(id: "wal_none") { id } }')
    assert answer["data"] == {"features": [], "wallet": None}
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["WALLET_NOT_FOUND"]
    assert [line["event"] for line in logs] == ["request"]


async def test_mutations_of_one_request_run_in_order_each_by_itself(db: Database, app: GraphQLApp) -> None:
    _, wallet = customer(db, 10)
    wishes = [("a", 6), ("b", 6), ("c", 4), ("d", 1)]
    parts = (
        f'{name}: spend(idempotencyKey: "{name}", wallet: "{wallet}", credits: {wanted}) '
        "{ ... on Spend { balance { available } } ... on Problem { code } }"
        for name, wanted in wishes
    )
    assert (await app.ask(f"mutation {{ {' '.join(parts)} }}"))["data"] == {
        "a": {"balance": {"available": 4}},
        "b": {"code": "INSUFFICIENT_CREDITS"},
        "c": {"balance": {"available": 0}},
        "d": {"code": "INSUFFICIENT_CREDITS"},
    }


async def test_one_key_many_times_at_once_spends_once(db: Database, app: GraphQLApp) -> None:
    _, wallet = customer(db, 100)
    wish = {"wallet": wallet, "credits": 7, "idempotencyKey": "once"}
    answers = await asyncio.gather(*(app.do("spend", **wish) for _ in range(20)))
    assert all(answer == answers[0] for answer in answers)
    assert (await app.read("wallet", id=wallet))["balance"]["available"] == 93


async def test_a_key_is_used_so_often_a_minute_over_either_door(
    app: GraphQLApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ratelimit.LIMITS, "api.key", ratelimit.parse("2 per minute"))
    answers = [await app.send(FEATURES) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    refused(answers[-1], 429, "RATE_LIMITED")
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60


async def test_a_key_says_when_it_was_used(db: Database, app: GraphQLApp) -> None:
    owner, _ = customer(db)
    await replace(app, token=key_for(db, owner, ["read"])).ask(FEATURES)
    (key,) = db.transact(keys, owner)
    assert key.last_used_at is not None


@pytest.fixture
async def abandoned(db: Database, clean_settings: pytest.MonkeyPatch, tmp_path: Path) -> AsyncIterator[GraphQLApp]:
    """An app whose shop has lost its database."""
    token = key_for(db)
    engine.dispose()
    gone = f"sqlite:///{tmp_path}" if db.url.startswith("sqlite") else "postgresql://user:canary@127.0.0.1:9/none"
    clean_settings.setenv("DATABASE_URL", gone)
    settings.cache_clear()
    async with calling(token) as app:
        yield app


async def test_without_database_the_answer_is_try_again(abandoned: GraphQLApp) -> None:
    answer = await abandoned.send(FEATURES)
    refused(answer, 503, "UNAVAILABLE")
    assert "canary" not in answer.text
