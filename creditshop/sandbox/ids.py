"""Identifiers in Stripe's style: a prefix that names the kind, then random text."""

import secrets
import string

_ALPHABET = string.ascii_letters + string.digits

PREFIXES = {
    "aftermath": "aft_",
    "balance_transaction": "txn_",
    "charge": "ch_",
    "checkout.session": "cs_test_",
    "customer": "cus_",
    "dispute": "du_",
    "event": "evt_",
    "item": "li_",
    "payment_intent": "pi_",
    "payment_method": "pm_",
    "price": "price_",
    "product": "prod_",
    "radar.early_fraud_warning": "issfr_",
    "refund": "re_",
    "review": "prv_",
    "webhook_endpoint": "we_",
}


def new_id(kind: str) -> str:
    """A fresh id for an object of this kind, for example ``cs_test_…`` for a checkout session."""
    length = 58 if kind == "checkout.session" else 24
    return PREFIXES[kind] + random_text(length)


def random_text(length: int) -> str:
    """Letters and digits that nobody can guess."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))
