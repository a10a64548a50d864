"""Limits count tries of one identity, together in Redis, and never vanish when it is away."""

from collections.abc import Iterator

import pytest

from creditshop import ratelimit
from creditshop.config import settings
from creditshop.ratelimit import LIMITS, RateLimited, forgive_from, hit, hit_from

NAME = "sign_in.address_and_network"
ALLOWED = LIMITS[NAME].amount


@pytest.fixture(autouse=True)
def fresh_counters(clean_settings: pytest.MonkeyPatch) -> Iterator[None]:
    ratelimit.forget()
    yield
    ratelimit.forget()


def use_redis(patch: pytest.MonkeyPatch, url: str) -> None:
    patch.setenv("REDIS_URL", url)
    settings.cache_clear()


async def tries_until_refused(*identity: str) -> int:
    for tried in range(1000):
        try:
            await hit(NAME, *identity)
        except RateLimited:
            return tried
    raise AssertionError("never refused")


async def test_as_many_as_allowed_then_a_time_to_wait() -> None:
    assert await tries_until_refused("anna", "203.0.113.7") == ALLOWED
    with pytest.raises(RateLimited) as refusal:
        await hit(NAME, "anna", "203.0.113.7")
    assert 1 <= refusal.value.retry_after <= LIMITS[NAME].get_expiry()


async def test_each_identity_and_each_name_counts_for_itself() -> None:
    await tries_until_refused("anna", "203.0.113.7")
    await hit(NAME, "bob", "203.0.113.7")
    await hit(NAME, "anna203.0.113.7")
    await hit("sign_in.address", "anna", "203.0.113.7")


async def test_workers_count_together_in_redis(clean_settings: pytest.MonkeyPatch, valkey: str) -> None:
    use_redis(clean_settings, valkey)
    for _ in range(ALLOWED - 1):
        await hit(NAME, "anna")
    ratelimit.forget()  # another worker: nothing in memory
    assert await tries_until_refused("anna") == 1


async def test_without_its_redis_a_worker_counts_alone(clean_settings: pytest.MonkeyPatch) -> None:
    use_redis(clean_settings, "redis://127.0.0.1:4279")  # nobody listens
    assert await tries_until_refused("anna") == ALLOWED


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("203.0.113.7", "203.0.113.7", True),
        ("203.0.113.7", "203.0.113.8", False),
        ("203.0.113.7", "::ffff:203.0.113.7", True),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
    ],
)
async def test_who_shares_a_network_shares_a_limit(first: str, second: str, same: bool) -> None:
    for _ in range(LIMITS["sign_in.network"].amount):
        await hit_from("sign_in.network", first)
    if same:
        with pytest.raises(RateLimited):
            await hit_from("sign_in.network", second)
    else:
        await hit_from("sign_in.network", second)


@pytest.mark.parametrize("redis", [False, True])
async def test_success_is_no_guess(clean_settings: pytest.MonkeyPatch, valkey: str, redis: bool) -> None:
    if redis:
        use_redis(clean_settings, valkey)
    for _ in range(ALLOWED):
        await hit_from(NAME, "203.0.113.9", "anna")
        await hit_from(NAME, "203.0.113.9", "bob")
        await forgive_from(NAME, "203.0.113.9", "anna")
    await hit_from(NAME, "203.0.113.9", "anna")
    with pytest.raises(RateLimited):
        await hit_from(NAME, "203.0.113.9", "bob")


async def test_a_name_tried_from_this_machine_is_counted() -> None:
    for _ in range(ALLOWED):
        await hit_from(NAME, "127.0.0.1", "anna")
    with pytest.raises(RateLimited):
        await hit_from(NAME, "::1", "anna")


@pytest.mark.parametrize("ip", ["127.0.0.1", "::1", "::ffff:127.0.0.1", "", "unknown"])
async def test_this_machine_is_no_network(ip: str) -> None:
    for _ in range(LIMITS["sign_in.network"].amount + 1):
        await hit_from("sign_in.network", ip)
