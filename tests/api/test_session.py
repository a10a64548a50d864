"""A request's address is what trusted proxies saw, never what a client wrote."""

import pytest
from starlette.requests import HTTPConnection

from creditshop.api.session import client_ip
from creditshop.config import settings


@pytest.mark.parametrize(
    ("hops", "forwarded", "ip"),
    [
        (0, [], "10.0.0.1"),
        (0, ["6.6.6.6"], "10.0.0.1"),
        (1, ["203.0.113.7"], "203.0.113.7"),
        (1, ["6.6.6.6, 203.0.113.7"], "203.0.113.7"),
        (1, ["6.6.6.6", "203.0.113.7"], "203.0.113.7"),
        (2, ["6.6.6.6, 203.0.113.7, 10.0.0.9"], "203.0.113.7"),
        (2, ["203.0.113.7"], "10.0.0.1"),
    ],
)
def test_the_address(clean_settings: pytest.MonkeyPatch, hops: int, forwarded: list[str], ip: str) -> None:
    """OWASP ASVS 5.0, 15.3.4."""
    clean_settings.setenv("TRUSTED_PROXY_HOPS", str(hops))
    settings.cache_clear()
    headers = [(b"x-forwarded-for", value.encode()) for value in forwarded]
    assert client_ip(HTTPConnection({"type": "http", "headers": headers, "client": ("10.0.0.1", 1)})) == ip
