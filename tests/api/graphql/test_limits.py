"""What one operation may ask for: so long, so deep, so heavy, and nothing takes long to refuse."""

import time

import pytest
from graphql import get_introspection_query, parse

from creditshop.api.graphql.limits import ASKING, DEEPEST, MOST_WEIGHT, _Scale
from tests.api.graphql.app import SCHEMA, GraphQLApp
from tests.api.rest.app import customer
from tests.conftest import Database

BOMB = " ".join(f"fragment f{one} on Wallet {{ ...f{one + 1} ...f{one + 1} }}" for one in range(40))


def load(query: str, **variables: object) -> tuple[int, int]:
    return tuple(_Scale(SCHEMA, parse(query), variables).load())


def spends(count: int, wallet: str) -> str:
    one = 's%d: spend(idempotencyKey: "k%d", wallet: "%s", credits: 1) { __typename }'
    return f"mutation {{ {' '.join(one % (number, number, wallet) for number in range(count))} }}"


async def test_a_hundred_mutations_under_aliases_are_refused_and_none_is_done(db: Database, app: GraphQLApp) -> None:
    _, wallet = customer(db, 100)
    for count in (25, 100):
        answer = await app.ask(spends(count, wallet))
        assert (answer["data"], answer["errors"][0]["extensions"]["code"]) == (None, "INVALID_REQUEST")
    assert (await app.read("wallet", id=wallet))["balance"]["available"] == 100
    few = await app.ask(spends(20, wallet))
    assert {one["__typename"] for one in few["data"].values()} == {"Spend"}
    assert (await app.read("wallet", id=wallet))["balance"]["available"] == 80


@pytest.mark.parametrize(
    ("query", "weight", "depth"),
    [
        ("{ features { slug } }", ASKING + 25, 2),
        ("{ a: features { slug } b: features { slug } }", 2 * (ASKING + 25), 2),
        ('{ hold(id: "h") { id state } }', ASKING + 2, 2),
        ("{ wallets(limit: 2) { data { id } } }", ASKING + 2 * 2, 3),
        ("query ($n: Int) { wallets(limit: $n) { hasMore } }", ASKING + 3, 2),
        ("query ($m: Int) { wallets(limit: $m) { hasMore } }", ASKING + 100, 2),
        ("{ wallets(limit: 999) { hasMore } }", ASKING + 100, 2),
        ("{ wallets { data { entries(limit: 3) { hasMore } } } }", ASKING + 25 * (1 + ASKING + 3), 4),
        ("{ features { ...f ...f } } fragment f on Feature { slug name }", ASKING + 25 * 4, 2),
        ("{ features { ... { slug } ... on Feature { slug } } }", ASKING + 25 * 2, 2),
        ("{ nothing { of { the(kind: 1) } } }", 3, 3),
        ("{ ...f } fragment f on Query { ...f }", 0, 0),
        ("query a { features { slug } } query b { nothing }", ASKING + 25, 2),
    ],
)
def test_everything_has_its_weight(query: str, weight: int, depth: int) -> None:
    assert load(query, n=3, m="many") == (weight, depth)


def test_the_usual_introspection_is_within_bounds() -> None:
    weight, depth = load(get_introspection_query(specified_by_url=True, input_value_deprecation=True))
    assert weight <= MOST_WEIGHT
    assert depth <= DEEPEST


TOO_MUCH = {
    "{ features { " + "slug " * 600 + "} }": "500 tokens",
    "{ wallet " * 20 + "}" * 20: "fields deep",
    "{" + "a{" * 245: "nested too deeply",
    "{ features(a: " + "[" * 245: "nested too deeply",
    "{ wallets(limit: 100) { data { entries(limit: 100) { data { id } } } } }": "weighs",
    "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }": "introspection depth",
    f"{{ {' '.join(f'{name}: __schema {{ types {{ name }} }}' for name in 'abc')} }}": "weighs",
    '{ wallet(id: "w") { ...f0 } } ' + BOMB: "Unknown fragment",
    '{ wallet(id: "w") { ...f } } fragment f on Wallet { ...g } fragment g on Wallet { ...f }': "within itself",
}


async def test_what_is_too_much_is_refused_at_once(app: GraphQLApp) -> None:
    """OWASP ASVS 5.0, 4.3.1."""
    for query, why in TOO_MUCH.items():
        began = time.monotonic()
        answer = await app.ask(query)
        assert time.monotonic() - began < 5
        assert answer["data"] is None
        (error, *_) = answer["errors"]
        assert why in error["message"], query
        assert error["extensions"]["code"] == "INVALID_REQUEST"
