"""Forgetting the people in stored events: who paid, as the provider told it. What happened stays."""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session

from creditshop.inbox.models import EVENTS

# What Stripe's sessions, payment intents, charges and disputes say of a person (https://docs.stripe.com/api).
PERSONAL = frozenset(
    {
        "billing_details",
        "collected_information",
        "customer_details",
        "customer_email",
        "evidence",
        "receipt_email",
        "receipt_number",
        "shipping",
        "shipping_details",
    }
)


def forget_people(session: Session, purchase_ids: Collection[str]) -> None:
    """Take all that is about people out of the events of these purchases; they can be replayed as before."""
    connection = session.connection()
    intents = select(EVENTS.c.payment_intent_id).where(EVENTS.c.purchase_id.in_(purchase_ids))
    about = EVENTS.c.purchase_id.in_(purchase_ids) | EVENTS.c.payment_intent_id.in_(intents)
    for row in connection.execute(select(EVENTS.c.id, EVENTS.c.payload).where(about)).all():
        without = json.dumps(_without_people(json.loads(row.payload)))
        connection.execute(update(EVENTS).where(EVENTS.c.id == row.id).values(payload=without))


def _without_people(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: None if name in PERSONAL else _without_people(inner) for name, inner in value.items()}
    return [_without_people(inner) for inner in value] if isinstance(value, list) else value
