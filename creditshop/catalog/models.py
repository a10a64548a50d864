"""Tables of what the shop offers: packages of credits, priced in money, and features, priced in credits."""

from typing import Final

from sqlalchemy import BigInteger, CheckConstraint, Index, Table, text
from sqlmodel import Field, SQLModel

from creditshop.database import new_id

MOST_CREDITS = 2**53 - 1  # the largest whole number that every JSON reader keeps exactly
_POPULAR = text("popular")


class Package(SQLModel, table=True):
    """Credits sold together under one name; the bonus comes on top and is free.

    `version` counts its changes, so that nobody writes over one that they have not seen.
    """

    __tablename__ = "package"
    __table_args__ = (
        CheckConstraint(f"credits BETWEEN 1 AND {MOST_CREDITS}", name="package_credits_range"),
        CheckConstraint(f"bonus_credits BETWEEN 0 AND {MOST_CREDITS}", name="package_bonus_range"),
        CheckConstraint("validity_days > 0", name="package_validity_positive"),
        Index("package_one_popular", "popular", unique=True, sqlite_where=_POPULAR, postgresql_where=_POPULAR),
    )

    id: str = Field(default_factory=lambda: new_id("pkg"), primary_key=True)
    slug: str = Field(unique=True)
    name: str
    description: str
    credits: int = Field(sa_type=BigInteger)
    bonus_credits: int = Field(default=0, sa_type=BigInteger)
    popular: bool = False
    active: bool = True
    position: int
    validity_days: int = 365
    version: int = Field(default=1, sa_column_kwargs={"server_default": text("1")})


class PackagePrice(SQLModel, table=True):
    """What a package costs in one currency, in the provider's minor units."""

    __tablename__ = "package_price"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="package_price_amount_positive"),
        CheckConstraint("length(currency) = 3 AND currency = lower(currency)", name="package_price_currency_form"),
    )

    package_id: str = Field(primary_key=True, foreign_key="package.id")
    currency: str = Field(primary_key=True)
    amount_minor: int = Field(sa_type=BigInteger)


class Feature(SQLModel, table=True):
    """What credits are spent on: `credits` for each use or, `per_unit`, for each `unit` used (image, page, minute)."""

    __tablename__ = "feature"
    __table_args__ = (CheckConstraint(f"credits BETWEEN 1 AND {MOST_CREDITS}", name="feature_credits_range"),)

    slug: str = Field(primary_key=True)
    name: str
    credits: int = Field(sa_type=BigInteger)
    per_unit: bool = False
    unit: str
    active: bool = True


FEATURES: Final[Table] = SQLModel.metadata.tables["feature"]
PACKAGES: Final[Table] = SQLModel.metadata.tables["package"]
