"""The four packages and the feature that a new shop starts with."""

from dataclasses import dataclass

from sqlmodel import Session, select

from creditshop.catalog.features import FeatureView, keep_feature
from creditshop.catalog.models import Feature, Package, PackagePrice

CURRENCIES = ("usd", "eur", "gbp")


@dataclass(frozen=True, slots=True)
class Seed:
    """A package and its price in minor units of each of CURRENCIES."""

    slug: str
    name: str
    description: str
    credits: int
    bonus_credits: int
    prices: tuple[int, int, int]
    popular: bool = False


SEEDS = (
    Seed("starter", "Starter", "Try everything. About 500 image resizes.", 500, 0, (5_00, 5_00, 4_00)),
    Seed(
        "maker",
        "Maker",
        "For a side project that people have started to use.",
        2_500,
        250,
        (22_00, 21_00, 18_00),
        popular=True,
    ),
    Seed("studio", "Studio", "For a team that ships every day.", 10_000, 1_500, (80_00, 75_00, 65_00)),
    Seed("scale", "Scale", "For products that many people rely on.", 50_000, 10_000, (360_00, 339_00, 289_00)),
)

RESIZE = FeatureView("image.resize", "Image resize", credits=1, per_unit=True, unit="image", active=True)


def seed_features(session: Session) -> None:
    """Put the feature that the shop itself has on the price list; what an admin changed stays as it is."""
    if session.get(Feature, RESIZE.slug) is None:
        keep_feature(session, RESIZE)


def seed_packages(session: Session) -> int:
    """Add the packages that are missing, by slug, and return how many; what an admin changed stays as it is."""
    known = set(session.exec(select(Package.slug)))
    missing = [(position, seed) for position, seed in enumerate(SEEDS) if seed.slug not in known]
    for position, seed in missing:
        package = Package(
            slug=seed.slug,
            name=seed.name,
            description=seed.description,
            credits=seed.credits,
            bonus_credits=seed.bonus_credits,
            popular=seed.popular,
            position=position,
        )
        session.add(package)
        session.flush()  # the price refers to it
        for currency, amount in zip(CURRENCIES, seed.prices, strict=True):
            session.add(PackagePrice(package_id=package.id, currency=currency, amount_minor=amount))
    return len(missing)
