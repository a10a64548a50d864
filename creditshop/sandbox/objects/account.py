"""The one account of the sandbox (https://docs.stripe.com/api/accounts)."""

from creditshop.sandbox.errors import missing_object
from creditshop.sandbox.json_types import Object
from creditshop.sandbox.requests.base import Expandable
from creditshop.sandbox.work import Work

ACCOUNT_ID = "acct_sandbox"


def retrieve(_work: Work, _: Expandable, account_id: str = ACCOUNT_ID) -> Object:
    if account_id != ACCOUNT_ID:
        raise missing_object("account", account_id)
    return {
        "id": ACCOUNT_ID,
        "object": "account",
        "business_type": "company",
        "charges_enabled": True,
        "country": "US",
        "default_currency": "usd",
        "details_submitted": True,
        "email": "sandbox@example.com",
        "metadata": {},
        "payouts_enabled": True,
        "type": "standard",
    }
