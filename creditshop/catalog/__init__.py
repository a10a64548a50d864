"""What the shop sells: packages of credits and their prices."""

from creditshop.catalog.errors import OfferNotFound
from creditshop.catalog.seeds import seed_packages
from creditshop.catalog.service import Offer, currencies, find_offer, offers

__all__ = ["Offer", "OfferNotFound", "currencies", "find_offer", "offers", "seed_packages"]
