"""A hold reserves credits until they are captured, released, or its time is over."""

import pytest

from tests.api.rest.app import App, customer
from tests.api.rest.test_spends import refused
from tests.conftest import Database


async def hold(app: App, wallet: str, **more: object) -> dict[str, object]:
    answer = await app.post("/holds", **{"wallet": wallet, "credits": 40} | more)
    assert answer.status_code == 201, answer.text
    body: dict[str, object] = answer.json()
    return body


async def test_held_credits_cannot_be_spent(db: Database, app: App) -> None:
    _, wallet = customer(db, 100)
    made = await hold(app, wallet, reference="job_1", expires_in=60)
    assert (made["state"], made["credits"], made["reference"]) == ("open", 40, "job_1")
    assert (await app.get(f"/holds/{made['id']}")).json() == made
    assert (await app.get(f"/wallets/{wallet}/holds")).json()["data"] == [made]
    body = refused(await app.post("/spends", wallet=wallet, credits=61), 402, "INSUFFICIENT_CREDITS")
    assert (body["available"], body["held"]) == (60, 40)


async def test_a_capture_uses_a_part_and_releases_the_rest_once(db: Database, app: App) -> None:
    _, wallet = customer(db, 100)
    made = await hold(app, wallet)
    answers = [await app.post(f"/holds/{made['id']}/capture", key="k", credits=15) for _ in range(2)]
    assert answers[0].content == answers[1].content
    assert [answer.headers.get("idempotent-replayed") for answer in answers] == [None, "true"]
    body = answers[0].json()
    assert (body["hold"], body["credits"], body["released"]) == (made["id"], 15, 25)
    assert body["balance"] == {"available": 85, "held": 0, "frozen": 0, "owed": 0}
    found = (await app.get(f"/holds/{made['id']}")).json()
    assert (found["state"], found["captured"]) == ("captured", 15)
    again = refused(await app.post(f"/holds/{made['id']}/capture"), 409, "HOLD_NOT_OPEN")
    assert again["state"] == "captured"


async def test_a_capture_without_body_uses_everything(db: Database, app: App) -> None:
    _, wallet = customer(db, 100)
    made = await hold(app, wallet)
    answer = await app.http.post(f"/holds/{made['id']}/capture", headers=app.headers("k"))
    assert (answer.status_code, answer.json()["credits"]) == (200, 40), answer.text


async def test_a_release_gives_everything_back(db: Database, app: App) -> None:
    _, wallet = customer(db, 100)
    made = await hold(app, wallet)
    body = (await app.post(f"/holds/{made['id']}/release")).json()
    assert (body["credits"], body["released"], body["balance"]["available"]) == (0, 40, 100)


async def test_more_than_is_held_cannot_be_captured(db: Database, app: App) -> None:
    _, wallet = customer(db, 100)
    made = await hold(app, wallet)
    body = refused(await app.post(f"/holds/{made['id']}/capture", credits=41), 422, "CAPTURE_EXCEEDS_HOLD")
    assert (body["held"], body["wanted"]) == (40, 41)


async def test_a_repeated_hold_is_answered_as_it_was_even_after_its_end(db: Database, app: App) -> None:
    _, wallet = customer(db, 100)
    wish = {"wallet": wallet, "credits": 40, "expires_in": 60}
    first = await app.post("/holds", key="k", **wish)
    await app.post(f"/holds/{first.json()['id']}/capture")
    again = await app.post("/holds", key="k", **wish)
    assert again.content == first.content
    refused(await app.post("/holds", key="k", **wish | {"expires_in": 61}), 409, "IDEMPOTENCY_CONFLICT")


async def test_pages_follow_the_cursor(db: Database, app: App) -> None:
    _, wallet = customer(db, 100)
    made = [(await hold(app, wallet, credits=1))["id"] for _ in range(5)]
    seen, cursor = [], {}
    for _ in range(3):
        page = (await app.get(f"/wallets/{wallet}/holds", limit=2, **cursor)).json()
        seen += [one["id"] for one in page["data"]]
        cursor = {"cursor": page["next_cursor"]}
    assert seen == made[::-1]
    assert (page["has_more"], page["next_cursor"]) == (False, None)


@pytest.mark.parametrize("act", ["capture", "release"])
async def test_no_hold_is_a_missing_one(app: App, act: str) -> None:
    refused(await app.post(f"/holds/hld_none/{act}"), 404, "HOLD_NOT_FOUND")
