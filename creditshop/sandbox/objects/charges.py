"""Charges (https://docs.stripe.com/api/charges)."""

from creditshop.sandbox.cards import Decline
from creditshop.sandbox.ids import new_id
from creditshop.sandbox.json_types import Object
from creditshop.sandbox.lists import list_objects
from creditshop.sandbox.objects.payment_methods import charge_details
from creditshop.sandbox.requests.base import Expandable
from creditshop.sandbox.requests.lists import ListCharges
from creditshop.sandbox.work import Work

_DESCRIPTOR = "SANDBOX"


def retrieve(work: Work, _: Expandable, charge_id: str) -> Object:
    return work.find("charge", charge_id)


def list_all(work: Work, page: ListCharges) -> Object:
    return list_objects(work, "charge", page, "/v1/charges")


def new_charge(work: Work, intent: Object, method: Object, *, authenticated: bool = False) -> Object:
    """A charge of the whole intent by this method, not yet decided: neither stored nor announced."""
    charge_id = new_id("charge")
    amount = intent["amount"]
    return {
        "id": charge_id,
        "object": "charge",
        "amount": amount,
        "amount_captured": 0,
        "amount_refunded": 0,
        "application": None,
        "application_fee": None,
        "application_fee_amount": None,
        "balance_transaction": None,
        "billing_details": method["billing_details"],
        "calculated_statement_descriptor": _DESCRIPTOR,
        "captured": False,
        "created": work.now,
        "currency": intent["currency"],
        "customer": intent["customer"],
        "description": intent["description"],
        "disputed": False,
        "failure_balance_transaction": None,
        "failure_code": None,
        "failure_message": None,
        "fraud_details": {},
        "livemode": False,
        "metadata": intent["metadata"],
        "on_behalf_of": None,
        "outcome": None,
        "paid": False,
        "payment_intent": intent["id"],
        "payment_method": method["id"],
        "payment_method_details": charge_details(method, authenticated=authenticated, amount=amount),
        "radar_options": {},
        "receipt_email": intent["receipt_email"],
        "receipt_number": None,
        "receipt_url": f"{work.base_url}/receipts/{charge_id}",
        "refunded": False,
        "review": None,
        "shipping": None,
        "source": None,
        "source_transfer": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": intent["statement_descriptor_suffix"],
        "status": "pending",
        "transfer_data": None,
        "transfer_group": None,
    }


def approve(charge: Object) -> None:
    """The bank said yes."""
    charge |= {"amount_captured": charge["amount"], "captured": True, "paid": True, "status": "succeeded"}
    charge["outcome"] = _outcome("authorized", "approved_by_network", "Payment complete.")


def flag(charge: Object) -> None:
    """Radar finds the payment risky and asks for a review (https://docs.stripe.com/radar/reviews)."""
    charge["outcome"] |= {
        "reason": "elevated_risk_level",
        "risk_level": "elevated",
        "risk_score": 74,
        "rule": "manual_review_if_elevated_risk",
        "seller_message": "Stripe evaluated this payment as having elevated risk, and placed it in your manual review"
        " queue.",
        "type": "manual_review",
    }


def wait(charge: Object) -> None:
    """A bank debit is on its way and will be decided later."""
    charge |= {"amount_captured": charge["amount"], "captured": True, "status": "pending"}
    charge["outcome"] = _outcome("authorized", "approved_by_network", "Payment complete.")


def decline(charge: Object, reason: Decline) -> None:
    """The bank said no."""
    charge |= {"amount_captured": 0, "captured": False, "paid": False, "status": "failed"}
    charge |= {"failure_code": reason.code, "failure_message": reason.message, "receipt_url": None}
    charge["outcome"] = _outcome("issuer_declined", "declined_by_network", reason.seller_message) | {
        "reason": reason.decline_code
    }


def _outcome(kind: str, network_status: str, message: str) -> Object:
    return {
        "advice_code": None,
        "network_advice_code": None,
        "network_decline_code": None,
        "network_status": network_status,
        "reason": None,
        "risk_level": "normal",
        "risk_score": 32,
        "seller_message": message,
        "type": kind,
    }
