"""Products and prices (https://docs.stripe.com/api/products, https://docs.stripe.com/api/prices)."""

from typing import Any

from creditshop.sandbox.errors import StripeError
from creditshop.sandbox.ids import new_id
from creditshop.sandbox.json_types import Object
from creditshop.sandbox.lists import list_objects
from creditshop.sandbox.objects.metadata import merged_metadata
from creditshop.sandbox.requests.base import Expandable
from creditshop.sandbox.requests.catalog import CreatePrice, CreateProduct, ProductData, UpdatePrice, UpdateProduct
from creditshop.sandbox.requests.checkout import PriceData
from creditshop.sandbox.requests.lists import ListPrices, ListProducts
from creditshop.sandbox.work import Work


def create_product(work: Work, given: CreateProduct) -> Object:
    product = _new_product(work, given.name, given.description, given.images, given.metadata, active=given.active)
    work.emit("product.created", product)
    return product


def retrieve_product(work: Work, _: Expandable, product_id: str) -> Object:
    return work.find("product", product_id)


def update_product(work: Work, given: UpdateProduct, product_id: str) -> Object:
    return _update(work, work.find("product", product_id), given, updated=work.now)


def list_products(work: Work, page: ListProducts) -> Object:
    return list_objects(work, "product", page, "/v1/products")


def create_price(work: Work, given: CreatePrice) -> Object:
    if (given.product is None) == (given.product_data is None):
        raise StripeError("You must pass either product or product_data.", code="parameter_missing", param="product")
    if given.product_data:
        data = given.product_data
        product = _new_product(work, data.name, None, [], data.metadata, active=data.active)
        work.emit("product.created", product)
    else:
        product = work.find("product", str(given.product), "product")
    price = _new_price(work, given, product["id"], active=given.active)
    price |= {"lookup_key": given.lookup_key, "metadata": given.metadata, "nickname": given.nickname}
    work.tx.put(price)
    work.emit("price.created", price)
    return price


def retrieve_price(work: Work, _: Expandable, price_id: str) -> Object:
    return work.find("price", price_id)


def update_price(work: Work, given: UpdatePrice, price_id: str) -> Object:
    return _update(work, work.find("price", price_id), given)


def list_prices(work: Work, page: ListPrices) -> Object:
    return list_objects(work, "price", page, "/v1/prices")


def price_for_session(work: Work, given: PriceData, param: str) -> Object:
    """The price of a line item that brings its own; Stripe keeps such prices and their products inactive."""
    if (given.product is None) == (given.product_data is None):
        message = f"You must pass either {param}[product] or {param}[product_data]."
        raise StripeError(message, code="parameter_missing", param=f"{param}[product_data]")
    if given.product:
        product = work.find("product", given.product, f"{param}[product]")
    else:
        data = given.product_data or ProductData(name="")
        product = _new_product(work, data.name, data.description, data.images, data.metadata, active=False)
    return work.tx.put(_new_price(work, given, product["id"], active=False))


def _new_product(
    work: Work, name: str, description: str | None, images: list[str], metadata: dict[str, str], *, active: bool
) -> Object:
    return work.tx.put(
        {
            "id": new_id("product"),
            "object": "product",
            "active": active,
            "created": work.now,
            "default_price": None,
            "description": description or None,
            "images": images,
            "livemode": False,
            "marketing_features": [],
            "metadata": metadata,
            "name": name,
            "package_dimensions": None,
            "shippable": None,
            "statement_descriptor": None,
            "tax_code": None,
            "type": "service",
            "unit_label": None,
            "updated": work.now,
            "url": None,
        }
    )


def _new_price(work: Work, given: CreatePrice | PriceData, product_id: str, *, active: bool) -> Object:
    return {
        "id": new_id("price"),
        "object": "price",
        "active": active,
        "billing_scheme": "per_unit",
        "created": work.now,
        "currency": given.currency,
        "custom_unit_amount": None,
        "livemode": False,
        "lookup_key": None,
        "metadata": {},
        "nickname": None,
        "product": product_id,
        "recurring": None,
        "tax_behavior": given.tax_behavior,
        "tiers_mode": None,
        "transform_quantity": None,
        "type": "one_time",
        "unit_amount": given.unit_amount,
        "unit_amount_decimal": str(given.unit_amount),
    }


def _update(work: Work, thing: Object, given: UpdateProduct | UpdatePrice, **also: Any) -> Object:
    changes: Object = given.model_dump(exclude_unset=True, exclude={"expand", "metadata"}) | also
    if given.metadata is not None:
        changes["metadata"] = merged_metadata(thing["metadata"], given.metadata)
    previous = {name: thing[name] for name, value in changes.items() if thing[name] != value}
    thing |= changes
    work.tx.put(thing)
    work.emit(f"{thing['object']}.updated", thing, previous)
    return thing
