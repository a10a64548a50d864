"""GraphQL and REST are two doors to the same acts: the same keys, outcomes, bounds and problems."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from strawberry.utils.str_converters import to_camel_case

from creditshop.accounts.errors import EmailTaken, InvalidEmail, NoSuchUser
from creditshop.api import errors
from creditshop.api.graphql.results import MEMBERS, refusal
from creditshop.api.problems import PROBLEMS, described
from creditshop.apikeys import KeyInvalid
from creditshop.catalog import FeatureNotFound, OfferNotFound, QuantityInvalid
from creditshop.checkout import CheckoutBlocked, CheckoutRefused, CheckoutUnavailable
from creditshop.images import errors as images
from creditshop.ledger import errors as ledger
from creditshop.ratelimit import RateLimited
from tests.api.graphql.app import GraphQLApp
from tests.api.rest.app import App, customer
from tests.api.rest.app import calling as calling_rest
from tests.conftest import Database

EXAMPLES: list[Exception] = [
    KeyInvalid(),
    errors.Forbidden("spend"),
    errors.RequestInvalid([{"loc": ["credits"], "msg": "wrong"}]),
    errors.SpendNotFound("op_1"),
    RateLimited(3),
    ledger.IdempotencyConflict("shop", "k"),
    ledger.InsufficientCredits(3, 2, 1),
    ledger.AmountInvalid(0),
    ledger.WalletNotFound("wal_1"),
    ledger.WalletSuspended("wal_1"),
    ledger.HoldNotFound("hld_1"),
    ledger.HoldNotOpen("hld_1", "captured"),
    ledger.HoldExpired("hld_1"),
    ledger.CaptureExceedsHold("hld_1", 2, 3),
    FeatureNotFound("image.resize"),
    QuantityInvalid("image.resize", 0),
    OfferNotFound("maker", "usd"),
    CheckoutRefused("pur_1", "no"),
    images.PictureNotFound("img_1"),
    images.PictureTypeUnknown(("image/png",)),
    images.PictureTooManyPixels(1),
    images.PicturesFull(1, 2),
]
WITHOUT_DATA = {
    *(
        errors.TooLarge,
        errors.NoSuchRoute,
        errors.WrongMethod,
        errors.KeyMissing,
        errors.Unavailable,
        CheckoutUnavailable,
        CheckoutBlocked,
    ),
    *(images.PictureBroken, images.SignatureInvalid, images.LinkExpired, images.Busy),
    *(InvalidEmail, EmailTaken, NoSuchUser),
}


@pytest.fixture
async def rest(app: GraphQLApp) -> AsyncIterator[App]:
    """The same app, with the same key, over REST."""
    async with calling_rest(app.token) as calling_app:
        yield calling_app


def camel(value: Any) -> Any:
    """A REST body with GraphQL's names."""
    if isinstance(value, dict):
        return {to_camel_case(name): camel(part) for name, part in value.items()}
    return [camel(one) for one in value] if isinstance(value, list) else value


def test_the_table_says_of_what_type_every_problems_data_is() -> None:
    assert {type(one) for one in EXAMPLES} | WITHOUT_DATA == set(PROBLEMS)
    assert not any(PROBLEMS[kind].types for kind in WITHOUT_DATA)
    for error in EXAMPLES:
        problem = PROBLEMS[type(error)]
        facts = problem.facts(error)
        assert {name: type(fact) for name, fact in facts.items()} == problem.types
        told = refusal(error)
        assert type(told) is MEMBERS[problem.code]
        assert {name: getattr(told, name) for name in described(error) if name != "errors"} == {
            name: fact for name, fact in described(error).items() if name != "errors"
        }


async def test_a_key_used_over_rest_is_repeated_over_graphql(db: Database, app: GraphQLApp, rest: App) -> None:
    _, wallet = customer(db, 100)
    spent = await rest.post("/spends", key="s", wallet=wallet, credits=7, reference="job")
    again = await app.do("spend", wallet=wallet, credits=7, reference="job", idempotencyKey="s")
    assert again == {"__typename": "Spend"} | camel(spent.json())
    held = await app.do("openHold", wallet=wallet, credits=9, expiresIn=60, idempotencyKey="h")
    assert {"__typename": "Hold"} | camel(
        (await rest.post("/holds", "h", wallet=wallet, credits=9, expires_in=60)).json()
    ) == held
    taken = await app.do("captureHold", id=held["id"], credits=4, idempotencyKey="c")
    assert {"__typename": "HoldClosing"} | camel(
        (await rest.post(f"/holds/{held['id']}/capture", "c", credits=4)).json()
    ) == taken
    given = await app.do(
        "grantCredits",
        wallet=wallet,
        credits=5,
        reason="gift",
        expiresAt="2040-01-01T00:00:00+01:00",
        idempotencyKey="g",
    )
    wish = {"wallet": wallet, "credits": 5, "reason": "gift", "expires_at": "2039-12-31T23:00:00Z"}
    assert {"__typename": "Gift"} | camel((await rest.post("/grants", "g", **wish)).json()) == given
    batch = await rest.post("/spends/batch", "b", spends=[{"wallet": wallet, "credits": 1}])
    done = await app.do("spendBatch", spends=[{"wallet": wallet, "credits": 1}], idempotencyKey="b")
    assert done["data"] == [{"__typename": "Spend"} | camel(batch.json()["data"][0]["body"])]
    assert (await app.read("wallet", id=wallet))["balance"]["available"] == 100 - 7 - 4 + 5 - 1


async def test_what_is_refused_is_refused_in_the_same_words(db: Database, app: GraphQLApp, rest: App) -> None:
    _, wallet = customer(db, 5)
    for wish in (
        {"wallet": wallet, "credits": 9},
        {"wallet": wallet, "credits": 0},
        {"wallet": "wal_none", "credits": 1},
    ):
        over_rest = camel((await rest.post("/spends", **wish)).json())
        told = await app.do("spend", idempotencyKey="k", **wish)
        assert {name: over_rest[name] for name in told if name != "__typename"} == {
            name: fact for name, fact in told.items() if name != "__typename"
        }
        assert set(over_rest) - set(told) == {"type", "status", "requestId"}
    missing = (await app.ask('{ hold(id: "hld_none") { id } }'))["errors"][0]
    over_rest = camel((await rest.get("/holds/hld_none")).json())
    assert (missing["message"], missing["path"]) == (over_rest["detail"], ["hold"])
    assert {name: missing["extensions"][name] for name in ("code", "title", "hold")} == {
        name: over_rest[name] for name in ("code", "title", "hold")
    }


async def test_what_is_read_is_the_same(db: Database, app: GraphQLApp, rest: App) -> None:
    _, wallet = customer(db, 100)
    for number in range(3):
        await app.do("spend", wallet=wallet, credits=1, idempotencyKey=f"s{number}")
        await app.do("openHold", wallet=wallet, credits=1, idempotencyKey=f"h{number}")
    inside = {
        "balance": "balanceAt { wallet balance { available held frozen owed } grants { grant remaining held frozen } }",
        "grants": "grants { id cause reference amount remaining held frozen expired priceMinor currency expiresAt"
        " createdAt }",
        "usage": "usage { day feature credits spends }",
    }
    for path, query in inside.items():
        (found,) = (await app.ask(f'{{ wallet(id: "{wallet}") {{ {query} }} }}'))["data"]["wallet"].values()
        body = camel((await rest.get(f"/wallets/{wallet}/{path}")).json())
        body.pop("at", None)  # now, each time
        assert found == body.get("data", body)
    assert (await app.read("wallet", id=wallet)) == camel((await rest.get(f"/wallets/{wallet}")).json())
    assert (await app.read("features")) == (await rest.get("/features")).json()["data"]


@pytest.mark.parametrize("name", ["entries", "holds"])
async def test_pages_follow_the_cursor(db: Database, app: GraphQLApp, rest: App, name: str) -> None:
    _, wallet = customer(db, 100)
    for number in range(3):
        await app.do("openHold", wallet=wallet, credits=1, idempotencyKey=f"h{number}")
    page = f"{name}(limit: 2, cursor: $cursor) {{ data {{ id createdAt }} hasMore nextCursor }}"
    query = f'query ($cursor: String) {{ wallet(id: "{wallet}") {{ {page} }} }}'
    first = (await app.ask(query))["data"]["wallet"][name]
    rest_of_it = (await app.ask(query, cursor=first["nextCursor"]))["data"]["wallet"][name]
    assert (first["hasMore"], len(first["data"])) == (True, 2)
    assert (rest_of_it["hasMore"], rest_of_it["nextCursor"]) == (False, None)
    body = camel((await rest.get(f"/wallets/{wallet}/{name}")).json())
    seen = first["data"] + rest_of_it["data"]
    assert seen == [{"id": one["id"], "createdAt": one["createdAt"]} for one in body["data"]]


async def test_a_wallet_has_two_names_and_is_asked_for_by_one(app: GraphQLApp) -> None:
    made = await app.do("createWallet", externalId="ada@app")
    assert (await app.read("wallet", externalId="ada@app"))["id"] == made["id"]
    for wrong in ({}, {"id": made["id"], "externalId": "ada@app"}, {"id": ""}, {"id": "a\0b"}, {"externalId": "a b"}):
        assert await app.read("wallet", **wrong) == "INVALID_REQUEST"
    assert await app.read("wallets", limit=0) == "INVALID_REQUEST"
    assert await app.read("wallets", cursor="?") == "INVALID_REQUEST"
    assert await app.read("packages", currency="€") == "INVALID_REQUEST"


@pytest.mark.parametrize("seven", [7, "7", "007"])
async def test_credits_are_numbers_or_digits_and_answered_as_numbers(
    db: Database, app: GraphQLApp, seven: object
) -> None:
    _, wallet = customer(db, 2**53 - 1)
    spent = await app.do("spend", wallet=wallet, credits=seven, idempotencyKey="k")
    assert (spent["credits"], spent["balance"]["available"]) == (7, 2**53 - 8)


async def test_what_is_no_whole_number_is_no_bigint(db: Database, app: GraphQLApp) -> None:
    _, wallet = customer(db, 5)
    spend = f'spend(idempotencyKey: "k", wallet: "{wallet}", credits: $c)'
    query = f"mutation ($c: BigInt) {{ {spend} {{ __typename }} }}"
    for wrong in (1.5, 1.0, True, "1.0", "٣", "", 2**53, -(2**53), str(2**53), "9" * 5000, [1]):
        answer = await app.ask(query, c=wrong)
        assert answer["data"] is None
        assert "BigInt" in answer["errors"][0]["message"]
        assert answer["errors"][0]["extensions"]["code"] == "INVALID_REQUEST"
