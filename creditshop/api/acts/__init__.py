"""What apps do, for REST and GraphQL alike: functions over a session, run by `act` or `look`, that answer with values.

Each gets the caller first, and sees to it that a customer's key touches its own wallet only: any other wallet, hold or
spend looks like a missing one. Whether the key has the scope is asked before, by the edge.
"""

from creditshop.api.acting import Replayable, act, look
from creditshop.api.acts.giving import grant, make_wallet, suspend
from creditshop.api.acts.holding import capture, find_hold, hold, list_holds, release
from creditshop.api.acts.picturing import delete_image, find_image, sign_image, upload_image
from creditshop.api.acts.reading import (
    balance_at,
    find_wallet,
    list_entries,
    list_features,
    list_grants,
    list_packages,
    list_wallets,
    usage,
)
from creditshop.api.acts.selling import checkout_link, sign_in_link
from creditshop.api.acts.spending import find_spend, spend, spend_batch

__all__ = [
    "Replayable",
    "act",
    "balance_at",
    "capture",
    "checkout_link",
    "delete_image",
    "find_hold",
    "find_image",
    "find_spend",
    "find_wallet",
    "grant",
    "hold",
    "list_entries",
    "list_features",
    "list_grants",
    "list_holds",
    "list_packages",
    "list_wallets",
    "look",
    "make_wallet",
    "release",
    "sign_image",
    "sign_in_link",
    "spend",
    "spend_batch",
    "suspend",
    "upload_image",
    "usage",
]
