"""Bearer tokens: random, handed out once, kept as a hash."""

import hashlib
import re
import secrets

_BYTES = 32


def new_token() -> str:
    """256 random bits, safe in URLs and cookies."""
    return secrets.token_urlsafe(_BYTES)


def is_token(word: str) -> bool:
    """Whether this might have been made by `new_token`."""
    return re.fullmatch(r"[0-9A-Za-z_-]{43}", word) is not None


def fingerprint(token: str) -> str:
    """What is stored of a token. A plain hash is enough: there is nothing to guess in 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()
