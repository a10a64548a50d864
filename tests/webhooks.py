"""Webhooks as Stripe sends them: recorded bodies, changed where a test says so, and signed for real."""

import json
import time
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import stripe

from creditshop.config import SANDBOX_WEBHOOK_SECRET
from creditshop.database import new_id

PAYLOADS = Path(__file__).parent / "payloads"


@cache
def _recorded(type_: str) -> dict[str, Any]:
    return json.loads((PAYLOADS / f"{type_}.json").read_text())


def an_event(
    type_: str = "checkout.session.completed", *, purchase_id: str = "pur_1", **changes: Any
) -> dict[str, Any]:
    """A recorded event with an id of its own; `changes` go into its object. Types without a recording borrow one."""
    recorded = "payment_intent.payment_failed" if type_.startswith("payment_intent") else "checkout.session.completed"
    event = deepcopy(_recorded(recorded)) | {"type": type_, "id": new_id("evt")}
    event["data"]["object"] |= {"metadata": {"creditshop_purchase": purchase_id}} | changes
    return event


def sign(body: bytes, *, secret: str = SANDBOX_WEBHOOK_SECRET, age: float = 0) -> str:
    """A `Stripe-Signature` header made `age` seconds ago, by Stripe's own code."""
    at = int(time.time() - age)
    return stripe.WebhookSignature.generate_signature_header(body.decode(), secret, at)


def as_body(event: dict[str, Any]) -> bytes:
    """The bytes that Stripe sends: indented JSON."""
    return json.dumps(event, indent=2).encode()
