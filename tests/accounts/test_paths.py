"""After signing in one stays in the shop, whatever the link said (OWASP ASVS 5, 3.7.2)."""

from urllib.parse import urljoin, urlsplit

import pytest

from creditshop.accounts import local_path

ATTACKS = [
    "https://evil.example", "//evil.example", "///evil.example", "////evil.example", "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example", "/\t/evil.example", "/\n/evil.example", "\t//evil.example", " //evil.example", "/ /evil.example",
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "http:evil.example", "https:/evil.example",
    "evil.example", "@evil.example", "?next=//evil.example", "#x", "", "/ok\r\nSet-Cookie: a=b", "/ok\x00",
    "/\x7f/evil.example",
    "/\u2028/evil.example", "/\u3000/evil.example", "/／evil.example", "/" + "a" * 600,
]  # fmt: skip
FINE = [
    "/",
    "/account/",
    "/?buy=pkg_1&currency=eur",
    "/checkout/success?session_id=cs_1#top",
    "/a//b",
    "/%2F%2Fevil.example",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_leads_out(attack: str) -> None:
    assert local_path(attack) == "/account/"


@pytest.mark.parametrize("path", FINE)
def test_paths_of_the_shop_are_kept(path: str) -> None:
    assert local_path(path) == path
    assert urlsplit(urljoin("https://shop.example/login/", path)).netloc == "shop.example"


def test_without_a_wish_there_is_a_default() -> None:
    assert local_path(None) == "/account/"
    assert local_path(None, "/") == "/"
