"""Addresses of resized pictures: signed for one picture (and so one wallet), size, type and lifetime.

The signature is an HMAC-SHA256 (RFC 2104) of the query's values as they are written, so that any change of a character
shows, before anything is looked up.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlencode

from creditshop.config import settings
from creditshop.images.errors import LinkExpired, SignatureInvalid
from creditshop.images.formats import Format
from creditshop.images.store import own_secret

_SIGNED: Final = ("src", "w", "h", "fmt", "exp")
_VERSION: Final = "creditshop image 1"


@dataclass(frozen=True, slots=True)
class Link:
    """What a signed address is for. Sizes in pixels; `expires_at` in whole seconds."""

    picture_id: str
    width: int
    height: int | None
    form: Format
    expires_at: datetime

    @property
    def digest(self) -> str:
        """What tells this address from every other, whichever secret signed it."""
        return hashlib.sha256(_message(self._values())).hexdigest()

    def query(self, secret: str) -> str:
        """The signed query string."""
        values = self._values()
        return urlencode([*values.items(), ("sig", _signature(values, secret))])

    def _values(self) -> dict[str, str]:
        height = {} if self.height is None else {"h": str(self.height)}
        expires = str(int(self.expires_at.timestamp()))
        return {"src": self.picture_id, "w": str(self.width), **height, "fmt": self.form, "exp": expires}


def signing_secrets() -> tuple[str, ...]:
    """New addresses are signed with the first, any may have signed one that is read."""
    return settings().image_signing_secrets or (own_secret(),)


def read_link(query: Mapping[str, str], secrets: Sequence[str], *, now: datetime) -> Link:
    """What a query was signed for. Raises SignatureInvalid unless one of `secrets` signed it, LinkExpired."""
    given = query.get("sig", "").encode()
    if not any(hmac.compare_digest(given, _signature(query, secret).encode()) for secret in secrets):
        raise SignatureInvalid
    height = int(query["h"]) if "h" in query else None
    expires_at = datetime.fromtimestamp(int(query["exp"]), UTC)
    if now >= expires_at:
        raise LinkExpired
    return Link(query["src"], int(query["w"]), height, Format(query["fmt"]), expires_at)


def _signature(values: Mapping[str, str], secret: str) -> str:
    digest = hmac.digest(secret.encode(), _message(values), "sha256")
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _message(values: Mapping[str, str]) -> bytes:
    """Without ambiguity: names and values, escaped; what is not given is not there."""
    return f"{_VERSION}?{urlencode([(name, values[name]) for name in _SIGNED if name in values])}".encode()
