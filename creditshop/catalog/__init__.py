"""What the shop sells, packages of credits, and what credits are spent on, features; with the prices of both."""

from creditshop.catalog.errors import (
    FeatureExists,
    FeatureNotFound,
    OfferNotFound,
    PackageChanged,
    PackageExists,
    PackageNotFound,
    PriceMissing,
    QuantityInvalid,
)
from creditshop.catalog.features import FeatureView, add_feature, features, keep_feature, price_of
from creditshop.catalog.models import MOST_CREDITS
from creditshop.catalog.packages import add_package, change_package, move_package, packages
from creditshop.catalog.seeds import seed_features, seed_packages
from creditshop.catalog.service import Offer, as_offered, currencies, find_offer, offers
from creditshop.catalog.terms import PackageTerms, PackageView, differences

__all__ = [
    "MOST_CREDITS",
    "FeatureExists",
    "FeatureNotFound",
    "FeatureView",
    "Offer",
    "OfferNotFound",
    "PackageChanged",
    "PackageExists",
    "PackageNotFound",
    "PackageTerms",
    "PackageView",
    "PriceMissing",
    "QuantityInvalid",
    "add_feature",
    "add_package",
    "as_offered",
    "change_package",
    "currencies",
    "differences",
    "features",
    "find_offer",
    "keep_feature",
    "move_package",
    "offers",
    "packages",
    "price_of",
    "seed_features",
    "seed_packages",
]
