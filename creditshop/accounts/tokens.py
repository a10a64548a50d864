"""Bearer tokens: random, handed out once, kept as a hash."""

import hashlib
import secrets

_BYTES = 32


def new_token() -> str:
    """256 random bits, safe in URLs and cookies."""
    return secrets.token_urlsafe(_BYTES)


def fingerprint(token: str) -> str:
    """What is stored of a token. A plain hash is enough: there is nothing to guess in 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()
