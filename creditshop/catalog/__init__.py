"""What the shop sells, packages of credits, and what credits are spent on, features; with the prices of both."""

from creditshop.catalog.errors import FeatureNotFound, OfferNotFound, QuantityInvalid
from creditshop.catalog.features import FeatureView, features, keep_feature, price_of
from creditshop.catalog.seeds import seed_features, seed_packages
from creditshop.catalog.service import Offer, currencies, find_offer, offers

__all__ = [
    "FeatureNotFound",
    "FeatureView",
    "Offer",
    "OfferNotFound",
    "QuantityInvalid",
    "currencies",
    "features",
    "find_offer",
    "keep_feature",
    "offers",
    "price_of",
    "seed_features",
    "seed_packages",
]
