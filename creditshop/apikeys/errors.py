"""What can go wrong with an API key. Each `code` is a word that pages turn into a sentence."""

from typing import ClassVar


class ApiKeyError(Exception):
    """A request about keys that cannot be granted."""

    code: ClassVar[str]


class KeyInvalid(ApiKeyError):
    """No live key: unknown, malformed or revoked, the same for all."""

    code = "key"

    def __str__(self) -> str:
        return "Send a live API key as `Authorization: Bearer csk_…`."


class NoSuchKey(ApiKeyError):
    """Not a live key of this owner; somebody else's looks the same."""

    code = "no_key"


class ScopesInvalid(ApiKeyError):
    """No scope at all, or one that a customer's key cannot have."""

    code = "scopes"


class TooManyKeys(ApiKeyError):
    """As many live keys as an owner may have."""

    code = "too_many_keys"
