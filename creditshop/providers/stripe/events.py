"""Webhooks: who sent it, and what it says."""

import re
from collections.abc import Callable, Sequence
from typing import Any

import orjson
import stripe

from creditshop.clock import utcnow
from creditshop.payments.errors import EventMalformed, SignatureInvalid
from creditshop.payments.events import PURCHASE_KEY, Event, Subject
from creditshop.providers.stripe import fields, objects, returns

PROVIDER = "stripe"
TOLERANCE_SECONDS = 300
_TIMESTAMP = re.compile(r"t=([0-9]{1,12}),")


def verify_webhook(body: bytes, header: str, secrets: Sequence[str]) -> Event:
    """Check the `Stripe-Signature` header over the raw body, then parse it once.

    Any of the secrets will do, so that one can be rotated (https://docs.stripe.com/webhooks#roll-endpoint-secrets).
    Raises SignatureInvalid for a forged, missing, stale or post-dated signature, EventMalformed for a signed body that
    is no event.
    """
    _check_time(header)
    if not any(_signed_with(secret, body, header) for secret in secrets):
        raise SignatureInvalid("no signature matches")
    try:
        payload = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise EventMalformed("the body is not JSON") from error
    if not isinstance(payload, dict):
        raise EventMalformed("the body is not an object")
    return parse_event(payload)


def _check_time(header: str) -> None:
    """Both ways: the SDK takes a time stamp of tomorrow, with which a recorded webhook could be replayed until then."""
    found = _TIMESTAMP.match(header)
    if found is None or not header.isascii():
        raise SignatureInvalid("no signature that can be read")
    age = utcnow().timestamp() - int(found[1])
    if abs(age) > TOLERANCE_SECONDS:
        raise SignatureInvalid(f"signed {age:.0f} seconds ago: a replay, or one of the clocks is wrong")


def _signed_with(secret: str, body: bytes, header: str) -> bool:
    try:
        stripe.WebhookSignature.verify_header(body, header, secret)
    except (stripe.SignatureVerificationError, UnicodeDecodeError):
        return False
    return True


def parse_event(payload: dict[str, Any]) -> Event:
    """An event out of its body (https://docs.stripe.com/api/events/object).

    An unknown type has no subject. An object that cannot be read is no reason to refuse the event, which Stripe would
    send again for days: the event carries the fault instead. Raises EventMalformed when it is no event at all.
    """
    type_ = fields.identifier(payload, "type")
    purchase_id = payment_intent_id = subject = fault = None
    try:
        source = fields.part(fields.part(payload, "data"), "object")
        purchase_id = fields.metadata_id(source, PURCHASE_KEY)
        payment_intent_id = _payment_intent(source)
        subject = _subject(type_, source)
    except EventMalformed as error:
        fault = str(error)
    return Event(
        provider=PROVIDER,
        id=fields.identifier(payload, "id"),
        type=type_,
        created=fields.moment(payload, "created"),
        livemode=fields.flag(payload, "livemode"),
        api_version=fields.text_or_none(payload, "api_version"),
        payload=payload,
        purchase_id=purchase_id,
        subject=subject,
        fault=fault,
        account=fields.reference(payload, "account"),
        payment_intent_id=payment_intent_id,
    )


def _payment_intent(source: fields.Json) -> str | None:
    is_one = source.get("object") == "payment_intent"
    return fields.reference(source, "id" if is_one else "payment_intent")


def _subject(type_: str, source: fields.Json) -> Subject | None:
    read = _READERS.get(type_)
    # Another application on this account may sell subscriptions: their sessions lack what a payment has.
    return read(source) if read and source.get("mode", "payment") == "payment" else None


_READERS: dict[str, Callable[[fields.Json], Subject]] = {
    "checkout.session.completed": objects.checkout_session,
    "checkout.session.async_payment_succeeded": objects.checkout_session,
    "checkout.session.async_payment_failed": objects.checkout_session,
    "checkout.session.expired": objects.checkout_session,
    "payment_intent.payment_failed": objects.payment_attempt,
    "refund.created": returns.refund,
    "refund.updated": returns.refund,
    "refund.failed": returns.refund,
    "charge.refunded": returns.money_returned,
    "charge.dispute.created": returns.dispute,
    "charge.dispute.updated": returns.dispute,
    "charge.dispute.closed": returns.dispute,
    "charge.dispute.funds_withdrawn": returns.dispute,
    "charge.dispute.funds_reinstated": returns.dispute,
    "radar.early_fraud_warning.created": returns.fraud_warning,
    "radar.early_fraud_warning.updated": returns.fraud_warning,
    "review.opened": returns.review,
    "review.closed": returns.review,
}
