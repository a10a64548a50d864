"""Which parameters Stripe takes, out of the SDK's ``…Params`` TypedDicts."""

import ast
import re
from dataclasses import dataclass, field
from functools import cache

from tests.sandbox.sdk_schema import ROOT

# (method, path) of each endpoint -> module and class of its parameters in the SDK.
PARAMS = {
    ("GET", "/v1/account"): "_account_retrieve_params.AccountRetrieveParams",
    ("GET", "/v1/accounts/{id}"): "_account_retrieve_params.AccountRetrieveParams",
    ("GET", "/v1/balance_transactions"): "_balance_transaction_list_params.BalanceTransactionListParams",
    ("GET", "/v1/balance_transactions/{id}"): "_balance_transaction_retrieve_params.BalanceTransactionRetrieveParams",
    ("GET", "/v1/charges"): "_charge_list_params.ChargeListParams",
    ("GET", "/v1/charges/{id}"): "_charge_retrieve_params.ChargeRetrieveParams",
    ("POST", "/v1/checkout/sessions"): "checkout._session_create_params.SessionCreateParams",
    ("GET", "/v1/checkout/sessions"): "checkout._session_list_params.SessionListParams",
    ("GET", "/v1/checkout/sessions/{id}"): "checkout._session_retrieve_params.SessionRetrieveParams",
    ("POST", "/v1/checkout/sessions/{id}"): "checkout._session_update_params.SessionUpdateParams",
    ("POST", "/v1/checkout/sessions/{id}/expire"): "checkout._session_expire_params.SessionExpireParams",
    ("GET", "/v1/checkout/sessions/{id}/line_items"): (
        "checkout._session_list_line_items_params.SessionListLineItemsParams"
    ),
    ("POST", "/v1/customers"): "_customer_create_params.CustomerCreateParams",
    ("GET", "/v1/customers"): "_customer_list_params.CustomerListParams",
    ("GET", "/v1/customers/{id}"): "_customer_retrieve_params.CustomerRetrieveParams",
    ("POST", "/v1/customers/{id}"): "_customer_update_params.CustomerUpdateParams",
    ("GET", "/v1/disputes"): "_dispute_list_params.DisputeListParams",
    ("GET", "/v1/disputes/{id}"): "_dispute_retrieve_params.DisputeRetrieveParams",
    ("POST", "/v1/disputes/{id}"): "_dispute_update_params.DisputeUpdateParams",
    ("POST", "/v1/disputes/{id}/close"): "_dispute_close_params.DisputeCloseParams",
    ("GET", "/v1/events"): "_event_list_params.EventListParams",
    ("GET", "/v1/events/{id}"): "_event_retrieve_params.EventRetrieveParams",
    ("GET", "/v1/payment_intents"): "_payment_intent_list_params.PaymentIntentListParams",
    ("GET", "/v1/payment_intents/{id}"): "_payment_intent_retrieve_params.PaymentIntentRetrieveParams",
    ("GET", "/v1/payment_methods/{id}"): "_payment_method_retrieve_params.PaymentMethodRetrieveParams",
    ("POST", "/v1/prices"): "_price_create_params.PriceCreateParams",
    ("GET", "/v1/prices"): "_price_list_params.PriceListParams",
    ("GET", "/v1/prices/{id}"): "_price_retrieve_params.PriceRetrieveParams",
    ("POST", "/v1/prices/{id}"): "_price_update_params.PriceUpdateParams",
    ("POST", "/v1/products"): "_product_create_params.ProductCreateParams",
    ("GET", "/v1/products"): "_product_list_params.ProductListParams",
    ("GET", "/v1/products/{id}"): "_product_retrieve_params.ProductRetrieveParams",
    ("POST", "/v1/products/{id}"): "_product_update_params.ProductUpdateParams",
    ("GET", "/v1/radar/early_fraud_warnings"): ("radar._early_fraud_warning_list_params.EarlyFraudWarningListParams"),
    ("GET", "/v1/radar/early_fraud_warnings/{id}"): (
        "radar._early_fraud_warning_retrieve_params.EarlyFraudWarningRetrieveParams"
    ),
    ("POST", "/v1/refunds"): "_refund_create_params.RefundCreateParams",
    ("GET", "/v1/refunds"): "_refund_list_params.RefundListParams",
    ("GET", "/v1/refunds/{id}"): "_refund_retrieve_params.RefundRetrieveParams",
    ("POST", "/v1/refunds/{id}"): "_refund_update_params.RefundUpdateParams",
    ("GET", "/v1/reviews"): "_review_list_params.ReviewListParams",
    ("GET", "/v1/reviews/{id}"): "_review_retrieve_params.ReviewRetrieveParams",
    ("POST", "/v1/reviews/{id}/approve"): "_review_approve_params.ReviewApproveParams",
    ("POST", "/v1/webhook_endpoints"): "_webhook_endpoint_create_params.WebhookEndpointCreateParams",
    ("GET", "/v1/webhook_endpoints"): "_webhook_endpoint_list_params.WebhookEndpointListParams",
    ("GET", "/v1/webhook_endpoints/{id}"): "_webhook_endpoint_retrieve_params.WebhookEndpointRetrieveParams",
    ("POST", "/v1/webhook_endpoints/{id}"): "_webhook_endpoint_update_params.WebhookEndpointUpdateParams",
    ("DELETE", "/v1/webhook_endpoints/{id}"): "_webhook_endpoint_delete_params.WebhookEndpointDeleteParams",
}


@dataclass(frozen=True)
class Param:
    """One parameter: must it be given, which values may it have (none listed: any), what is inside it."""

    required: bool
    values: frozenset[str] = frozenset()
    inside: dict[str, "Param"] = field(default_factory=dict)


@cache
def params_of(place: str) -> dict[str, Param]:
    """The parameters of the class at ``module.Class`` below ``stripe.params``, nested ones included."""
    module, _, name = place.rpartition(".")
    source = ROOT / "params" / f"{module.replace('.', '/')}.py"
    classes = {node.name: node for node in ast.parse(source.read_text()).body if isinstance(node, ast.ClassDef)}
    return _fields(classes[name], classes)


def _fields(cls: ast.ClassDef, classes: dict[str, ast.ClassDef]) -> dict[str, Param]:
    return {
        node.target.id: _param(ast.unparse(node.annotation), classes)
        for node in cls.body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    }


def _param(note: str, classes: dict[str, ast.ClassDef]) -> Param:
    literals = re.findall(r"Literal\[(.*?)\]", note, re.DOTALL)
    values = frozenset(re.findall(r"'([^']*)'", ",".join(literals)))
    nested = [name for name in re.findall(r"\w+", note) if name in classes]
    inside = _fields(classes[nested[0]], classes) if nested else {}
    return Param(required=not note.startswith("NotRequired"), values=values, inside=inside)
