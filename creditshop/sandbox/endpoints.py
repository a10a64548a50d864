"""The part of Stripe's API that the sandbox speaks, in one table."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from creditshop.sandbox.errors import StripeError
from creditshop.sandbox.json_types import Object
from creditshop.sandbox.objects import (
    account,
    balance,
    catalog,
    charges,
    customers,
    disputes,
    events,
    payment_intents,
    payment_methods,
    refunds,
    reviews,
    sessions,
    warnings,
    webhook_endpoints,
)
from creditshop.sandbox.requests import catalog as catalog_params
from creditshop.sandbox.requests import checkout as checkout_params
from creditshop.sandbox.requests import disputes as dispute_params
from creditshop.sandbox.requests import lists
from creditshop.sandbox.requests import refunds as refund_params
from creditshop.sandbox.requests import webhook_endpoints as webhook_params
from creditshop.sandbox.requests.base import Expandable, Params


@dataclass(frozen=True)
class Endpoint:
    """``act(work, parameters, *ids from the path)`` answers ``method path``."""

    method: str
    path: str
    params: type[Params]
    act: Callable[..., Object]

    @property
    def pattern(self) -> str:
        """The path as a regular expression with a group for each id."""
        return re.sub(r"\{\w+\}", "([^/]+)", self.path)


ENDPOINTS = (
    Endpoint("GET", "/v1/account", Expandable, account.retrieve),
    Endpoint("GET", "/v1/accounts/{id}", Expandable, account.retrieve),
    Endpoint("GET", "/v1/balance_transactions", lists.ListBalanceTransactions, balance.list_all),
    Endpoint("GET", "/v1/balance_transactions/{id}", Expandable, balance.retrieve),
    Endpoint("GET", "/v1/charges", lists.ListCharges, charges.list_all),
    Endpoint("GET", "/v1/charges/{id}", Expandable, charges.retrieve),
    Endpoint("POST", "/v1/checkout/sessions", checkout_params.CreateSession, sessions.create),
    Endpoint("GET", "/v1/checkout/sessions", lists.ListSessions, sessions.list_all),
    Endpoint("GET", "/v1/checkout/sessions/{id}", Expandable, sessions.retrieve),
    Endpoint("POST", "/v1/checkout/sessions/{id}", checkout_params.UpdateSession, sessions.update),
    Endpoint("POST", "/v1/checkout/sessions/{id}/expire", Expandable, sessions.expire),
    Endpoint("GET", "/v1/checkout/sessions/{id}/line_items", lists.Page, sessions.line_items),
    Endpoint("POST", "/v1/customers", catalog_params.WriteCustomer, customers.create),
    Endpoint("GET", "/v1/customers", lists.ListCustomers, customers.list_all),
    Endpoint("GET", "/v1/customers/{id}", Expandable, customers.retrieve),
    Endpoint("POST", "/v1/customers/{id}", catalog_params.WriteCustomer, customers.update),
    Endpoint("GET", "/v1/disputes", lists.ListDisputes, disputes.list_all),
    Endpoint("GET", "/v1/disputes/{id}", Expandable, disputes.retrieve),
    Endpoint("POST", "/v1/disputes/{id}", dispute_params.UpdateDispute, disputes.update),
    Endpoint("POST", "/v1/disputes/{id}/close", Expandable, disputes.close),
    Endpoint("GET", "/v1/events", lists.ListEvents, events.list_all),
    Endpoint("GET", "/v1/events/{id}", Expandable, events.retrieve),
    Endpoint("GET", "/v1/payment_intents", lists.ListPaymentIntents, payment_intents.list_all),
    Endpoint("GET", "/v1/payment_intents/{id}", Expandable, payment_intents.retrieve),
    Endpoint("GET", "/v1/payment_methods/{id}", Expandable, payment_methods.retrieve),
    Endpoint("POST", "/v1/prices", catalog_params.CreatePrice, catalog.create_price),
    Endpoint("GET", "/v1/prices", lists.ListPrices, catalog.list_prices),
    Endpoint("GET", "/v1/prices/{id}", Expandable, catalog.retrieve_price),
    Endpoint("POST", "/v1/prices/{id}", catalog_params.UpdatePrice, catalog.update_price),
    Endpoint("POST", "/v1/products", catalog_params.CreateProduct, catalog.create_product),
    Endpoint("GET", "/v1/products", lists.ListProducts, catalog.list_products),
    Endpoint("GET", "/v1/products/{id}", Expandable, catalog.retrieve_product),
    Endpoint("POST", "/v1/products/{id}", catalog_params.UpdateProduct, catalog.update_product),
    Endpoint("GET", "/v1/radar/early_fraud_warnings", lists.ListEarlyFraudWarnings, warnings.list_all),
    Endpoint("GET", "/v1/radar/early_fraud_warnings/{id}", Expandable, warnings.retrieve),
    Endpoint("POST", "/v1/refunds", refund_params.CreateRefund, refunds.create),
    Endpoint("GET", "/v1/refunds", lists.ListRefunds, refunds.list_all),
    Endpoint("GET", "/v1/refunds/{id}", Expandable, refunds.retrieve),
    Endpoint("POST", "/v1/refunds/{id}", refund_params.UpdateMetadata, refunds.update),
    Endpoint("GET", "/v1/reviews", lists.DatedPage, reviews.list_all),
    Endpoint("GET", "/v1/reviews/{id}", Expandable, reviews.retrieve),
    Endpoint("POST", "/v1/reviews/{id}/approve", Expandable, reviews.approve),
    Endpoint("POST", "/v1/webhook_endpoints", webhook_params.CreateEndpoint, webhook_endpoints.create),
    Endpoint("GET", "/v1/webhook_endpoints", lists.Page, webhook_endpoints.list_all),
    Endpoint("GET", "/v1/webhook_endpoints/{id}", Expandable, webhook_endpoints.retrieve),
    Endpoint("POST", "/v1/webhook_endpoints/{id}", webhook_params.UpdateEndpoint, webhook_endpoints.update),
    Endpoint("DELETE", "/v1/webhook_endpoints/{id}", Params, webhook_endpoints.delete),
)


def find_endpoint(method: str, path: str) -> tuple[Endpoint, tuple[str, ...]]:
    """The endpoint for a request and the ids in its path; raises StripeError 404."""
    for endpoint in ENDPOINTS:
        if endpoint.method == method and (found := re.fullmatch(endpoint.pattern, path)):
            return endpoint, found.groups()
    message = f"Unrecognized request URL ({method}: {path}). Either Stripe has no such URL or the sandbox lacks it."
    raise StripeError(message, status=404)
