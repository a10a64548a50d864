"""The price list says what each feature costs in credits, and nothing that is not on it has a price."""

from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from creditshop.catalog import (
    FeatureExists,
    FeatureNotFound,
    FeatureView,
    QuantityInvalid,
    add_feature,
    features,
    keep_feature,
    price_of,
    seed_features,
)
from tests.conftest import Database

FLAT = FeatureView("page.render", "Page", credits=3, per_unit=False, unit="page", active=True)
METERED = FeatureView("audio.minute", "Transcript", credits=2, per_unit=True, unit="minute", active=True)


def test_a_new_shop_can_resize_images(db: Database) -> None:
    db.transact(seed_features)
    assert db.transact(price_of, "image.resize") == 1


def test_seeding_again_keeps_what_was_changed(db: Database) -> None:
    db.transact(seed_features)
    (resize,) = db.transact(features)
    db.transact(keep_feature, replace(resize, credits=7))
    db.transact(seed_features)
    assert db.transact(price_of, "image.resize") == 7


def test_a_price_is_flat_or_for_each_unit(db: Database) -> None:
    for feature in (FLAT, METERED):
        db.transact(keep_feature, feature)
    assert [db.transact(price_of, FLAT.slug, quantity) for quantity in (1, 10)] == [3, 3]
    assert [db.transact(price_of, METERED.slug, quantity) for quantity in (1, 10)] == [2, 20]
    assert db.transact(features) == (METERED, FLAT)


def test_what_is_off_the_list_has_no_price(db: Database) -> None:
    off = replace(FLAT, active=False)
    db.transact(keep_feature, off)
    assert db.transact(features) == ()
    assert db.transact(features, everything=True) == (off,)
    for slug in (FLAT.slug, "no.such", ""):
        with pytest.raises(FeatureNotFound):
            db.transact(price_of, slug)


@pytest.mark.parametrize("quantity", [0, -1, 2**53, True, 1.5])
def test_a_quantity_is_a_whole_number_that_has_a_price(db: Database, quantity: int) -> None:
    db.transact(keep_feature, METERED)
    with pytest.raises(QuantityInvalid):
        db.transact(price_of, METERED.slug, quantity)


@pytest.mark.parametrize("credits", [0, -1, 2**53])
def test_the_database_refuses_impossible_prices(db: Database, credits: int) -> None:  # noqa: A002
    with pytest.raises(IntegrityError):
        db.transact(keep_feature, replace(FLAT, credits=credits))


def test_a_new_feature_does_not_replace_one_that_is_there(db: Database) -> None:
    db.transact(add_feature, replace(FLAT, active=False))
    with pytest.raises(FeatureExists):
        db.transact(add_feature, replace(FLAT, credits=9))
    assert db.transact(features, everything=True) == (replace(FLAT, active=False),)
