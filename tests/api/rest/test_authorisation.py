"""Who may do what: every route of the table, for nobody, each scope, the owner's key and another customer's."""

from dataclasses import replace

import httpx
import pytest
from fastapi.routing import APIRoute

from creditshop.api.rest.app import PARTS
from creditshop.api.rest.dependencies import scope_of
from creditshop.apikeys import CUSTOMER_SCOPES, Scope
from creditshop.database import new_id
from tests.api.rest.app import App, Place, customer, key_for, upload
from tests.conftest import Database

ROUTES = {
    f"{method} {route.path}": route
    for part in PARTS
    for route in part.routes
    if isinstance(route, APIRoute)
    for method in route.methods
}
USE = {"wallet": "{wallet}", "credits": 1}
BODIES: dict[str, dict[str, object]] = {
    "POST /spends": USE,
    "POST /spends/batch": {"spends": [USE]},
    "POST /holds": USE,
    "POST /holds/{hold_id}/capture": {},
    "POST /holds/{hold_id}/release": {},
    "POST /wallets": {"external_id": "new"},
    "POST /wallets/{wallet}/suspend": {"reason": "a test"},
    "POST /wallets/{wallet}/resume": {"reason": "a test"},
    "POST /grants": USE | {"reason": "a test"},
    "POST /checkout_links": {"wallet": "{wallet}", "package": "maker", "currency": "usd"},
    "POST /sign_in_links": {"wallet": "{wallet}"},
    "POST /images/sign": {"src": "{image_id}", "w": 9},
}
UPLOAD = "POST /images"
FOR_ALL = {"GET /wallets", "GET /packages", "GET /features"}  # no wallet is named: who asks sees what is theirs
FOR_THE_SHOP = {"POST /wallets"}


async def ask(app: App, name: str, ada: Place) -> httpx.Response:
    return await request(app, name, ada, app.headers(new_id("idem")))


async def request(app: App, name: str, ada: Place, headers: dict[str, str]) -> httpx.Response:
    if name == UPLOAD:
        return await upload(app, ada.names["wallet"], headers)
    method, _, path = name.partition(" ")
    body = filled(BODIES[name], ada.names) if method == "POST" else None
    params = {"currency": "usd"} if method == "GET" else None
    return await app.http.request(method, path.format(**ada.names), params=params, json=body, headers=headers)


def filled(body: dict[str, object], names: dict[str, str]) -> dict[str, object]:
    here = {name: value.format(**names) if isinstance(value, str) else value for name, value in body.items()}
    return here | ({"spends": [filled(USE, names)]} if "spends" in body else {})


def outcome(answer: httpx.Response) -> tuple[int, str]:
    """Status and code of an answer, or of the one in a batch."""
    body = answer.json() if answer.content else {}
    if answer.is_success and "data" in body and "body" in next(iter(body["data"]), {}):
        (item,) = body["data"]
        return item["status"], item["body"].get("code", "")
    return answer.status_code, body.get("code", "")


@pytest.mark.parametrize("name", ROUTES)
async def test_nobody_gets_in(app: App, ada: Place, name: str) -> None:
    """OWASP ASVS 5.0, 8.2.1."""
    for authorization in ("", "Bearer", "Bearer csk_forged", f"Basic {app.token}", "Bearer " + app.token[:-1]):
        headers = {"Authorization": authorization} if authorization else {}
        answer = await request(app, name, ada, headers)
        assert outcome(answer) == (401, "UNAUTHENTICATED")
        assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("name", ROUTES)
async def test_the_shops_key_does_what_its_scope_allows(db: Database, app: App, ada: Place, name: str) -> None:
    """OWASP ASVS 5.0, 8.2.1."""
    for scope in Scope:
        answer = await ask(replace(app, token=key_for(db, None, [scope])), name, ada)
        if scope is scope_of(ROUTES[name]):
            assert outcome(answer)[0] in (200, 201, 204), answer.text
        else:
            assert outcome(answer) == (403, "FORBIDDEN")
            assert answer.json()["scope"] == scope_of(ROUTES[name])


@pytest.mark.parametrize("name", ROUTES)
async def test_a_customers_key_does_so_with_their_own_wallet(db: Database, app: App, ada: Place, name: str) -> None:
    answer = await ask(replace(app, token=key_for(db, ada.owner, CUSTOMER_SCOPES)), name, ada)
    if name in FOR_THE_SHOP or scope_of(ROUTES[name]) not in CUSTOMER_SCOPES:
        assert outcome(answer) == (403, "FORBIDDEN")
    else:
        assert outcome(answer)[0] in (200, 201, 204), answer.text


@pytest.mark.parametrize("name", ROUTES)
async def test_to_another_customer_it_is_as_if_it_were_not_there(db: Database, app: App, ada: Place, name: str) -> None:
    """OWASP ASVS 5.0, 8.2.2."""
    stranger, own = customer(db)
    theirs = replace(app, token=key_for(db, stranger, CUSTOMER_SCOPES))
    nothing = replace(
        ada, names={"wallet": "wal_none", "spend_id": "op_none", "hold_id": "hld_none", "image_id": "img_none"}
    )
    answer, missing = await ask(theirs, name, ada), await ask(theirs, name, nothing)
    if scope_of(ROUTES[name]) not in CUSTOMER_SCOPES or name in FOR_THE_SHOP:
        assert outcome(answer) == (403, "FORBIDDEN")
    elif name in FOR_ALL:
        assert answer.status_code == 200
        assert not any(value in answer.text for value in ada.names.values())
    else:
        assert outcome(answer) == outcome(missing)
        assert outcome(answer)[0] == 404
        assert own not in answer.text


async def test_a_name_that_another_app_gave_opens_nothing_to_a_customer(db: Database, app: App) -> None:
    made = (await app.post("/wallets", external_id="ada")).json()["id"]
    stranger, _ = customer(db)
    theirs = replace(app, token=key_for(db, stranger, CUSTOMER_SCOPES))
    for name in ("external:ada", "external:unheard", made):
        assert outcome(await theirs.get(f"/wallets/{name}")) == (404, "WALLET_NOT_FOUND")
        assert outcome(await theirs.post("/spends", wallet=name, credits=1)) == (404, "WALLET_NOT_FOUND")
    assert len((await app.get("/wallets")).json()["data"]) == 2
