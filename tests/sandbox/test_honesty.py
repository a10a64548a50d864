"""The sandbox speaks Stripe's language: it takes nothing Stripe does not know, and leaves out nothing Stripe sends."""

import copy
from collections.abc import Callable
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from creditshop.sandbox.endpoints import ENDPOINTS
from tests.sandbox.sdk_params import PARAMS, Param, params_of
from tests.sandbox.sdk_schema import NotAsStripe, check_error, check_object, fields_of
from tests.sandbox.shop import KEY, Shop, browser

# Sent by Stripe only on request, only to some accounts, or only for payment methods and features that are not here.
SELDOM = {
    "balance_transaction": set(),
    "charge": {"authorization_code", "level3", "presentment_details", "refunds", "transfer"},
    "checkout.session": {
        "allowed_payment_method_types",
        "branding_settings",
        "excluded_payment_method_types",
        "integration_identifier",
        "line_items",
        "managed_payments",
        "name_collection",
        "optional_items",
        "presentment_details",
        "redirect_on_completion",
        "return_url",
        "tax_id_collection",
    },
    "dispute": set(),
    "payment_intent": {
        "allowed_payment_method_types",
        "hooks",
        "managed_payments",
        "payment_record",
        "presentment_details",
    },
    "price": {"currency_options", "deleted", "tiers"},
    "product": {"deleted", "tax_details"},
    "radar.early_fraud_warning": set(),
    "refund": {
        "customer",
        "customer_account",
        "description",
        "failure_balance_transaction",
        "failure_reason",
        "instructions_email",
        "next_action",
        "pending_reason",
        "presentment_details",
    },
    "review": set(),
    "webhook_endpoint": {"deleted", "secret"},
}


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: f"{endpoint.method} {endpoint.path}")
def test_every_parameter_it_takes_is_one_of_stripes(endpoint: Any) -> None:
    _compare(endpoint.params, params_of(PARAMS[endpoint.method, endpoint.path]), "")


def test_objects_carry_everything_that_stripe_always_sends(shop: Shop) -> None:
    session = shop.paid()
    intent = shop.sdk.v1.payment_intents.retrieve(str(session.payment_intent))
    refund = shop.sdk.v1.refunds.create({"payment_intent": intent.id})
    charge = shop.sdk.v1.charges.retrieve(str(refund.charge))
    item = shop.sdk.v1.checkout.sessions.line_items.list(session.id).data[0]
    product = shop.sdk.v1.products.retrieve(str(item.price.product))
    booked = shop.sdk.v1.balance_transactions.retrieve(str(charge.balance_transaction))

    shop.control(f"payments/{session.id}/warn")
    other = shop.paid("4000000000009235").id
    shop.control(f"payments/{other}/dispute")
    found = [shop.sdk.v1.disputes.list(), shop.sdk.v1.reviews.list(), shop.sdk.v1.radar.early_fraud_warnings.list()]
    found.append(shop.sdk.v1.webhook_endpoints.list())

    for thing in (session, intent, refund, charge, item.price, product, booked, *(page.data[0] for page in found)):
        sent = set(thing.to_dict())
        assert fields_of(thing.object) - sent == SELDOM[thing.object], thing.object


DAMAGES: tuple[Callable[[Any], object], ...] = (
    lambda session: session.pop("expires_at"),
    lambda session: session.update(status="done"),
    lambda session: session.update(amount_total="2200"),
    lambda session: session.update(colour="green"),
    lambda session: session["customer_details"].update(shoe_size=42),
    lambda session: session["payment_intent"].update(status="paid"),
    lambda session: session["payment_intent"]["latest_charge"].pop("paid"),
    lambda session: session.update(customer={"id": "ch_1", "object": "charge"}),
    lambda session: session["line_items"].pop("has_more"),
)


def test_the_check_itself_finds_what_is_wrong(shop: Shop) -> None:
    expanded = {"expand[0]": "payment_intent.latest_charge", "expand[1]": "line_items"}
    url = f"{shop.url}/v1/checkout/sessions/{shop.paid().id}"
    whole = browser.get(url, params=expanded, auth=(KEY, "")).json()
    check_object(whole)
    for damage in DAMAGES:
        broken = copy.deepcopy(whole)
        damage(broken)
        with pytest.raises(NotAsStripe):
            check_object(broken)


def test_errors_are_checked_too() -> None:
    with pytest.raises(NotAsStripe):
        check_error({"error": {"message": "no type"}})


def _compare(ours: type[BaseModel], theirs: dict[str, Param], where: str) -> None:
    for name, field in ours.model_fields.items():
        path = f"{where}.{name}"
        assert name in theirs, f"Stripe has no parameter {path}"
        known = theirs[name]
        strings = {value for value in _literals(field.annotation) if isinstance(value, str)}
        if known.values and strings:
            assert strings <= known.values, f"{path}: {strings - known.values}"
        inner = _model(field.annotation)
        if inner is not None:
            assert known.inside, f"{path} is no hash at Stripe"
            _compare(inner, known.inside, path)
    for name, known in theirs.items():
        if known.required:
            assert name in ours.model_fields, f"Stripe requires {where}.{name}"
            assert ours.model_fields[name].is_required(), f"{where}.{name} is not optional at Stripe"


def _literals(annotation: Any) -> set[Any]:
    inner = get_args(annotation)
    return {part for part in inner if isinstance(part, str)} | {found for part in inner for found in _literals(part)}


def _model(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model(part))), None)
