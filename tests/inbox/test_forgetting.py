"""The people in stored events are forgotten; what happened stays, and can be replayed."""

import json

from sqlalchemy import select
from sqlmodel import Session

from creditshop.inbox import forget_people, receive
from creditshop.inbox.models import EVENTS
from creditshop.providers.stripe import parse_event
from tests.conftest import Database
from tests.inbox.conftest import NOW
from tests.webhooks import an_event

WHO = {"email": "canary@example.com", "name": "Canary", "address": {"line1": "Canary Row 1"}, "phone": "canary"}


def payload(session: Session, purchase_id: str) -> str:
    return str(session.connection().scalar(select(EVENTS.c.payload).where(EVENTS.c.purchase_id == purchase_id)))


def test_who_paid_is_taken_out_of_the_purchases_events_alone(db: Database) -> None:
    for purchase_id in ("pur_ada", "pur_bob"):
        said = {
            "payment_intent": f"pi_{purchase_id}",
            "customer_details": WHO,
            "customer_email": WHO["email"],
            "amount_total": 2200,
        }
        db.transact(receive, parse_event(an_event(purchase_id=purchase_id, id=f"cs_{purchase_id}", **said)), now=NOW)
    db.transact(forget_people, ["pur_ada"])
    ada = db.transact(payload, "pur_ada")
    assert "anary" not in ada
    assert json.loads(ada)["data"]["object"]["amount_total"] == 2200
    assert parse_event(json.loads(ada)).purchase_id == "pur_ada"
    assert "Canary Row 1" in db.transact(payload, "pur_bob")
