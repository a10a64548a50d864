"""The lines of a checkout session (https://docs.stripe.com/api/checkout/sessions/line_items)."""

from collections.abc import Sequence

from creditshop.sandbox.errors import StripeError
from creditshop.sandbox.ids import new_id
from creditshop.sandbox.json_types import Object
from creditshop.sandbox.objects.catalog import price_for_session
from creditshop.sandbox.requests.checkout import LineItem
from creditshop.sandbox.work import Work


def make_line_items(work: Work, given: Sequence[LineItem], currency: str | None) -> tuple[list[Object], str]:
    """The lines and their common currency."""
    items = [_line_item(work, line, f"line_items[{position}]") for position, line in enumerate(given)]
    currencies = {item["currency"] for item in items} | ({currency} if currency else set())
    if len(currencies) > 1:
        message = f"You cannot combine currencies on a single Checkout Session: {', '.join(sorted(currencies))}."
        raise StripeError(message, param="line_items")
    return items, currencies.pop()


def _line_item(work: Work, line: LineItem, param: str) -> Object:
    price = _price(work, line, param)
    amount = price["unit_amount"] * line.quantity
    product = work.find("product", price["product"])
    return {
        "id": new_id("item"),
        "object": "item",
        "adjustable_quantity": None,
        "amount_discount": 0,
        "amount_subtotal": amount,
        "amount_tax": 0,
        "amount_total": amount,
        "currency": price["currency"],
        "description": product["name"],
        "metadata": line.metadata or {},
        "price": price,
        "quantity": line.quantity,
    }


def _price(work: Work, line: LineItem, param: str) -> Object:
    if (line.price is None) == (line.price_data is None):
        message = f"You must specify either `price` or `price_data` in {param}."
        raise StripeError(message, code="parameter_missing", param=f"{param}[price]")
    if line.price_data:
        return price_for_session(work, line.price_data, f"{param}[price_data]")
    price = work.find("price", str(line.price), f"{param}[price]")
    if not price["active"]:
        raise StripeError(f"The price specified is inactive: {price['id']}.", param=f"{param}[price]")
    return price
