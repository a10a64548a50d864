"""A spend over HTTP takes credits once, says where they came from, and says why when it takes none."""

import asyncio
from dataclasses import replace

import httpx
import pytest

from creditshop.catalog import FeatureView, keep_feature
from creditshop.ledger import balance
from tests.api.rest.app import App, customer, fill, key_for
from tests.conftest import Database

PAGE = FeatureView("page.render", "Page", credits=3, per_unit=True, unit="page", active=True)


def refused(answer: httpx.Response, status: int, code: str) -> dict[str, object]:
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), answer.text
    body: dict[str, object] = answer.json()
    assert (body["status"], body["code"]) == (status, code)
    assert body["type"] == f"http://localhost:8000/api/v1/docs#{code}"
    assert body["request_id"] == answer.headers["request-id"]
    return body


async def test_a_spend_takes_credits_and_names_their_grant(db: Database, app: App) -> None:
    _, wallet = customer(db, 100)
    answer = await app.post("/spends", wallet=wallet, credits=30, reference="job_1")
    assert answer.status_code == 201
    body = answer.json()
    assert (body["wallet"], body["credits"], body["feature"], body["reference"]) == (wallet, 30, None, "job_1")
    assert body["balance"] == {"available": 70, "held": 0, "frozen": 0, "owed": 0}
    assert [share["credits"] for share in body["grants"]] == [30]
    assert body["created_at"].endswith("Z")
    assert len(body["created_at"]) == len("2026-11-22T12:00:00.000000Z")
    again = await app.get(f"/spends/{body['id']}")
    assert again.content == answer.content


async def test_a_feature_costs_what_the_price_list_says(db: Database, app: App) -> None:
    db.transact(keep_feature, PAGE)
    _, wallet = customer(db, 100)
    answer = await app.post("/spends", key="k", wallet=wallet, feature="page.render", quantity=4)
    assert (answer.json()["credits"], answer.json()["feature"]) == (12, "page.render")
    db.transact(keep_feature, replace(PAGE, credits=5))
    again = await app.post("/spends", key="k", wallet=wallet, feature="page.render", quantity=4)
    assert again.content == answer.content
    refused(await app.post("/spends", wallet=wallet, feature="no.such"), 404, "FEATURE_NOT_FOUND")


async def test_credits_come_in_no_quantity(db: Database, app: App) -> None:
    _, wallet = customer(db, 100)
    for path in ("/spends", "/holds"):
        refused(await app.post(path, wallet=wallet, credits=5, quantity=3), 422, "INVALID_REQUEST")
    assert db.transact(balance, wallet).available == 100


async def test_a_feature_that_is_gone_is_answered_again_as_it_was(db: Database, app: App) -> None:
    db.transact(keep_feature, PAGE)
    _, wallet = customer(db, 100)
    used = {"wallet": wallet, "feature": "page.render", "quantity": 4}
    spent, held = [await app.post(path, key=path, **used) for path in ("/spends", "/holds")]
    db.transact(keep_feature, replace(PAGE, active=False))
    assert (await app.post("/spends", key="/spends", **used)).content == spent.content
    assert (await app.post("/holds", key="/holds", **used)).content == held.content
    refused(await app.post("/spends", **used), 404, "FEATURE_NOT_FOUND")


async def test_one_key_a_hundred_times_spends_once_and_answers_the_same_bytes(db: Database, app: App) -> None:
    _, wallet = customer(db, 100)
    answers = await asyncio.gather(*(app.post("/spends", key="once", wallet=wallet, credits=7) for _ in range(100)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert sum("idempotent-replayed" not in answer.headers for answer in answers) == 1
    assert (await app.get(f"/wallets/{wallet}")).json()["balance"]["available"] == 93


async def test_of_a_hundred_spends_of_a_tenth_at_once_ten_succeed(db: Database, app: App) -> None:
    """OWASP ASVS 5.0, 15.4.2."""
    _, wallet = customer(db, 100)
    answers = await asyncio.gather(*(app.post("/spends", wallet=wallet, credits=10) for _ in range(100)))
    assert sorted(answer.status_code for answer in answers) == [201] * 10 + [402] * 90
    assert (await app.get(f"/wallets/{wallet}")).json()["balance"]["available"] == 0


async def test_the_same_key_for_something_else_is_a_conflict(db: Database, app: App) -> None:
    _, wallet = customer(db, 100)
    await app.post("/spends", key="k", wallet=wallet, credits=1)
    assert refused(await app.post("/spends", key="k", wallet=wallet, credits=2), 409, "IDEMPOTENCY_CONFLICT")["key"]


async def test_keys_of_one_owner_are_one_scope_and_another_owner_has_his_own(db: Database, app: App) -> None:
    owner, wallet = customer(db, 100)
    first = replace(app, token=key_for(db, owner, ["spend"]))
    second = replace(app, token=key_for(db, owner, ["spend"]))
    one, again = [await each.post("/spends", key="k", wallet=wallet, credits=1) for each in (first, second)]
    assert one.content == again.content
    other = await app.post("/spends", key="k", wallet=wallet, credits=1)
    assert other.json()["id"] != one.json()["id"]


async def test_too_few_credits_is_402_with_what_is_needed_and_may_succeed_later(db: Database, app: App) -> None:
    _, wallet = customer(db, 5)
    body = refused(await app.post("/spends", key="k", wallet=wallet, credits=8), 402, "INSUFFICIENT_CREDITS")
    assert (body["required"], body["available"], body["held"]) == (8, 5, 0)
    assert body["top_up_url"] == "http://localhost:8000/"
    fill(db, wallet, 3)
    assert (await app.post("/spends", key="k", wallet=wallet, credits=8)).status_code == 201


@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": ""}, {"Idempotency-Key": "k" * 256}])
async def test_without_a_key_nothing_moves(db: Database, app: App, headers: dict[str, str]) -> None:
    _, wallet = customer(db, 5)
    body = {"wallet": wallet, "credits": 1}
    answer = await app.http.post("/spends", json=body, headers=app.headers() | headers)
    refused(answer, 400, "IDEMPOTENCY_KEY_MISSING")


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"credits": 0}, "AMOUNT_INVALID"),
        ({"credits": 2**53}, "AMOUNT_INVALID"),
        ({"credits": 10**400}, "AMOUNT_INVALID"),
        ({"credits": "1"}, "INVALID_REQUEST"),
        ({"credits": 1.0}, "INVALID_REQUEST"),
        ({"credits": True}, "INVALID_REQUEST"),
        ({"credits": None}, "INVALID_REQUEST"),
        ({"credits": 1, "feature": "page.render"}, "INVALID_REQUEST"),
        ({"credits": 1, "price": 0}, "INVALID_REQUEST"),
        ({"credits": 1, "reference": "a\0b"}, "INVALID_REQUEST"),
        ({"credits": 1, "wallet": "usr_1"}, "INVALID_REQUEST"),
    ],
)
async def test_what_is_not_documented_is_refused(db: Database, app: App, wrong: dict[str, object], code: str) -> None:
    """OWASP ASVS 5.0, 15.3.3."""
    _, wallet = customer(db, 5)
    refused(await app.post("/spends", **{"wallet": wallet} | wrong), 422, code)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"wallet": "\\ud800"}', b"\xff", b'{"credits": ' + b"9" * 5000 + b"}"]
)
async def test_a_body_that_is_no_request_is_refused(app: App, body: bytes) -> None:
    headers = app.headers("k") | {"Content-Type": "application/json"}
    answer = await app.http.post("/spends", content=body, headers=headers)
    refused(answer, 422, "INVALID_REQUEST")


async def test_a_body_that_is_too_large_is_refused(app: App) -> None:
    answer = await app.http.post("/spends", content=b" " * 300_000, headers=app.headers("k"))
    refused(answer, 413, "TOO_LARGE")


async def test_a_wallet_named_by_the_app_is_made_on_first_sight(app: App) -> None:
    refused(await app.post("/spends", wallet="external:ada", credits=1), 402, "INSUFFICIENT_CREDITS")
    wallet = (await app.get("/wallets/external:ada")).json()
    assert (wallet["external_id"], wallet["balance"]["available"]) == ("ada", 0)
    gift = await app.post("/grants", wallet="external:ada", credits=5, reason="welcome")
    spent = await app.post("/spends", wallet="external:ada", credits=2)
    assert gift.json()["wallet"] == spent.json()["wallet"] == wallet["id"]


async def test_many_at_once_make_one_wallet(db: Database, app: App) -> None:
    await asyncio.gather(*(app.post("/spends", wallet="external:new", credits=1) for _ in range(20)))
    assert len((await app.get("/wallets")).json()["data"]) == 1


async def test_a_suspended_wallet_spends_nothing(db: Database, app: App) -> None:
    _, wallet = customer(db, 5)
    assert (await app.post(f"/wallets/{wallet}/suspend", reason="fraud")).json()["suspended"]
    refused(await app.post("/spends", wallet=wallet, credits=1), 403, "WALLET_SUSPENDED")
    await app.post(f"/wallets/{wallet}/resume", reason="cleared")
    assert (await app.post("/spends", wallet=wallet, credits=1)).status_code == 201


async def test_each_spend_of_a_batch_has_its_own_outcome_and_is_repeated_as_it_was(db: Database, app: App) -> None:
    _, wallet = customer(db, 10)
    wishes = [
        {"wallet": wallet, "credits": 6},
        {"wallet": wallet, "credits": 6},
        {"wallet": "wal_none", "credits": 1},
        {"wallet": wallet, "feature": "no.such"},
        {"wallet": wallet, "credits": 4},
    ]
    answer = await app.post("/spends/batch", key="k", spends=wishes)
    items = answer.json()["data"]
    assert [item["status"] for item in items] == [201, 402, 404, 404, 201]
    assert [item["body"].get("code") for item in items[1:4]] == [
        "INSUFFICIENT_CREDITS", "WALLET_NOT_FOUND", "FEATURE_NOT_FOUND",
    ]  # fmt: skip
    again = (await app.post("/spends/batch", key="k", spends=wishes)).json()["data"]
    assert [again[index] for index in (0, 4)] == [items[index] for index in (0, 4)]
    assert (await app.get(f"/wallets/{wallet}")).json()["balance"]["available"] == 0
    refused(await app.post("/spends/batch", spends=wishes * 21), 422, "INVALID_REQUEST")


async def test_what_is_no_spend_is_not_found(db: Database, app: App) -> None:
    _, wallet = customer(db, 5)
    gift = await app.post("/grants", wallet=wallet, credits=5, reason="welcome")
    for spend in ("op_none", gift.json()["id"]):
        refused(await app.get(f"/spends/{spend}"), 404, "SPEND_NOT_FOUND")
