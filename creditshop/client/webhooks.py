"""What the shop tells your app: signed as Standard Webhooks says (https://www.standardwebhooks.com)."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from creditshop.client.reading import read

TOLERANCE = 300  # seconds that sender's and receiver's clocks may differ


class WebhookInvalid(Exception):
    """Not signed with this secret, altered, too old or no event: answer with 400 and do nothing."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something happened to credits. It may come more than once, each time with the same `id`."""

    id: str
    type: str
    timestamp: datetime
    data: dict[str, Any]


def verify_webhook(body: bytes, headers: Mapping[str, str], secret: str) -> Event:
    """The event in a request to your endpoint, whose secret is `whsec_…`. Raises WebhookInvalid.

    `body` must be the bytes as they came, since these are signed.
    """
    fields = {name.lower(): value for name, value in headers.items()}
    try:
        message_id, sent, signatures = (fields[f"webhook-{name}"] for name in ("id", "timestamp", "signature"))
        age = abs(time.time() - int(sent))
    except (KeyError, ValueError) as error:
        raise WebhookInvalid("A header is missing or malformed.") from error
    expected = _signature(f"{message_id}.{sent}.".encode() + body, secret)
    if not any(hmac.compare_digest(expected, one.encode()) for one in signatures.split()):
        raise WebhookInvalid("The signature is not that of this secret.")
    if age > TOLERANCE:
        raise WebhookInvalid(f"Sent {age:.0f} s ago.")
    try:
        return read(Event, {**json.loads(body), "id": message_id})
    except (ValueError, TypeError) as error:
        raise WebhookInvalid("The body is no event.") from error


def _signature(signed: bytes, secret: str) -> bytes:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    return b"v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest())
