"""What the shop asks Stripe for, in Stripe's words."""

from typing import TYPE_CHECKING

from creditshop.payments.gateway import CheckoutRequest

if TYPE_CHECKING:
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
