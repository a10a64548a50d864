"""What the shop sells, packages of credits, and what credits are spent on, features; with the prices of both."""

from creditshop.catalog.errors import FeatureExists, FeatureNotFound, OfferNotFound, QuantityInvalid
from creditshop.catalog.features import FeatureView, add_feature, features, keep_feature, price_of
from creditshop.catalog.models import MOST_CREDITS
from creditshop.catalog.seeds import seed_features, seed_packages
from creditshop.catalog.service import Offer, currencies, find_offer, offers

__all__ = [
    "MOST_CREDITS",
    "FeatureExists",
    "FeatureNotFound",
    "FeatureView",
    "Offer",
    "OfferNotFound",
    "QuantityInvalid",
    "add_feature",
    "currencies",
    "features",
    "find_offer",
    "keep_feature",
    "offers",
    "price_of",
    "seed_features",
    "seed_packages",
]
