"""Payment intents (https://docs.stripe.com/api/payment_intents): one buyer's attempts to pay one session."""

from creditshop.sandbox.cards import Decline
from creditshop.sandbox.ids import new_id, random_text
from creditshop.sandbox.json_types import Object
from creditshop.sandbox.lists import list_objects
from creditshop.sandbox.requests.base import Expandable
from creditshop.sandbox.requests.lists import ListPaymentIntents
from creditshop.sandbox.work import Work


def retrieve(work: Work, _: Expandable, intent_id: str) -> Object:
    return work.find("payment_intent", intent_id)


def list_all(work: Work, page: ListPaymentIntents) -> Object:
    return list_objects(work, "payment_intent", page, "/v1/payment_intents")


def create_for(work: Work, session: Object) -> Object:
    """The intent of a session whose buyer pays for the first time."""
    data = work.tx.hidden(session["id"])["payment_intent_data"]
    intent = _new_intent(work, session, data)
    work.tx.put(intent)
    work.emit("payment_intent.created", intent)
    return intent


def require_action(work: Work, intent: Object, method: Object, authentication_url: str) -> None:
    """The buyer's bank wants to see them first."""
    intent |= {"status": "requires_action", "payment_method": method["id"], "last_payment_error": None}
    redirect = {"return_url": authentication_url, "url": authentication_url}
    intent["next_action"] = {"type": "redirect_to_url", "redirect_to_url": redirect}
    work.tx.put(intent)
    work.emit("payment_intent.requires_action", intent)


def process(work: Work, intent: Object, charge: Object, *, settle_at: float) -> None:
    """The money is on its way and arrives, or not, at ``settle_at``."""
    intent |= _cleared(charge) | {"status": "processing"}
    work.tx.put(intent, due_at=settle_at)
    work.emit("payment_intent.processing", intent)


def succeed(work: Work, intent: Object, charge: Object) -> None:
    """The money has arrived."""
    intent |= _cleared(charge) | {"status": "succeeded", "amount_received": intent["amount"]}
    work.tx.put(intent)
    work.emit("payment_intent.succeeded", intent)


def fail(work: Work, intent: Object, method: Object, reason: Decline, charge: Object | None) -> None:
    """This attempt came to nothing; the buyer may try again."""
    error = {
        "advice_code": "try_again_later" if charge else None,
        "charge": charge["id"] if charge else None,
        "code": reason.code,
        "decline_code": reason.decline_code if charge else None,
        "doc_url": f"https://docs.stripe.com/error-codes/{reason.code.replace('_', '-')}",
        "message": reason.message,
        "payment_method": method,
        "type": "card_error" if method["type"] == "card" else "invalid_request_error",
    }
    intent |= {"status": "requires_payment_method", "payment_method": None, "next_action": None}
    intent |= {"latest_charge": charge["id"] if charge else intent["latest_charge"]}
    intent["last_payment_error"] = {name: value for name, value in error.items() if value is not None}
    work.tx.put(intent)
    work.emit("payment_intent.payment_failed", intent)


def cancel(work: Work, intent: Object) -> None:
    """The session expired: this intent will never be paid."""
    intent |= {"status": "canceled", "canceled_at": work.now, "cancellation_reason": "expired", "next_action": None}
    work.tx.put(intent)
    work.emit("payment_intent.canceled", intent)


def _cleared(charge: Object) -> Object:
    """What follows for the intent from a charge that was not refused."""
    return {
        "last_payment_error": None,
        "latest_charge": charge["id"],
        "next_action": None,
        "payment_method": charge["payment_method"],
    }


def _new_intent(work: Work, session: Object, data: Object) -> Object:
    intent_id = new_id("payment_intent")
    return {
        "id": intent_id,
        "object": "payment_intent",
        "amount": session["amount_total"],
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "application": None,
        "application_fee_amount": None,
        "automatic_payment_methods": None,
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": "automatic_async",
        "client_secret": f"{intent_id}_secret_{random_text(25)}",
        "confirmation_method": "automatic",
        "created": work.now,
        "currency": session["currency"],
        "customer": session["customer"],
        "customer_account": None,
        "description": data.get("description"),
        "excluded_payment_method_types": None,
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "metadata": data.get("metadata", {}),
        "next_action": None,
        "on_behalf_of": None,
        "payment_details": {"customer_reference": None, "order_reference": session["id"]},
        "payment_method": None,
        "payment_method_configuration_details": None,
        "payment_method_options": _method_options(session["payment_method_types"]),
        "payment_method_types": session["payment_method_types"],
        "processing": None,
        "receipt_email": data.get("receipt_email"),
        "review": None,
        "setup_future_usage": None,
        "shipping": None,
        "source": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": data.get("statement_descriptor_suffix"),
        "status": "requires_payment_method",
        "transfer_data": None,
        "transfer_group": None,
    }


def _method_options(kinds: list[str]) -> Object:
    card = {"installments": None, "mandate_options": None, "network": None, "request_three_d_secure": "automatic"}
    return {"card": card} if "card" in kinds else {}
