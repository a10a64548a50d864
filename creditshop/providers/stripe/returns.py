"""Stripe's refunds, disputes, warnings and reviews as the shop's own values.

Each raises EventMalformed when a field is not what Stripe documents.
"""

from datetime import datetime

from creditshop.payments.events import (
    PURCHASE_KEY,
    REFUND_KEY,
    Dispute,
    FraudWarning,
    MoneyReturned,
    Refund,
    Review,
)
from creditshop.providers.stripe import fields
from creditshop.providers.stripe.fields import Json


def refund(source: Json) -> Refund:
    """A refund (https://docs.stripe.com/api/refunds/object). `status` is null for very old ones, which are done."""
    return Refund(
        id=fields.identifier(source, "id"),
        status=fields.text_or_none(source, "status") or "succeeded",
        amount_minor=fields.integer(source, "amount"),
        currency=fields.text(source, "currency"),
        payment_intent_id=fields.reference(source, "payment_intent"),
        purchase_id=fields.metadata_id(source, PURCHASE_KEY),
        refund_id=fields.metadata_id(source, REFUND_KEY),
        reason=fields.text_or_none(source, "reason"),
        failure_reason=fields.text_or_none(source, "failure_reason"),
        created=fields.moment(source, "created"),
    )


def money_returned(source: Json) -> MoneyReturned:
    """A charge of which something went back (https://docs.stripe.com/api/charges/object)."""
    return MoneyReturned(
        payment_intent_id=fields.reference(source, "payment_intent"),
        amount_refunded=fields.integer(source, "amount_refunded"),
        currency=fields.text(source, "currency"),
    )


def dispute(source: Json) -> Dispute:
    """A dispute (https://docs.stripe.com/api/disputes/object)."""
    details = fields.part(source, "evidence_details")
    moved = fields.parts(source, "balance_transactions")
    return Dispute(
        id=fields.identifier(source, "id"),
        status=fields.text(source, "status"),
        reason=fields.text(source, "reason"),
        amount_minor=fields.integer(source, "amount"),
        currency=fields.text(source, "currency"),
        payment_intent_id=fields.reference(source, "payment_intent"),
        withdrawn_minor=-sum(fields.integer(one, "amount") for one in moved),
        fee_minor=sum(fields.integer(one, "fee") for one in moved),
        movements=len(moved),
        due_by=_due_by(details),
        submissions=fields.integer(details, "submission_count") if details else 0,
        created=fields.moment(source, "created"),
    )


def _due_by(details: Json) -> datetime | None:
    """Stripe writes 0 when the bank takes no answer."""
    return fields.moment(details, "due_by") if details.get("due_by") else None


def fraud_warning(source: Json) -> FraudWarning:
    """An early fraud warning (https://docs.stripe.com/api/radar/early_fraud_warnings/object)."""
    return FraudWarning(
        id=fields.identifier(source, "id"),
        payment_intent_id=fields.reference(source, "payment_intent"),
        fraud_type=fields.text(source, "fraud_type"),
        actionable=fields.flag(source, "actionable"),
        created=fields.moment(source, "created"),
    )


def review(source: Json) -> Review:
    """A review of Radar's (https://docs.stripe.com/api/radar/reviews/object)."""
    return Review(
        id=fields.identifier(source, "id"),
        payment_intent_id=fields.reference(source, "payment_intent"),
        open=fields.flag(source, "open"),
        reason=fields.text(source, "reason"),
        created=fields.moment(source, "created"),
    )
