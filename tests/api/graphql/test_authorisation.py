"""Who may do what: every field of the schema, for nobody, each scope, the owner's key and another customer's."""

from dataclasses import replace
from typing import Any

import pytest
from graphql import get_introspection_query

from creditshop.api.graphql.execution import CUSTOMERS
from creditshop.api.graphql.resolving import Requires
from creditshop.apikeys import CUSTOMER_SCOPES, Scope
from tests.api.graphql.app import SCHEMA, GraphQLApp, asks, document
from tests.api.graphql.test_results import WISHES, Place, ada
from tests.api.rest.app import customer, key_for
from tests.conftest import Database

__all__ = ["ada"]
READS: dict[str, dict[str, Any]] = {
    "wallet": {"id": "{wallet}"},
    "wallets": {},
    "spend": {"id": "{spend}"},
    "hold": {"id": "{hold}"},
    "packages": {"currency": "usd"},
    "features": {},
}
FOR_ALL = {"wallets", "packages", "features"}  # no wallet is named: who asks sees what is theirs
FIELDS = [*(("query", name) for name in READS), *(("mutation", name) for name in WISHES)]
INTROSPECTION = get_introspection_query(specified_by_url=True, input_value_deprecation=True)
SHOPS_OWN = {"createWallet", "grantCredits", "createSignInLink", "suspendWallet", "resumeWallet"}
TYPES_OF_THE_SHOP = {"CreateWalletResult", "GrantResult", "SignInLinkResult", "WalletResult", "Gift", "SignInLink"}


def scope_of(operation: str, name: str) -> Scope:
    (needed,) = [one for one in declared(operation, name).extensions if isinstance(one, Requires)]
    return needed.scope


def declared(operation: str, name: str) -> Any:
    root = SCHEMA.query_type if operation == "query" else SCHEMA.mutation_type
    return root.fields[name].extensions["strawberry-definition"]


@pytest.fixture
async def place(app: GraphQLApp, ada: Place) -> Place:
    spent = await app.do("spend", **ada.wish("spend"))
    return replace(ada, names=ada.names | {"spend": spent["id"]})


async def ask(app: GraphQLApp, operation: str, name: str, place: Place) -> tuple[str, str]:
    """What came of it: "" when it was done, else the code; and all that was answered."""
    if operation == "mutation":
        wish = place.wish(name)
    else:
        wish = {key: value.format(**place.names) for key, value in READS[name].items()}
    response = await app.send(document(operation, name, *wish), **wish)
    answer = response.json()
    if "errors" in answer:
        return answer["errors"][0]["extensions"]["code"], response.text
    found = answer["data"][name]
    if name == "spendBatch" and found["__typename"] == "SpendBatch":
        (found,) = found["SpendBatch_data"]
    return (found.get(f"{found['__typename']}_code", "") if operation == "mutation" else ""), response.text


def test_every_field_is_tested_and_asks_for_a_scope() -> None:
    """OWASP ASVS 5.0, 8.2.1 and 8.2.3."""
    assert set(READS) == set(SCHEMA.query_type.fields)
    assert set(WISHES) == set(SCHEMA.mutation_type.fields)
    for kind in SCHEMA.type_map.values():
        for field in getattr(kind, "fields", {}).values():
            if "strawberry-definition" in field.extensions and hasattr(field, "args") and asks(field):
                extensions = field.extensions["strawberry-definition"].extensions
                assert any(isinstance(one, Requires) for one in extensions), field


@pytest.mark.parametrize(("operation", "name"), FIELDS)
async def test_a_key_does_what_its_scope_allows_with_its_owners_wallet(
    db: Database, app: GraphQLApp, place: Place, operation: str, name: str
) -> None:
    for scope in Scope:
        code, _ = await ask(replace(app, token=key_for(db, None, [scope])), operation, name, place)
        assert code == ("" if scope is scope_of(operation, name) else "FORBIDDEN")
    await check_strangers(db, app, place, operation, name)
    mine = replace(app, token=key_for(db, place.owner, CUSTOMER_SCOPES))
    place.names["hold"] = place.names["other_hold"]
    assert (await ask(mine, operation, name, place))[0] == ("INVALID_REQUEST" if name in SHOPS_OWN else "")


async def check_strangers(db: Database, app: GraphQLApp, place: Place, operation: str, name: str) -> None:
    """To another customer Ada's things look as if they were not there."""
    stranger, own = customer(db)
    foreign = replace(app, token=key_for(db, stranger, CUSTOMER_SCOPES))
    nothing = replace(place, names=dict.fromkeys(place.names, "wal_none"))
    code, text = await ask(foreign, operation, name, place)
    missing, _ = await ask(foreign, operation, name, nothing)
    if name in SHOPS_OWN:
        assert code == "INVALID_REQUEST"
        assert "Cannot query field" in text
    elif name in FOR_ALL:
        assert code == ""
        assert not any(value in text for value in place.names.values())
    else:
        assert code == missing
        assert code.endswith("_NOT_FOUND")
        assert own not in text


async def test_nobody_learns_anything(app: GraphQLApp, place: Place) -> None:
    queries = [INTROSPECTION, "{ __typename }", "{ features { slug } }", "nonsense"]
    for token in ("", "csk_forged", app.token[:-1]):
        for query in queries:
            response = await replace(app, token=token).send(query)
            assert (response.status_code, response.json()["code"]) == (401, "UNAUTHENTICATED")
            assert response.headers["www-authenticate"] == "Bearer"
            assert "Query" not in response.text


async def test_a_customers_key_sees_nothing_of_the_shop_in_the_schema(db: Database, app: GraphQLApp) -> None:
    owner, _ = customer(db)
    shops = (await app.ask(INTROSPECTION))["data"]["__schema"]
    answer = await replace(app, token=key_for(db, owner, CUSTOMER_SCOPES)).ask(INTROSPECTION)
    customers = answer["data"]["__schema"]
    assert names(shops) - names(customers) == TYPES_OF_THE_SHOP | {"EmailTaken"}
    assert mutations(shops) - mutations(customers) == SHOPS_OWN
    assert not any(name in str(answer) for name in SHOPS_OWN)
    hint = await replace(app, token=key_for(db, owner, CUSTOMER_SCOPES)).ask("mutation { grantCredit { code } }")
    assert "grantCredits" not in str(hint)
    assert CUSTOMERS._schema.type_map.keys() >= names(customers) - {"Boolean", "String", "Int", "ID"}


def names(schema: dict[str, Any]) -> set[str]:
    return {one["name"] for one in schema["types"]}


def mutations(schema: dict[str, Any]) -> set[str]:
    (root,) = [one for one in schema["types"] if one["name"] == "Mutation"]
    return {field["name"] for field in root["fields"]}


@pytest.mark.parametrize("field", [name for name, field in SCHEMA.type_map["Wallet"].fields.items() if asks(field)])
async def test_what_a_wallet_leads_to_is_for_those_who_read(
    db: Database, app: GraphQLApp, ada: Place, field: str
) -> None:
    inside = {"usage": "day", "grants": "id", "balanceAt": "at"}.get(field, "hasMore")
    query = f"""mutation ($wallet: ID!) {{
        done: resumeWallet(wallet: $wallet, reason: "a test") {{ ... on Wallet {{ id {field} {{ {inside} }} }} }}
    }}"""
    for scopes, refused in (([Scope.ADMIN], True), ([Scope.ADMIN, Scope.READ], False)):
        answer = await replace(app, token=key_for(db, None, scopes)).ask(query, wallet=ada.names["wallet"])
        assert answer["data"]["done"]["id"] == ada.names["wallet"]
        assert (answer["data"]["done"][field] is None) is refused
        assert [error["extensions"]["code"] for error in answer.get("errors", [])] == ["FORBIDDEN"] * refused
