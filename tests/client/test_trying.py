"""A call acts once, however often it has to be sent."""

import time
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from typing import Any

import pytest

from creditshop.client import CreditShop, InsufficientCredits, RateLimited, Unauthenticated, Unavailable
from tests.client.conftest import Connect
from tests.client.faults import ACTING, AWAY, BUSY, HANG, LOSE, NOT_ACTING, Road
from tests.served import ServedShop, free_port


@pytest.mark.parametrize("faults", [*product(ACTING), *product(NOT_ACTING), (LOSE, AWAY, LOSE, LOSE)], ids=" ".join)
def test_a_spend_whose_answer_is_lost_has_one_effect(
    connect: Connect, client: Any, road: Road, wallet: str, faults: tuple[str, ...]
) -> None:
    road.faults.extend(faults)
    spend = connect(road.url, timeout=0.5).spend(wallet, credits=10)
    assert spend.balance.available == 90
    assert [entry.amount for entry in client.entries(wallet) if entry.credit == "spent"] == [10]
    assert len(road.seen) == len(faults) + 1
    assert len(set(road.keys)) == 1 and road.keys[0], "the same key each time"


def test_every_call_has_a_key_of_its_own(connect: Connect, road: Road, wallet: str) -> None:
    client = connect(road.url)
    client.spend(wallet, credits=1)
    client.spend(wallet, credits=1)
    assert len(set(road.keys)) == 2


def test_without_an_answer_the_outcome_is_unknown_and_the_key_finds_out(
    connect: Connect, client: Any, road: Road, wallet: str
) -> None:
    road.always = LOSE
    with pytest.raises(Unavailable) as caught:
        connect(road.url, tries=2).spend(wallet, credits=10, reference="a")
    lost = caught.value
    assert (lost.status, lost.code, len(road.seen)) == (0, "UNAVAILABLE", 2)
    assert lost.idempotency_key == road.keys[0] and lost.idempotency_key in str(lost)
    assert client.spend(wallet, credits=10, reference="a", idempotency_key=lost.idempotency_key).credits == 10
    assert client.find_wallet(wallet).balance.available == 90


def test_the_callers_own_key_is_sent(connect: Connect, road: Road, wallet: str) -> None:
    road.always = AWAY
    with pytest.raises(Unavailable) as caught:
        connect(road.url, tries=1).spend(wallet, credits=10, idempotency_key="order 7")
    assert (road.keys, caught.value.idempotency_key, caught.value.status) == (["order 7"], "order 7", 503)


def test_reading_is_tried_again_too(connect: Connect, road: Road, wallet: str) -> None:
    road.faults.extend([LOSE, AWAY])
    assert connect(road.url).find_wallet(wallet).balance.available == 100
    assert road.keys == [None] * 3


def test_a_refusal_is_final(connect: Connect, road: Road, wallet: str) -> None:
    client = connect(road.url)
    with pytest.raises(InsufficientCredits):
        client.spend(wallet, credits=1000)
    with pytest.raises(Unauthenticated):
        connect(road.url, "csk_no").spend(wallet, credits=1)
    assert len(road.seen) == 2


def test_a_client_waits_as_long_as_it_is_asked_to(connect: Connect, road: Road, wallet: str) -> None:
    road.faults.append(BUSY)
    started = time.monotonic()
    connect(road.url).spend(wallet, credits=1)
    assert time.monotonic() - started >= road.retry_after


def test_but_not_beyond_its_patience(connect: Connect, road: Road, wallet: str) -> None:
    road.always, road.retry_after = BUSY, 3600
    with pytest.raises(RateLimited) as caught:
        connect(road.url).spend(wallet, credits=1)
    assert caught.value.retry_after == 3600 and len(road.seen) == 1


def test_patience_ends(connect: Connect, road: Road, wallet: str) -> None:
    road.always = HANG
    started = time.monotonic()
    with pytest.raises(Unavailable):
        connect(road.url, patience=0.5, tries=1000).spend(wallet, credits=1)
    assert 0.1 < time.monotonic() - started < 3


def test_nobody_listens(connect: Connect) -> None:
    with pytest.raises(Unavailable) as caught:
        connect(f"http://127.0.0.1:{free_port()}", tries=2).find_wallet("wal_1")
    assert "ConnectError" in str(caught.value) and caught.value.idempotency_key is None


def test_threads_share_a_client(shop: ServedShop, key: str, road: Road, wallet: str) -> None:
    road.faults.extend([LOSE, AWAY] * 5)
    with CreditShop(road.url, key) as client, ThreadPoolExecutor(10) as threads:
        spends = list(threads.map(lambda _: client.spend(wallet, credits=1), range(10)))
        assert len({spend.id for spend in spends}) == 10
        assert client.find_wallet(wallet).balance.available == 90
