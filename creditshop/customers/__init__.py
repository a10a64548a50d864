"""Customers as staff deal with them: find a person, give and take credits by hand, stop them, sign them out."""

from creditshop.customers.acts import disable, sign_out_everywhere, suspend
from creditshop.customers.adjusting import adjust, new_adjustment_id, preview
from creditshop.customers.errors import (
    BalanceChanged,
    CustomerError,
    ExpiryPast,
    NotYourself,
    OnlyDecidersTake,
    OnlyOwners,
    OverLimit,
)
from creditshop.customers.finding import customers_in, find_customers, latest_customers
from creditshop.customers.rights import may_act
from creditshop.customers.values import Adjustment, CustomerPage, CustomerView, Effect

__all__ = [
    "Adjustment",
    "BalanceChanged",
    "CustomerError",
    "CustomerPage",
    "CustomerView",
    "Effect",
    "ExpiryPast",
    "NotYourself",
    "OnlyDecidersTake",
    "OnlyOwners",
    "OverLimit",
    "adjust",
    "customers_in",
    "disable",
    "find_customers",
    "latest_customers",
    "may_act",
    "new_adjustment_id",
    "preview",
    "sign_out_everywhere",
    "suspend",
]
