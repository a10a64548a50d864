"""What is on sale is what the shop's tables say, in the currencies it has prices in."""

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from creditshop.catalog import OfferNotFound, currencies, find_offer, offers, seed_packages
from creditshop.catalog.models import Package, PackagePrice
from tests.conftest import Database


def change(session: Session, /, which: str, **values: object) -> str:
    package = session.exec(select(Package).where(Package.slug == which)).one()
    for name, value in values.items():
        setattr(package, name, value)
    return package.id


def test_a_new_shop_sells_four_packages_in_order(db: Database) -> None:
    db.transact(seed_packages)
    found = db.transact(offers, "usd")
    assert [(offer.name, offer.credits, offer.bonus_credits, offer.amount_minor) for offer in found] == [
        ("Starter", 500, 0, 500),
        ("Maker", 2_500, 250, 2_200),
        ("Studio", 10_000, 1_500, 8_000),
        ("Scale", 50_000, 10_000, 36_000),
    ]
    assert [offer.name for offer in found if offer.popular] == ["Maker"]
    assert found[1].all_credits == 2_750
    assert db.transact(currencies) == ("eur", "gbp", "usd")


def test_larger_packages_cost_less_a_credit_in_every_currency(db: Database) -> None:
    db.transact(seed_packages)
    for currency in db.transact(currencies):
        rates = [offer.amount_minor / offer.all_credits for offer in db.transact(offers, currency)]
        assert rates == sorted(rates, reverse=True)


def test_seeding_again_adds_nothing_and_keeps_what_was_changed(db: Database) -> None:
    assert db.transact(seed_packages) == 4
    db.transact(change, "starter", credits=600, name="First steps")
    assert db.transact(seed_packages) == 0
    assert db.transact(offers, "eur")[0].name == "First steps"


def test_an_offer_is_found_by_package_and_currency_only(db: Database) -> None:
    db.transact(seed_packages)
    offer = db.transact(offers, "gbp")[2]
    assert db.transact(find_offer, offer.package_id, "gbp") == offer
    for package_id, currency in (
        (offer.package_id, "jpy"),
        ("pkg_unknown", "gbp"),
        ("", ""),
        (offer.package_id, "GBP"),
    ):
        with pytest.raises(OfferNotFound) as error:
            db.transact(find_offer, package_id, currency)
        assert (error.value.package_id, error.value.currency) == (package_id, currency)


def test_a_package_taken_off_sale_is_not_offered(db: Database) -> None:
    db.transact(seed_packages)
    package_id = db.transact(change, "maker", active=False)
    assert "Maker" not in [offer.name for offer in db.transact(offers, "usd")]
    with pytest.raises(OfferNotFound):
        db.transact(find_offer, package_id, "usd")


@pytest.mark.parametrize(
    "values", [{"credits": 0}, {"credits": 2**53}, {"bonus_credits": -1}, {"validity_days": 0}, {"slug": "maker"}]
)
def test_the_database_refuses_impossible_packages(db: Database, values: dict[str, object]) -> None:
    db.transact(seed_packages)
    with pytest.raises(IntegrityError):
        db.transact(change, "starter", **values)


@pytest.mark.parametrize(("currency", "amount"), [("usd", 100), ("jpy", 0), ("JPY", 100), ("yen!", 100)])
def test_the_database_refuses_impossible_prices(db: Database, currency: str, amount: int) -> None:
    db.transact(seed_packages)
    package_id = db.transact(offers, "usd")[0].package_id

    def add(session: Session) -> None:
        session.add(PackagePrice(package_id=package_id, currency=currency, amount_minor=amount))

    with pytest.raises(IntegrityError):
        db.transact(add)
