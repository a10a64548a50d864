"""What the shop asks Stripe for, in Stripe's words."""

from typing import TYPE_CHECKING, cast

from creditshop.payments.gateway import CheckoutRequest, Evidence, RefundRequest

if TYPE_CHECKING:
    from typing import Literal

    from stripe.params import DisputeUpdateParams, DisputeUpdateParamsEvidence, RefundCreateParams
    from stripe.params.checkout import SessionCreateParams, SessionCreateParamsLineItemPriceDataProductData


def checkout_params(request: CheckoutRequest) -> "SessionCreateParams":
    """A hosted payment of one package (https://docs.stripe.com/api/checkout/sessions/create).

    Payment methods are the account's own choice: since 2026-09-30 `payment_method_types` is no longer taken.
    A session's metadata does not reach its payment intent, hence twice.
    """
    product: SessionCreateParamsLineItemPriceDataProductData = {"name": request.product_name}
    if request.product_description:  # Stripe refuses an empty one
        product["description"] = request.product_description
    params: SessionCreateParams = {
        "mode": "payment",
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": request.currency,
                    "unit_amount": request.amount_minor,
                    "product_data": product,
                },
            }
        ],
        "client_reference_id": request.client_reference_id,
        "metadata": request.metadata,
        "payment_intent_data": {"metadata": request.metadata},
        "expires_at": int(request.expires_at.timestamp()),
        "locale": request.locale,
        "success_url": request.success_url,
        "cancel_url": request.cancel_url,
    }
    if request.customer_email:
        params["customer_email"] = request.customer_email
    return params


def refund_params(request: RefundRequest) -> "RefundCreateParams":
    """A refund of part or all of a payment (https://docs.stripe.com/api/refunds/create)."""
    params: RefundCreateParams = {
        "payment_intent": request.payment_intent_id,
        "amount": request.amount_minor,
        "metadata": request.metadata,
    }
    if request.reason:
        params["reason"] = cast("Literal['duplicate', 'fraudulent', 'requested_by_customer']", request.reason)
    return params


LONGEST_EVIDENCE = 20_000  # characters of one field


def evidence_params(evidence: Evidence) -> "DisputeUpdateParams":
    """The answer to a dispute (https://docs.stripe.com/api/disputes/update); a field that is too long is cut."""
    told = {
        "product_description": evidence.product_description,
        "customer_email_address": evidence.customer_email,
        "customer_purchase_ip": evidence.customer_ip,
        "service_date": evidence.service_date,
        "access_activity_log": evidence.access_activity_log,
        "refund_policy_disclosure": evidence.refund_policy,
        "uncategorized_text": evidence.text,
    }
    cut = {name: words[:LONGEST_EVIDENCE] for name, words in told.items() if words}
    return {"evidence": cast("DisputeUpdateParamsEvidence", cut), "submit": True}
