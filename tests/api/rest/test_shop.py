"""An app shows what there is to buy and use, starts a purchase for its customer, and hands them the way in."""

from urllib.parse import parse_qs, urlsplit

import pytest

from creditshop.accounts import Device, Role, change_role, redeem_sign_in_link
from creditshop.accounts.errors import LinkInvalid
from creditshop.api.acts.selling import _purchase_at
from creditshop.catalog import seed_features
from creditshop.checkout import find_purchase
from creditshop.clock import utcnow
from tests.api.rest.app import App, customer
from tests.api.rest.test_spends import refused
from tests.checkout.provider import Provider
from tests.conftest import Database


async def test_packages_and_features_are_listed_with_their_prices(db: Database, app: App, provider: Provider) -> None:
    db.transact(seed_features)
    packages = (await app.get("/packages", currency="eur")).json()["data"]
    assert [(package["slug"], package["amount_minor"]) for package in packages][:2] == [
        ("starter", 500),
        ("maker", 2100),
    ]
    assert (await app.get("/packages", currency="jpy")).json()["data"] == []
    (resize,) = (await app.get("/features")).json()["data"]
    assert (resize["slug"], resize["credits"], resize["per_unit"]) == ("image.resize", 1, True)


async def test_a_customer_without_address_pays_behind_a_link_that_stays_the_same(
    db: Database, app: App, provider: Provider
) -> None:
    wish = {"wallet": "external:ada", "package": "maker", "currency": "usd"}
    answers = [await app.post("/checkout_links", **wish) for _ in range(2)]
    assert answers[0].status_code == 201, answers[0].text
    assert answers[0].content == answers[1].content
    purchase = db.transact(find_purchase, answers[0].json()["purchase"])
    assert (purchase.session_url, purchase.email) == (answers[0].json()["url"], "")
    (request,) = provider.requests
    assert request.customer_email is None


async def test_the_receipt_goes_to_the_address_that_the_app_names(db: Database, app: App, provider: Provider) -> None:
    wish = {"wallet": "external:ada", "package": "maker", "currency": "usd"}
    answer = await app.post("/checkout_links", email="Ada@Example.com", **wish)
    assert db.transact(find_purchase, answer.json()["purchase"]).email == "ada@example.com"
    refused(
        await app.post("/checkout_links", email="nobody", **wish | {"wallet": "external:bob"}), 422, "EMAIL_INVALID"
    )


async def test_a_link_for_another_package_names_its_own_purchase(db: Database, app: App, provider: Provider) -> None:
    first = await app.post("/checkout_links", wallet="external:ada", package="maker", currency="usd")
    second = await app.post("/checkout_links", wallet="external:ada", package="starter", currency="usd")
    purchase = db.transact(find_purchase, second.json()["purchase"])
    assert (purchase.name, purchase.session_url) == ("Starter", second.json()["url"])
    assert first.json()["purchase"] != purchase.id
    assert db.transact(_purchase_at, purchase.owner_id, f"https://shop/success?session_id={purchase.session_id}") == (
        purchase.id
    )


async def test_what_is_not_on_sale_has_no_link(app: App, provider: Provider) -> None:
    wish = {"wallet": "external:ada", "currency": "usd"}
    refused(await app.post("/checkout_links", package="no.such", **wish), 404, "PACKAGE_NOT_FOUND")
    provider.trouble = ["down"]
    refused(await app.post("/checkout_links", package="maker", **wish), 503, "UNAVAILABLE")


async def test_a_sign_in_link_works_once(db: Database, app: App) -> None:
    owner, wallet = customer(db)
    answer = await app.post("/sign_in_links", wallet=wallet)
    assert answer.status_code == 201
    parts = urlsplit(answer.json()["url"])
    assert (parts.netloc, parts.path) == ("localhost:8000", "/link/")
    (token,) = parse_qs(parts.query)["token"]
    assert db.transact(redeem_sign_in_link, token, Device(), now=utcnow()).user_id == owner
    with pytest.raises(LinkInvalid):
        db.transact(redeem_sign_in_link, token, Device(), now=utcnow())


async def test_staff_gets_no_sign_in_link(db: Database, app: App) -> None:
    owner, wallet = customer(db)
    db.transact(change_role, owner, Role.OWNER, now=utcnow())
    refused(await app.post("/sign_in_links", wallet=wallet), 404, "CUSTOMER_NOT_FOUND")
