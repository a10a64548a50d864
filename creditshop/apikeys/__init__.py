"""Keys that let an app use the API: a customer's, for their own wallet, or the shop's own, for every wallet."""

from creditshop.apikeys.errors import ApiKeyError, KeyInvalid, NoSuchKey, ScopesInvalid, TooManyKeys
from creditshop.apikeys.service import (
    MOST_KEYS,
    USED_EVERY,
    authenticate,
    create_key,
    forget_keys_of,
    keys,
    revoke_key,
    revoke_keys_of,
    touch,
)
from creditshop.apikeys.values import CUSTOMER_SCOPES, Caller, KeyView, NewKey, Scope

__all__ = [
    "CUSTOMER_SCOPES",
    "MOST_KEYS",
    "USED_EVERY",
    "ApiKeyError",
    "Caller",
    "KeyInvalid",
    "KeyView",
    "NewKey",
    "NoSuchKey",
    "Scope",
    "ScopesInvalid",
    "TooManyKeys",
    "authenticate",
    "create_key",
    "forget_keys_of",
    "keys",
    "revoke_key",
    "revoke_keys_of",
    "touch",
]
