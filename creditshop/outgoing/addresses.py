"""Where webhooks may go: to the public internet, never into the network that the shop itself runs in.

Whoever adds an endpoint has the shop send requests for them (OWASP ASVS 5.0, 1.3.6). A name is therefore resolved here
when connecting, its addresses are judged, and the connection is made to the very address that was judged.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Iterable
from typing import Final

import httpcore
import httpx

from creditshop.config import settings
from creditshop.outgoing.errors import AddressRefused, UrlInvalid

_LONGEST_URL = 500
_LAST_PORT = 65_535
_MOST_ADDRESSES = 4  # of one name that are tried
_UNICAST: Final = ipaddress.IPv6Network("2000::/3")  # all of IPv6 that is public so far (RFC 4291, 2.4)
_TUNNELS: Final = tuple(  # each carries an IPv4 address of anybody's choice: Teredo, 6to4
    ipaddress.IPv6Network(network) for network in ("2001::/32", "2002::/16")
)


def check_url(value: str) -> str:
    """The address in its normal form. Raises UrlInvalid. Where a name leads is judged when connecting."""
    try:
        url = httpx.URL(value.strip())
    except (httpx.InvalidURL, UnicodeError):
        raise UrlInvalid("form") from None
    if url.scheme not in ("http", "https") or not url.host or url.userinfo or url.fragment:
        raise UrlInvalid("form")
    if len(str(url)) > _LONGEST_URL or (url.port is not None and not 0 < url.port <= _LAST_PORT):
        raise UrlInvalid("form")
    if url.scheme != "https" and settings().app_env == "production":
        raise UrlInvalid("https")
    if _is_address(url.host) and not is_allowed(url.host):
        raise UrlInvalid("address")
    return str(url)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def is_allowed(address: str) -> bool:
    """Whether webhooks may go to this IP address: a public one, in development also this machine's own."""
    found = ipaddress.ip_address(address)
    if found.is_loopback:
        return settings().app_env == "development"
    if isinstance(found, ipaddress.IPv6Address) and (found not in _UNICAST or any(found in one for one in _TUNNELS)):
        return False
    return found.is_global and not found.is_multicast


class PublicNetwork(httpcore.AsyncNetworkBackend):
    """Connects to allowed addresses only. TLS still asks for the certificate of the name."""

    def __init__(self) -> None:
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first of the name's addresses that answers. Raises AddressRefused, httpcore's errors."""
        failure: Exception = AddressRefused(f"{host} leads to no public address.")
        for address in await _addresses(host, port):
            try:
                return await self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure


async def _addresses(host: str, port: int) -> list[str]:
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise AddressRefused(f"{host} is not known: {error}") from None
    addresses = dict.fromkeys(str(place[4][0]) for place in found)
    return [address for address in addresses if is_allowed(address)][:_MOST_ADDRESSES]
