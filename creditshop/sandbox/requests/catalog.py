"""Parameters for customers, products and prices."""

from typing import Annotated, Literal

from pydantic import Field

from creditshop.sandbox.requests.base import Currency, Email, Expandable, Indexed, Metadata, Params, Text, Url

Amount = Annotated[int, Field(ge=0, le=99_999_999)]


class WriteCustomer(Expandable):
    description: str | None = None
    email: Email | None = None
    metadata: Metadata | None = None
    name: str | None = None
    phone: str | None = None


class CreateProduct(Expandable):
    active: bool = True
    description: str | None = None
    images: Annotated[Indexed[Url], Field(max_length=8)] = Field(default_factory=list)
    metadata: Metadata = Field(default_factory=dict)
    name: Text


class UpdateProduct(Expandable):
    active: bool | None = None
    description: str | None = None
    images: Annotated[Indexed[Url] | None, Field(max_length=8)] = None
    metadata: Metadata | None = None
    name: Text | None = None


class ProductData(Params):
    """A product made together with its price."""

    description: Text | None = None
    images: Annotated[Indexed[Url], Field(max_length=8)] = Field(default_factory=list)
    metadata: Metadata = Field(default_factory=dict)
    name: Text
    tax_code: Text | None = None


class PriceProductData(Params):
    """As ProductData; the price endpoint knows fewer properties than Checkout does."""

    active: bool = True
    metadata: Metadata = Field(default_factory=dict)
    name: Text


class CreatePrice(Expandable):
    active: bool = True
    currency: Currency
    lookup_key: Text | None = None
    metadata: Metadata = Field(default_factory=dict)
    nickname: Text | None = None
    product: Text | None = None
    product_data: PriceProductData | None = None
    tax_behavior: Literal["exclusive", "inclusive", "unspecified"] = "unspecified"
    unit_amount: Amount


class UpdatePrice(Expandable):
    active: bool | None = None
    metadata: Metadata | None = None
    nickname: Text | None = None
