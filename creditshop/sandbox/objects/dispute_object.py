"""How a dispute looks (https://docs.stripe.com/api/disputes/object)."""

from typing import Literal

from creditshop.sandbox.ids import new_id
from creditshop.sandbox.json_types import Object
from creditshop.sandbox.requests.disputes import Evidence
from creditshop.sandbox.work import Work

Reason = Literal[
    "credit_not_processed",
    "duplicate",
    "fraudulent",
    "product_not_received",
    "product_unacceptable",
    "subscription_canceled",
]
DAYS_TO_ANSWER = 8
_DAY_SECONDS = 24 * 3600
# https://docs.stripe.com/disputes/categories#network-code-map: Visa's code, Mastercard's code.
_CODES: dict[Reason, tuple[str, str]] = {
    "credit_not_processed": ("13.6", "4853"),
    "duplicate": ("12.6", "4834"),
    "fraudulent": ("10.4", "4837"),
    "product_not_received": ("13.1", "4853"),
    "product_unacceptable": ("13.3", "4853"),
    "subscription_canceled": ("13.2", "4853"),
}
_FILES = (
    "cancellation_policy",
    "customer_communication",
    "customer_signature",
    "duplicate_charge_documentation",
    "receipt",
    "refund_policy",
    "service_documentation",
    "shipping_documentation",
    "uncategorized_file",
)


def new_dispute(work: Work, charge: Object, reason: Reason, amount: int, *, inquiry: bool) -> Object:
    """A dispute of a charge, or an inquiry about it, that nobody has answered; neither stored nor announced."""
    card = charge["payment_method_details"].get("card")
    return {
        "id": new_id("dispute"),
        "object": "dispute",
        "amount": amount,
        "balance_transactions": [],
        "charge": charge["id"],
        "created": work.now,
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": dict.fromkeys((*_FILES, *Evidence.model_fields), None) | {"appeal": None, "enhanced_evidence": {}},
        "evidence_details": {
            "due_by": _end_of_day(work.now + DAYS_TO_ANSWER * _DAY_SECONDS),
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
            "submission_method": "not_submitted",
        },
        "intended_submission_method": None,
        "is_charge_refundable": inquiry,
        "livemode": False,
        "metadata": {},
        "network_reason_code": _code(card, reason, inquiry=inquiry) if card else None,
        "payment_intent": charge["payment_intent"],
        "payment_method_details": _details(card, reason, inquiry=inquiry) if card else None,
        "reason": reason,
        "status": "warning_needs_response" if inquiry else "needs_response",
    }


def become_chargeback(dispute: Object) -> None:
    """The bank is no longer content with asking: from now on it is about money."""
    dispute |= {"status": "needs_response", "is_charge_refundable": False}
    card = dispute["payment_method_details"] and dispute["payment_method_details"]["card"]
    if card:
        dispute["payment_method_details"] = _details(card, dispute["reason"], inquiry=False)
        dispute["network_reason_code"] = _code(card, dispute["reason"], inquiry=False)


def _details(card: Object, reason: Reason, *, inquiry: bool) -> Object:
    told = {
        "brand": card["brand"],
        "case_type": "inquiry" if inquiry else "chargeback",
        "network": card["network"],
        "network_reason_code": _code(card, reason, inquiry=inquiry),
    }
    return {"type": "card", "card": told}


def _code(card: Object, reason: Reason, *, inquiry: bool) -> str:
    visa, mastercard = _CODES[reason]
    code = visa if card["brand"] == "visa" else mastercard
    # An inquiry names the family of reasons only.
    return code.partition(".")[0] if inquiry else code


def _end_of_day(seconds: int) -> int:
    return seconds // _DAY_SECONDS * _DAY_SECONDS + _DAY_SECONDS - 1
