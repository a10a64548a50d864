"""What the card of an offer says, in the reader's language (ui/components/offer.py shows it)."""

from typing import Any

from creditshop.catalog import Offer
from creditshop.ui import format as show


def offer_card(offer: Offer, locale: str) -> dict[str, Any]:
    """The offer in finished words and figures."""
    return {
        "id": offer.package_id,
        "name": offer.name,
        "description": offer.description,
        "popular": offer.popular,
        "credits": show.credits(offer.credits, locale),
        "bonus": show.credits(offer.bonus_credits, locale) if offer.bonus_credits else "",
        "all_credits": show.credits(offer.all_credits, locale),
        "price": show.short_money(offer.amount_minor, offer.currency, locale),
        "total": show.money(offer.amount_minor, offer.currency, locale),
        "per_credit": show.price_per_credit(offer.amount_minor, offer.currency, offer.all_credits, locale),
    }
