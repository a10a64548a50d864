"""What a wallet holds, held, and used: now, at any moment, page by page."""

from datetime import UTC, datetime, timedelta

import pytest

from creditshop import ratelimit
from creditshop.api import acts
from creditshop.api.errors import RequestInvalid
from creditshop.api.requests import GrantRequest
from creditshop.apikeys import Caller
from creditshop.catalog import seed_features
from creditshop.clock import utcnow
from tests.api.rest.app import App, customer, fill
from tests.api.rest.test_spends import refused
from tests.conftest import Database


async def test_a_wallet_is_made_once_and_found_by_either_name(app: App) -> None:
    made = await app.post("/wallets", external_id="ada@app", email="Ada@example.com", name="Ada")
    again = await app.post("/wallets", external_id="ada@app")
    assert (made.status_code, again.status_code) == (201, 200)
    assert made.content == again.content == (await app.get("/wallets/external:ada@app")).content
    assert made.content == (await app.get(f"/wallets/{made.json()['id']}")).content
    taken = refused(await app.post("/wallets", external_id="bob", email="ada@example.com"), 409, "EMAIL_TAKEN")
    assert taken["detail"] == "Another account has this address."
    refused(await app.post("/wallets", external_id="bob", email="nobody"), 422, "EMAIL_INVALID")
    refused(await app.get("/wallets/external:bob"), 404, "WALLET_NOT_FOUND")


async def test_all_wallets_are_listed_page_by_page(app: App) -> None:
    made = {(await app.post("/wallets", external_id=f"c{number}")).json()["id"] for number in range(5)}
    seen, cursor = [], {}
    for _ in range(3):
        page = (await app.get("/wallets", limit=2, **cursor)).json()
        seen += [one["id"] for one in page["data"]]
        cursor = {"cursor": page["next_cursor"]}
    assert seen == sorted(made)
    assert (page["has_more"], page["next_cursor"]) == (False, None)


async def test_entries_are_listed_newest_first_with_what_they_changed(db: Database, app: App) -> None:
    _, wallet = customer(db, 10)
    for credits in (1, 2, 3):  # noqa: A001
        await app.post("/spends", wallet=wallet, credits=credits)
    first = (await app.get(f"/wallets/{wallet}/entries", limit=3)).json()
    assert [entry["change"] for entry in first["data"]] == [-3, -2, -1]
    last = (await app.get(f"/wallets/{wallet}/entries", cursor=first["next_cursor"])).json()
    assert [(entry["change"], entry["cause"]) for entry in last["data"]] == [(10, "purchase")]
    assert (first["has_more"], last["has_more"], last["next_cursor"]) == (True, False, None)
    assert "actor" not in first["data"][0]


async def test_the_balance_at_a_moment_is_what_it_was(db: Database, app: App) -> None:
    _, wallet = customer(db, 10)
    then = utcnow().isoformat()
    await app.post("/spends", wallet=wallet, credits=4)
    now = (await app.get(f"/wallets/{wallet}/balance")).json()
    before = (await app.get(f"/wallets/{wallet}/balance", at=then)).json()
    assert (now["balance"]["available"], before["balance"]["available"]) == (6, 10)
    assert [grant["remaining"] for grant in now["grants"] + before["grants"]] == [6, 10]
    beginning = (await app.get(f"/wallets/{wallet}/balance", at="2020-01-01T00:00:00Z")).json()
    assert (beginning["balance"]["available"], beginning["grants"]) == (0, [])


async def test_the_past_is_read_so_often_and_no_more(db: Database, app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is added up from all that a wallet ever did, and holds that are released make entries for nothing."""
    monkeypatch.setitem(ratelimit.LIMITS, "api.past", ratelimit.parse("2 per minute"))
    _, wallet = customer(db, 10)
    at = utcnow().isoformat()
    answers = [await app.get(f"/wallets/{wallet}/balance", at=at) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    refused(answers[-1], 429, "RATE_LIMITED")
    assert (await app.get(f"/wallets/{wallet}/balance")).status_code == 200


@pytest.mark.parametrize("at", ["yesterday", "2026-01-01T00:00:00", "0001-01-01T00:00:00+14:00"])
async def test_a_moment_has_a_time_zone_and_is_one(db: Database, app: App, at: str) -> None:
    _, wallet = customer(db)
    refused(await app.get(f"/wallets/{wallet}/balance", at=at), 422, "INVALID_REQUEST")


async def test_grants_are_listed_in_the_order_in_which_they_are_used(db: Database, app: App) -> None:
    _, wallet = customer(db, 10)
    expires_at = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    gift = await app.post("/grants", wallet=wallet, credits=5, reason="welcome", expires_at=expires_at)
    assert gift.status_code == 201
    page = (await app.get(f"/wallets/{wallet}/grants")).json()
    assert [(grant["cause"], grant["remaining"]) for grant in page["data"]] == [("promotion", 5), ("purchase", 10)]
    assert page["data"][0]["id"] == gift.json()["grant"]
    assert page["data"][0]["reference"] == "welcome"


async def test_a_gift_is_given_once(db: Database, app: App) -> None:
    _, wallet = customer(db)
    wish = {"wallet": wallet, "credits": 5, "reason": "welcome", "expires_at": "2030-01-01T00:00:00+01:00"}
    answers = [await app.post("/grants", key="k", **wish) for _ in range(2)]
    assert answers[0].content == answers[1].content
    assert answers[0].json()["expires_at"] == "2029-12-31T23:00:00.000000Z"
    assert (await app.get(f"/wallets/{wallet}")).json()["balance"]["available"] == 5


async def test_a_gift_that_has_expired_already_is_refused_unless_it_was_given_before(db: Database, app: App) -> None:
    _, wallet = customer(db)
    soon = utcnow() + timedelta(seconds=30)
    wish = {"wallet": wallet, "credits": 5, "reason": "welcome", "expires_at": soon.isoformat()}
    given = await app.post("/grants", key="k", **wish)
    caller, request = Caller("key_1", None, frozenset(), None), GrantRequest.model_validate(wish)
    later = soon + timedelta(seconds=1)
    again = db.transact(acts.grant, caller, request, "k", now=later)
    assert (again.answer.id, again.replayed) == (given.json()["id"], True)
    with pytest.raises(RequestInvalid):
        db.transact(acts.grant, caller, request, "another", now=later)


async def test_use_is_summed_by_day_and_feature(db: Database, app: App) -> None:
    db.transact(seed_features)
    _, wallet = customer(db)
    fill(db, wallet, 10)
    for _ in range(2):
        await app.post("/spends", wallet=wallet, feature="image.resize")
    await app.post("/spends", wallet=wallet, credits=3)
    today = utcnow().date().isoformat()
    assert (await app.get(f"/wallets/{wallet}/usage")).json()["data"] == [
        {"day": today, "feature": None, "credits": 3, "spends": 1},
        {"day": today, "feature": "image.resize", "credits": 2, "spends": 2},
    ]
    earlier = await app.get(f"/wallets/{wallet}/usage", **{"from": "2020-01-01", "to": "2020-12-31"})
    assert earlier.json()["data"] == []


@pytest.mark.parametrize(
    ("since", "until"), [("2026-01-02", "2026-01-01"), ("2024-01-01", "2026-01-01"), ("0001-01-01", "9999-12-31")]
)
async def test_use_is_asked_for_at_most_a_year(db: Database, app: App, since: str, until: str) -> None:
    _, wallet = customer(db)
    refused(await app.get(f"/wallets/{wallet}/usage", **{"from": since, "to": until}), 422, "INVALID_REQUEST")


@pytest.mark.parametrize("at_the_end", [{"to": "0001-01-01"}, {"from": "9999-12-31", "to": "9999-12-31"}])
async def test_the_ends_of_the_calendar_are_days_like_others(
    db: Database, app: App, at_the_end: dict[str, str]
) -> None:
    _, wallet = customer(db)
    assert (await app.get(f"/wallets/{wallet}/usage", **at_the_end)).status_code == 200


@pytest.mark.parametrize("what", ["", "/balance", "/grants", "/entries", "/holds", "/usage"])
async def test_no_wallet_is_a_missing_one(app: App, what: str) -> None:
    for wallet in ("wal_none", "external:nobody"):
        refused(await app.get(f"/wallets/{wallet}{what}"), 404, "WALLET_NOT_FOUND")
