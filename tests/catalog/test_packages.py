"""Staff change what is on sale: each change is checked, in the audit log, and never written over one not seen."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlmodel import Session, select

from creditshop.audit import Actor
from creditshop.audit.models import AuditEntry
from creditshop.catalog import (
    PackageChanged,
    PackageExists,
    PackageNotFound,
    PackageTerms,
    PackageView,
    PriceMissing,
    add_package,
    as_offered,
    change_package,
    currencies,
    move_package,
    offers,
    packages,
    seed_packages,
)
from creditshop.database import transact
from creditshop.payments.errors import AmountNotChargeable, CurrencyNotCharged
from tests.conftest import Database

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
FIN = Actor("usr_fin", "fin@example.com", "finance", "192.0.2.1")
TEAM = PackageTerms("Team", "For teams.", 5_000, 500, 90, popular=False, active=True, prices={"usd": 40_00})


def slugs(db: Database) -> list[str]:
    return [package.slug for package in db.transact(packages)]


def found(db: Database, slug: str) -> PackageView:
    return next(package for package in db.transact(packages) if package.slug == slug)


def change(db: Database, package: PackageView, **terms: object) -> PackageView:
    """Change these terms of the package as it was looked at."""
    wanted = replace(package.terms, **terms)  # type: ignore[arg-type]
    return db.transact(change_package, FIN, package.id, package.version, wanted, now=NOW)


def log(db: Database) -> list[tuple[str, str, dict[str, object], dict[str, object]]]:
    def read(session: Session) -> list[tuple[str, str, dict[str, object], dict[str, object]]]:
        entries = session.exec(select(AuditEntry))
        return [(entry.action, entry.target, entry.before, entry.after) for entry in entries]

    return db.transact(read)


def test_a_new_package_is_the_last_one_in_the_shop(db: Database) -> None:
    db.transact(seed_packages)
    added = db.transact(add_package, FIN, "team", TEAM, now=NOW)
    assert slugs(db) == ["starter", "maker", "studio", "scale", "team"]
    assert found(db, "team") == added
    assert (added.version, added.terms) == (1, TEAM)
    assert db.transact(offers, "usd")[-1].amount_minor == 40_00
    ((action, target, before, after),) = log(db)
    assert (action, target, before) == ("package.add", added.id, {})
    assert (after["slug"], after["credits"], after["price.usd"]) == ("team", 5_000, 40_00)


def test_a_slug_belongs_to_one_package_for_ever(db: Database) -> None:
    db.transact(seed_packages)
    change(db, found(db, "maker"), active=False)
    with pytest.raises(PackageExists):
        db.transact(add_package, FIN, "maker", TEAM, now=NOW)


def test_a_change_is_logged_value_by_value_and_nothing_else(db: Database) -> None:
    db.transact(seed_packages)
    maker = found(db, "maker")
    changed = change(db, maker, name="Makers", prices={"usd": 25_00, "jpy": 3_500, "gbp": 18_00})
    assert found(db, "maker") == changed
    assert changed.version == maker.version + 1
    assert "jpy" in db.transact(currencies)
    before = {"name": "Maker", "price.usd": 22_00, "price.eur": 21_00, "price.jpy": None}
    after = {"name": "Makers", "price.usd": 25_00, "price.eur": None, "price.jpy": 3_500}
    assert log(db) == [("package.change", maker.id, before, after)]


def test_saving_what_is_there_changes_nothing(db: Database) -> None:
    db.transact(seed_packages)
    maker = found(db, "maker")
    assert change(db, maker) == maker
    assert log(db) == []


def test_nobody_writes_over_a_change_that_they_have_not_seen(db: Database) -> None:
    db.transact(seed_packages)
    seen = found(db, "maker")
    change(db, seen, prices={"usd": 30_00})
    with pytest.raises(PackageChanged):
        change(db, seen, name="Mine")
    assert found(db, "maker").terms == replace(seen.terms, prices={"usd": 30_00})
    with pytest.raises(PackageNotFound):
        db.transact(change_package, FIN, "pkg_none", 1, TEAM, now=NOW)


async def test_of_two_changes_at_once_one_is_refused(db: Database) -> None:
    db.transact(seed_packages)
    seen = found(db, "maker")
    wanted = [replace(seen.terms, name=name) for name in ("One", "Other")]
    changes = [transact(change_package, FIN, seen.id, seen.version, terms, now=NOW) for terms in wanted]
    outcomes = await asyncio.gather(*changes, return_exceptions=True)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["PackageChanged", "PackageView"]


async def test_two_badges_at_once_leave_one(db: Database) -> None:
    db.transact(seed_packages)
    rivals = [found(db, slug) for slug in ("starter", "studio", "scale")]
    changes = [
        transact(change_package, FIN, rival.id, rival.version, replace(rival.terms, popular=True), now=NOW)
        for rival in rivals
    ]
    await asyncio.gather(*changes, return_exceptions=True)
    assert [package.terms.popular for package in db.transact(packages)].count(True) == 1


def test_the_badge_is_worn_by_one_package_at_most(db: Database) -> None:
    db.transact(seed_packages)
    maker, studio = found(db, "maker"), found(db, "studio")
    change(db, studio, popular=True)
    assert [package.slug for package in db.transact(packages) if package.terms.popular] == ["studio"]
    assert [(action, target, after) for action, target, _, after in log(db)] == [
        ("package.change", maker.id, {"popular": False}),
        ("package.change", studio.id, {"popular": True}),
    ]
    with pytest.raises(PackageChanged):
        change(db, maker, name="Saved with the badge still on")
    db.transact(add_package, FIN, "team", replace(TEAM, popular=True), now=NOW)
    assert [package.slug for package in db.transact(packages) if package.terms.popular] == ["team"]


@pytest.mark.parametrize(
    ("prices", "error"),
    [
        ({}, PriceMissing),
        ({"usd": 49}, AmountNotChargeable),
        ({"usd": 0}, AmountNotChargeable),
        ({"usd": 100_000_000}, AmountNotChargeable),
        ({"jpy": 49}, AmountNotChargeable),
        ({"kwd": 1_505}, AmountNotChargeable),
        ({"isk": 5_050}, AmountNotChargeable),
        ({"usd": 5_00, "xxx": 5_00}, CurrencyNotCharged),
        ({"USD": 5_00}, CurrencyNotCharged),
    ],
)
def test_a_price_that_cannot_be_charged_is_refused(
    db: Database, prices: dict[str, int], error: type[Exception]
) -> None:
    with pytest.raises(error):
        db.transact(add_package, FIN, "team", replace(TEAM, prices=prices), now=NOW)
    assert db.transact(packages) == ()


@pytest.mark.parametrize("prices", [{"usd": 50, "jpy": 50, "kwd": 1_500, "isk": 50_00}, {"usd": 99_999_999}])
def test_a_price_at_the_edge_is_taken(db: Database, prices: dict[str, int]) -> None:
    assert db.transact(add_package, FIN, "team", replace(TEAM, prices=prices), now=NOW).terms.prices == prices


def test_what_is_off_sale_may_have_no_price(db: Database) -> None:
    db.transact(add_package, FIN, "team", replace(TEAM, active=False, prices={}), now=NOW)
    assert db.transact(offers, "usd") == ()


def test_packages_change_places_with_their_neighbours(db: Database) -> None:
    db.transact(seed_packages)
    maker = found(db, "maker")
    assert db.transact(move_package, FIN, maker.id, up=True, now=NOW) == 1
    assert slugs(db) == ["maker", "starter", "studio", "scale"]
    assert db.transact(move_package, FIN, maker.id, up=True, now=NOW) == 1
    assert db.transact(move_package, FIN, found(db, "studio").id, up=False, now=NOW) == 4
    assert [offer.slug for offer in db.transact(offers, "usd")] == ["maker", "starter", "scale", "studio"]
    assert [(before, after) for _, _, before, after in log(db)] == [
        ({"place": 2}, {"place": 1}),
        ({"place": 3}, {"place": 4}),
    ]
    assert found(db, "maker").version == maker.version, "moving does not disturb who edits"
    with pytest.raises(PackageNotFound):
        db.transact(move_package, FIN, "pkg_none", up=True, now=NOW)


def test_a_preview_is_what_the_shop_would_offer(db: Database) -> None:
    db.transact(seed_packages)
    for currency in db.transact(currencies):
        assert as_offered(db.transact(packages), currency) == db.transact(offers, currency)
    change(db, found(db, "maker"), active=False)
    assert as_offered(db.transact(packages), "usd") == db.transact(offers, "usd")
