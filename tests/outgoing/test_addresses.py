"""Webhooks go to public addresses only, judged when connecting, whatever the name says."""

import asyncio
from typing import Any

import httpcore
import pytest

from creditshop.config import settings
from creditshop.outgoing import UrlInvalid
from creditshop.outgoing.addresses import PublicNetwork, check_url, is_allowed
from creditshop.outgoing.errors import AddressRefused
from tests.outgoing.receiver import App


@pytest.fixture
def production(clean_settings: pytest.MonkeyPatch) -> None:
    clean_settings.setenv("APP_ENV", "production")
    settings.cache_clear()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://app.example.com/hooks?x=1", "https://app.example.com/hooks?x=1"),
        (" HTTPS://App.Example.com ", "https://app.example.com"),
        ("https://müller.example/ö", "https://xn--mller-kva.example/%C3%B6"),
        ("https://8.8.8.8:8443/", "https://8.8.8.8:8443/"),
    ],
)
def test_an_address_is_kept_in_its_normal_form(production: None, given: str, kept: str) -> None:
    assert check_url(given) == kept


@pytest.mark.parametrize(
    "given",
    [
        "", "app.example.com", "ftp://example.com", "javascript:alert(1)", "https://", "https:///path",
        "https://ada:secret@example.com/", "https://example.com/#part", "https://example.com/\r\nX-Evil: 1",
        "https://example.com:0/", "https://example.com:99999/", "https://example.com/\ud800", "https://\ud800.com",
        "https://[::1", "\0", f"https://example.com/{'x' * 500}",
    ],
)  # fmt: skip
def test_what_is_no_web_address_is_refused(production: None, given: str) -> None:
    with pytest.raises(UrlInvalid) as refused:
        check_url(given)
    assert refused.value.why == "form"


def test_production_takes_https_only(production: None) -> None:
    with pytest.raises(UrlInvalid) as refused:
        check_url("http://app.example.com/")
    assert refused.value.why == "https"


PRIVATE = [
    "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255",
    "fd00:ec2::254", "fe80::1", "::", "ff02::1", "::ffff:10.0.0.1", "64:ff9b::a9fe:a9fe", "2002:0a00:0001::",
    "2001:0:1::", "192.0.2.1", "198.18.0.1", "240.0.0.1", "fec0::1", "::7f00:1", "::ffff:0:7f00:1",
]  # fmt: skip
OWN = ["127.0.0.1", "127.8.9.1", "::1"]


@pytest.mark.parametrize("address", [*PRIVATE, *OWN, "::ffff:127.0.0.1"])
def test_nothing_inside_of_a_network_is_allowed(production: None, address: str) -> None:
    """OWASP ASVS 5.0, 1.3.6."""
    assert not is_allowed(address)
    host = f"[{address}]" if ":" in address else address
    with pytest.raises(UrlInvalid) as refused:
        check_url(f"https://{host}/")
    assert refused.value.why == "address"


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "2606:4700:4700::1111"])
def test_public_addresses_are_allowed(production: None, address: str) -> None:
    assert is_allowed(address)


def test_development_allows_this_machine_and_no_other_private_one(clean_settings: pytest.MonkeyPatch) -> None:
    assert [address for address in [*PRIVATE, *OWN] if is_allowed(address)] == OWN
    assert check_url("http://127.0.0.1:3000/hooks") == "http://127.0.0.1:3000/hooks"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "2130706433", "0x7f.1", "127.1"])
async def test_no_spelling_of_this_machine_is_connected_to(production: None, app: App, host: str) -> None:
    port = int(app.url.rpartition(":")[2].partition("/")[0])
    with pytest.raises(AddressRefused):
        await PublicNetwork().connect_tcp(host, port)
    assert await asyncio.open_connection("127.0.0.1", port), "there was something to connect to"


async def test_a_name_is_resolved_once_and_what_was_judged_is_connected_to(
    clean_settings: pytest.MonkeyPatch, app: App
) -> None:
    """A name whose next answer is another address (DNS rebinding) gains nothing."""
    asked: list[str] = []

    async def resolve(host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        address = "127.0.0.1" if len(asked) == 1 else "169.254.169.254"
        return [(2, 1, 6, "", ("10.0.0.1", port)), (2, 1, 6, "", (address, port))]

    clean_settings.setattr(asyncio.get_running_loop(), "getaddrinfo", resolve)
    port = int(app.url.rpartition(":")[2].partition("/")[0])
    stream = await PublicNetwork().connect_tcp("app.example.com", port)
    assert stream.get_extra_info("server_addr") == ("127.0.0.1", port)
    assert asked == ["app.example.com"]
    await stream.aclose()


@pytest.mark.parametrize("host", ["nowhere.invalid", "a..b", "x" * 70 + ".example"])
async def test_a_name_that_leads_nowhere_is_said_so(clean_settings: pytest.MonkeyPatch, host: str) -> None:
    with pytest.raises(AddressRefused, match="is not known"):
        await PublicNetwork().connect_tcp(host, 443)


async def test_a_port_that_nobody_listens_at_is_a_connection_error(clean_settings: pytest.MonkeyPatch) -> None:
    with pytest.raises(httpcore.ConnectError):
        await PublicNetwork().connect_tcp("127.0.0.1", 9)
