"""Early fraud warnings (https://docs.stripe.com/api/radar/early_fraud_warnings): a card network suspects a payment."""

from typing import Literal

from creditshop.sandbox.ids import new_id
from creditshop.sandbox.json_types import Object
from creditshop.sandbox.lists import list_objects, of_charge
from creditshop.sandbox.requests.base import Expandable
from creditshop.sandbox.requests.lists import ListEarlyFraudWarnings
from creditshop.sandbox.work import Work

KIND = "radar.early_fraud_warning"
FraudType = Literal[
    "card_never_received",
    "fraudulent_card_application",
    "made_with_counterfeit_card",
    "made_with_lost_card",
    "made_with_stolen_card",
    "misc",
    "unauthorized_use_of_card",
]


def retrieve(work: Work, _: Expandable, warning_id: str) -> Object:
    return work.find(KIND, warning_id)


def list_all(work: Work, page: ListEarlyFraudWarnings) -> Object:
    return list_objects(work, KIND, page, "/v1/radar/early_fraud_warnings")


def warn(work: Work, charge: Object, fraud_type: FraudType = "misc") -> Object:
    """The network reports a charge; a refund or a dispute before leaves nothing to do about it."""
    warning: Object = {
        "id": new_id(KIND),
        "object": KIND,
        "actionable": not (charge["refunded"] or charge["disputed"]),
        "charge": charge["id"],
        "created": work.now,
        "fraud_type": fraud_type,
        "livemode": False,
        "payment_intent": charge["payment_intent"],
    }
    work.tx.put(warning)
    work.emit(f"{KIND}.created", warning)
    return warning


def settle(work: Work, charge_id: str) -> None:
    """The charge was refunded in full or disputed: its warnings need nobody's attention any more."""
    for warning in of_charge(work, KIND, charge_id):
        if warning["actionable"]:
            work.change({**warning, "actionable": False}, f"{KIND}.updated")
