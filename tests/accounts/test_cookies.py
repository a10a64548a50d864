"""The cookie is bound to the host on https and found in what browsers send."""

import pytest

from creditshop.accounts import cookie_name, token_in
from creditshop.config import settings


def test_on_https_the_name_binds_the_cookie_to_the_host(clean_settings: pytest.MonkeyPatch) -> None:
    """OWASP ASVS 5.0, 3.3.1 and 3.3.3."""
    assert cookie_name() == "creditshop_session"
    clean_settings.setenv("PUBLIC_URL", "https://shop.example")
    settings.cache_clear()
    assert cookie_name() == "__Host-creditshop_session"
    assert token_in("creditshop_session=planted") is None


@pytest.mark.parametrize(
    ("header", "token"),
    [
        ("creditshop_session=abc", "abc"),
        ("theme=dark; creditshop_session=abc; x=1", "abc"),
        ("creditshop_session=", None),
        ("", None),
        ("other=abc", None),
        ("creditshop_session", None),
    ],
)
def test_the_token_is_found_among_other_cookies(
    clean_settings: pytest.MonkeyPatch, header: str, token: str | None
) -> None:
    assert token_in(header) == token
