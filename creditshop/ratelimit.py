"""How often somebody may try: counted over a moving window, in Redis when there is one, else in this process.

When Redis is away each worker counts for itself until it is back: the limits grow by the number of workers, but are
neither off (a door for guessing) nor shut (an outage of Redis would be one of the shop).
"""

import hashlib
import ipaddress
import math
import time
from collections.abc import Awaitable, Callable
from functools import cache

import structlog
from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import MovingWindowRateLimiter
from limits.errors import StorageError

from creditshop.config import settings

LIMITS: dict[str, RateLimitItem] = {
    name: parse(limit)
    for name, limit in {
        "sign_in.address_and_network": "10 per 15 minutes",  # one guesser
        "sign_in.network": "60 per 15 minutes",  # one guesser, many addresses
        "sign_in.address": "100 per hour",  # many guessers; high, so that nobody is easily locked out by others
        "password.user": "10 per 15 minutes",
        "code.user": "10 per 15 minutes",  # of the second factor, by account
        "mail.address": "5 per hour",
        "email.user": "5 per hour",  # wishes for another address: each writes to two
        "mail.network": "30 per hour",
        "link.network": "60 per 15 minutes",
        "checkout.user": "20 per 10 minutes",
        "checkout.network": "60 per 10 minutes",
        "export.user": "30 per 10 minutes",
        "api.key": "60000 per minute",  # a thousand a second
        "keys.user": "30 per 10 minutes",  # made and revoked
        "api.past": "120 per minute",  # balances of earlier moments, by owner: they read what a wallet ever did
        "api.network": "100 per 15 minutes",  # requests without a live key
        "webhook.network": "100 per 15 minutes",  # what the provider has not signed; what it has is never counted
        "webhooks.user": "60 per 10 minutes",  # changes and redeliveries
    }.items()
}
Step = Callable[[MovingWindowRateLimiter, str, str], Awaitable[None]]
_REDIS_SECONDS = 1.0
_log = structlog.get_logger()


class RateLimited(Exception):
    """Too many tries; `retry_after` is in whole seconds, at least one."""

    code = "too_many"

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"try again in {retry_after} s")
        self.retry_after = retry_after


async def hit(name: str, *identity: str) -> None:
    """Count one try of `identity` under a name of LIMITS. Raises RateLimited; a refused try does not count."""
    await _wherever_counted(_hit, name, identity)


async def hit_from(name: str, ip: str, *identity: str) -> None:
    """`hit` for the network of an address, together with `identity` if there is one.

    Loopback alone is not counted: it is this machine itself, or every client of a proxy whose hops were not configured
    (TRUSTED_PROXY_HOPS), and one of them would shut all the others out.
    """
    network = network_of(ip)
    if network or identity:
        await hit(name, network, *identity)


async def forgive_from(name: str, ip: str, *identity: str) -> None:
    """Forget the tries that `hit_from` counted: they led to success, so they were no guesses."""
    await _wherever_counted(_forgive, name, (network_of(ip), *identity))


async def _wherever_counted(step: Step, name: str, identity: tuple[str, ...]) -> None:
    who = hashlib.sha256("\0".join(identity).encode()).hexdigest()
    try:
        await step(_limiter(settings().redis_url.get_secret_value()), name, who)
    except StorageError as error:
        _log.warning("rate_limits_without_redis", error=str(error.storage_error))
        await step(_limiter(""), name, who)


async def _hit(limiter: MovingWindowRateLimiter, name: str, who: str) -> None:
    if not await limiter.hit(LIMITS[name], name, who):
        reset_at, _ = await limiter.get_window_stats(LIMITS[name], name, who)
        raise RateLimited(max(1, math.ceil(reset_at - time.time())))


async def _forgive(limiter: MovingWindowRateLimiter, name: str, who: str) -> None:
    await limiter.clear(LIMITS[name], name, who)


def network_of(ip: str, *, v4: int = 32, v6: int = 64) -> str:
    """The network that an address lies in, by the length of its prefix; by default what one subscriber has.

    That is one address of IPv4, a /64 of IPv6. Empty for loopback and for what is no address.
    """
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv6Address):
        address = address.ipv4_mapped or address
    if address.is_loopback:
        return ""
    length = v4 if isinstance(address, ipaddress.IPv4Address) else v6
    network = ipaddress.ip_network((address, length), strict=False)
    return str(address if network.num_addresses == 1 else network)


@cache
def _limiter(redis_url: str) -> MovingWindowRateLimiter:
    if not redis_url:
        return MovingWindowRateLimiter(MemoryStorage())
    return MovingWindowRateLimiter(
        RedisStorage(
            f"async+{redis_url}",
            wrap_exceptions=True,
            implementation="redispy",
            socket_timeout=_REDIS_SECONDS,
            socket_connect_timeout=_REDIS_SECONDS,
        )
    )


def forget() -> None:
    """Drop this process's counters and connections (for tests)."""
    _limiter.cache_clear()
