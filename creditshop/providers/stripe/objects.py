"""Stripe's payments as the shop's own values. Each raises EventMalformed when a field is not what Stripe documents."""

from creditshop.payments.events import PURCHASE_KEY, CheckoutSession, PaymentAttempt
from creditshop.providers.stripe import fields
from creditshop.providers.stripe.fields import Json


def checkout_session(source: Json) -> CheckoutSession:
    """A Checkout Session of mode `payment` (https://docs.stripe.com/api/checkout/sessions/object)."""
    details = fields.part(source, "total_details")
    presentment = fields.part(source, "presentment_details")
    return CheckoutSession(
        id=fields.identifier(source, "id"),
        status=fields.text(source, "status"),
        payment_status=fields.text(source, "payment_status"),
        url=fields.text_or_none(source, "url"),
        currency=fields.text(source, "currency"),
        amount_subtotal=fields.integer(source, "amount_subtotal"),
        amount_total=fields.integer(source, "amount_total"),
        amount_discount=fields.integer(details, "amount_discount") if details else 0,
        amount_tax=fields.integer(details, "amount_tax") if details else 0,
        livemode=fields.flag(source, "livemode"),
        purchase_id=fields.metadata_id(source, PURCHASE_KEY),
        payment_intent_id=fields.reference(source, "payment_intent"),
        expires_at=fields.moment(source, "expires_at"),
        presentment_amount=fields.integer(presentment, "presentment_amount") if presentment else None,
        presentment_currency=fields.text(presentment, "presentment_currency") if presentment else None,
        payment_failed=_payment_failed(source),
    )


def _payment_failed(session: Json) -> bool:
    """Whether an expanded payment intent shows that the money of a complete session will not come.

    A failed intent goes back to `requires_payment_method` (https://docs.stripe.com/payments/paymentintents/lifecycle).
    """
    intent = session.get("payment_intent")
    if not isinstance(intent, dict) or session.get("status") != "complete" or session.get("payment_status") != "unpaid":
        return False
    return intent.get("status") in ("requires_payment_method", "canceled")


def payment_attempt(source: Json) -> PaymentAttempt:
    """A PaymentIntent whose last attempt failed (https://docs.stripe.com/api/payment_intents/object).

    Only card errors have a decline code; for the others the error's own code says as much as there is.
    """
    error = fields.part(source, "last_payment_error")
    return PaymentAttempt(
        payment_intent_id=fields.identifier(source, "id"),
        purchase_id=fields.metadata_id(source, PURCHASE_KEY),
        amount_minor=fields.integer(source, "amount"),
        currency=fields.text(source, "currency"),
        livemode=fields.flag(source, "livemode"),
        decline_code=fields.text_or_none(error, "decline_code") or fields.text_or_none(error, "code"),
        message=fields.text_or_none(error, "message"),
    )
