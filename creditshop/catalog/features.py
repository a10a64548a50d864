"""The price list: what a use of each feature costs in credits."""

from dataclasses import asdict, dataclass
from typing import Final

from sqlalchemy import bindparam, select
from sqlmodel import Session

from creditshop.catalog.errors import FeatureExists, FeatureNotFound, QuantityInvalid
from creditshop.catalog.models import FEATURES, MOST_CREDITS, Feature
from creditshop.database import announce, insert_once

_PRICE: Final = select(FEATURES.c.credits, FEATURES.c.per_unit).where(
    FEATURES.c.slug == bindparam("slug"), FEATURES.c.active
)


@dataclass(frozen=True, slots=True)
class FeatureView:
    """A feature and its price: `credits` for a use, or for each `unit` of it."""

    slug: str
    name: str
    credits: int
    per_unit: bool
    unit: str
    active: bool


def features(session: Session, *, everything: bool = False) -> tuple[FeatureView, ...]:
    """The features that can be used, by slug; with `everything` also those taken off the list."""
    columns = [FEATURES.c[name] for name in FeatureView.__slots__]
    query = select(*columns).order_by(FEATURES.c.slug)
    rows = session.connection().execute(query if everything else query.where(FEATURES.c.active))
    return tuple(FeatureView(*row) for row in rows)


def price_of(session: Session, slug: str, quantity: int = 1) -> int:
    """What using so much of a feature costs now, in credits; a flat price is for any quantity.

    Raises FeatureNotFound, QuantityInvalid.
    """
    row = session.connection().execute(_PRICE, {"slug": slug}).one_or_none()
    if row is None:
        raise FeatureNotFound(slug)
    cost: int = row.credits * quantity if row.per_unit else row.credits
    if type(quantity) is not int or quantity < 1 or cost > MOST_CREDITS:
        raise QuantityInvalid(slug, quantity)
    return cost


def add_feature(session: Session, feature: FeatureView) -> None:
    """Put a new feature on the price list. Raises FeatureExists."""
    if not insert_once(session, FEATURES, asdict(feature), "slug"):
        raise FeatureExists(feature.slug)
    _tell(session)


def keep_feature(session: Session, feature: FeatureView) -> None:
    """Put a feature on the price list, or change the one with its slug. Later uses cost the new price."""
    session.merge(Feature(**asdict(feature)))
    session.flush()
    _tell(session)


def _tell(session: Session) -> None:
    """Wake staff's pages, which any announcement wakes."""
    announce(session, "shop")
