"""Payment methods (https://docs.stripe.com/api/payment_methods). Of a card only brand, last4 and expiry stay."""

from creditshop.sandbox.cards import TestCard
from creditshop.sandbox.ids import new_id, random_text
from creditshop.sandbox.json_types import Object
from creditshop.sandbox.requests.base import Expandable
from creditshop.sandbox.work import Work

_CHECKS = {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "pass"}
_BANKS: dict[str, Object] = {
    "us_bank_account": {
        "account_holder_type": "individual",
        "account_type": "checking",
        "bank_name": "STRIPE TEST BANK",
        "last4": "6789",
        "routing_number": "110000000",
    },
    "sepa_debit": {"bank_code": "37040044", "branch_code": "", "country": "DE", "last4": "3000"},
    "bacs_debit": {"last4": "2345", "sort_code": "108800"},
}
# What the payment method tells and the charge does not, and the other way round.
_OF_METHOD_ONLY: dict[str, Object] = {
    "us_bank_account": {"financial_connections_account": None, "networks": None, "status_details": {}},
    "sepa_debit": {"generated_from": None},
    "bacs_debit": {},
}


def create_card(work: Work, card: TestCard, expiry: tuple[int, int], email: str | None, name: str | None) -> Object:
    """The payment method of a test card that a buyer typed in."""
    details = {
        **_common_card(card, expiry),
        "checks": _CHECKS,
        "display_brand": card.brand,
        "generated_from": None,
        "networks": {"available": [card.brand], "preferred": None},
        "three_d_secure_usage": {"supported": True},
        "wallet": None,
    }
    return _create(work, "card", details, email, name)


def create_bank(work: Work, kind: str, email: str | None, name: str | None) -> Object:
    """The payment method of a bank debit; the sandbox knows one account a country."""
    details = {**_BANKS[kind], "fingerprint": random_text(16), **_OF_METHOD_ONLY[kind]}
    return _create(work, kind, details, email, name)


def retrieve(work: Work, _: Expandable, method_id: str) -> Object:
    return work.find("payment_method", method_id)


def charge_details(method: Object, *, authenticated: bool, amount: int) -> Object:
    """``payment_method_details`` of a charge made with this method."""
    kind = method["type"]
    if kind != "card":
        told = {name: value for name, value in method[kind].items() if name not in _OF_METHOD_ONLY[kind]}
        return {"type": kind, kind: {**told, "expected_debit_date": None, "mandate": None}}
    card = method["card"]
    kept = ("brand", "country", "exp_month", "exp_year", "fingerprint", "funding", "last4", "regulated_status")
    return {
        "type": "card",
        "card": {
            **{name: card[name] for name in kept},
            "amount_authorized": amount,
            "authorization_code": None,
            "checks": _CHECKS,
            "extended_authorization": {"status": "disabled"},
            "incremental_authorization": {"status": "unavailable"},
            "installments": None,
            "mandate": None,
            "multicapture": {"status": "unavailable"},
            "network": card["brand"],
            "network_token": {"used": False},
            "network_transaction_id": random_text(15),
            "overcapture": {"maximum_amount_capturable": amount, "status": "unavailable"},
            "three_d_secure": _three_d_secure() if authenticated else None,
            "wallet": None,
        },
    }


def _create(work: Work, kind: str, details: Object, email: str | None, name: str | None) -> Object:
    return work.tx.put(
        {
            "id": new_id("payment_method"),
            "object": "payment_method",
            "allow_redisplay": "limited",
            "billing_details": billing_details(email, name),
            kind: details,
            "created": work.now,
            "customer": None,
            "livemode": False,
            "metadata": {},
            "type": kind,
        }
    )


def billing_details(email: str | None, name: str | None) -> Object:
    address = dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"))
    return {"address": address, "email": email, "name": name, "phone": None, "tax_id": None}


def _common_card(card: TestCard, expiry: tuple[int, int]) -> Object:
    return {
        "brand": card.brand,
        "country": "US",
        "exp_month": expiry[0],
        "exp_year": expiry[1],
        "fingerprint": random_text(16),
        "funding": "credit",
        "last4": card.last4,
        "regulated_status": "unregulated",
    }


def _three_d_secure() -> Object:
    return {
        "authentication_flow": "challenge",
        "electronic_commerce_indicator": "05",
        "exemption_indicator": None,
        "result": "authenticated",
        "result_reason": None,
        "transaction_id": random_text(24),
        "version": "2.2.0",
    }
