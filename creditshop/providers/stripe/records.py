"""Stripe's charges and balance transactions as the shop's own values.

Each raises EventMalformed when a field is not what Stripe documents.
"""

from creditshop.payments.events import PURCHASE_KEY
from creditshop.payments.records import MoneyMovement, Payment
from creditshop.providers.stripe import fields
from creditshop.providers.stripe.fields import Json


def payment(source: Json) -> Payment:
    """A charge (https://docs.stripe.com/api/charges/object); it has the metadata of its payment intent."""
    return Payment(
        id=fields.identifier(source, "id"),
        payment_intent_id=fields.reference(source, "payment_intent"),
        purchase_id=fields.metadata_id(source, PURCHASE_KEY),
        amount_minor=fields.integer(source, "amount_captured"),
        refunded_minor=fields.integer(source, "amount_refunded"),
        currency=fields.text(source, "currency"),
        created=fields.moment(source, "created"),
    )


def movement(source: Json) -> MoneyMovement:
    """A balance transaction (https://docs.stripe.com/api/balance_transactions/object)."""
    return MoneyMovement(
        id=fields.identifier(source, "id"),
        category=fields.text(source, "reporting_category"),
        amount_minor=fields.integer(source, "amount"),
        fee_minor=fields.integer(source, "fee"),
        currency=fields.text(source, "currency"),
        source=fields.reference(source, "source"),
        created=fields.moment(source, "created"),
    )
