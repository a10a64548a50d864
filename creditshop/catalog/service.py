"""What is on sale, and for how much."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from creditshop.catalog.errors import OfferNotFound
from creditshop.catalog.models import Package, PackagePrice
from creditshop.catalog.terms import PackageView


@dataclass(frozen=True, slots=True)
class Offer:
    """A package at its price: `amount_minor` in minor units of `currency` (lower-case ISO 4217)."""

    package_id: str
    slug: str
    name: str
    description: str
    credits: int
    bonus_credits: int
    validity_days: int
    popular: bool
    amount_minor: int
    currency: str

    @property
    def all_credits(self) -> int:
        """What arrives in the wallet: bought and free together."""
        return self.credits + self.bonus_credits


def offers(session: Session, currency: str) -> tuple[Offer, ...]:
    """Everything on sale in this currency, in the shop's order."""
    found = session.exec(_on_sale().where(PackagePrice.currency == currency).order_by(col(Package.position)))
    return tuple(_offer(package, price) for package, price in found)


def currencies(session: Session) -> tuple[str, ...]:
    """The currencies that something is on sale in, by name."""
    return tuple(sorted({price.currency for _, price in session.exec(_on_sale())}))


def find_offer(session: Session, package_id: str, currency: str) -> Offer:
    """One offer, priced by the shop. Raises OfferNotFound when it is not on sale in this currency."""
    found = session.exec(_on_sale().where(Package.id == package_id, PackagePrice.currency == currency)).first()
    if found is None:
        raise OfferNotFound(package_id, currency)
    return _offer(*found)


def as_offered(packages: Iterable[PackageView], currency: str) -> tuple[Offer, ...]:
    """What the shop would offer in this currency if these were its packages, in their order: for previews."""
    return tuple(
        Offer(
            package_id=package.id,
            slug=package.slug,
            name=package.terms.name,
            description=package.terms.description,
            credits=package.terms.credits,
            bonus_credits=package.terms.bonus_credits,
            validity_days=package.terms.validity_days,
            popular=package.terms.popular,
            amount_minor=package.terms.prices[currency],
            currency=currency,
        )
        for package in packages
        if package.terms.active and currency in package.terms.prices
    )


def _on_sale() -> Any:
    return select(Package, PackagePrice).join(PackagePrice).where(col(Package.active))


def _offer(package: Package, price: PackagePrice) -> Offer:
    return Offer(
        package_id=package.id,
        slug=package.slug,
        name=package.name,
        description=package.description,
        credits=package.credits,
        bonus_credits=package.bonus_credits,
        validity_days=package.validity_days,
        popular=package.popular,
        amount_minor=price.amount_minor,
        currency=price.currency,
    )
