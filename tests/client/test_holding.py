"""Credits held while a block runs: captured at its end, released if it fails, never charged twice."""

import asyncio
from typing import Any

import pytest

from creditshop.client import (
    AsyncCreditShop,
    CaptureExceedsHold,
    HoldNotOpen,
    InsufficientCredits,
    Unavailable,
)
from creditshop.database import new_id
from tests.client.conftest import Connect
from tests.client.faults import AWAY, LOSE, PASS, Road
from tests.served import ServedShop


class JobFailed(Exception):
    """Something of the app's own."""


def test_the_end_captures_everything(client: Any, wallet: str) -> None:
    with client.hold(wallet, credits=10, reference="render 7") as hold:
        assert client.find_wallet(wallet).balance.held == 10
        assert (hold.hold.credits, hold.hold.reference, hold.closing) == (10, "render 7", None)
    assert (hold.closing.credits, hold.closing.released) == (10, 0)
    assert client.find_hold(hold.id).state == "captured"


def test_less_is_captured_inside(client: Any, wallet: str) -> None:
    with client.hold(wallet, credits=10) as hold:
        assert hold.capture(4).released == 6
    assert client.find_wallet(wallet).balance.available == 96


def test_a_feature_is_held_for(client: Any, wallet: str) -> None:
    with client.hold(wallet, feature="image.resize", expires_in=60) as hold:
        assert (hold.hold.credits, hold.hold.feature) == (1, "image.resize")


def test_a_failing_block_releases_and_fails_as_it_did(client: Any, wallet: str) -> None:
    with pytest.raises(JobFailed), client.hold(wallet, credits=10) as hold:
        raise JobFailed
    assert (client.find_hold(hold.id).state, hold.closing.released) == ("released", 10)


def test_what_was_captured_before_the_failure_stays_captured(client: Any, wallet: str) -> None:
    with pytest.raises(JobFailed), client.hold(wallet, credits=10) as hold:
        hold.capture(4)
        raise JobFailed
    assert client.find_wallet(wallet).balance.available == 96


def test_it_can_be_released_inside(client: Any, wallet: str) -> None:
    with client.hold(wallet, credits=10) as hold:
        hold.release()
    assert client.find_wallet(wallet).balance.available == 100


def test_without_credits_the_block_does_not_run(client: Any, wallet: str) -> None:
    with pytest.raises(InsufficientCredits), client.hold(wallet, credits=1000):
        raise JobFailed


def test_a_refused_capture_can_be_put_right(client: Any, wallet: str) -> None:
    with client.hold(wallet, credits=10) as hold:
        with pytest.raises(CaptureExceedsHold):
            hold.capture(11)
        hold.capture(9)
    assert hold.closing.credits == 9


def test_after_a_refused_capture_the_end_captures_everything(client: Any, wallet: str) -> None:
    with client.hold(wallet, credits=10) as hold, pytest.raises(CaptureExceedsHold):
        hold.capture(11)
    assert hold.closing.credits == 10


def test_somebody_else_ended_it(client: Any, wallet: str) -> None:
    with pytest.raises(HoldNotOpen) as caught, client.hold(wallet, credits=10) as hold:
        client.release(hold.id)
    assert (caught.value.hold, caught.value.state) == (hold.id, "released")


@pytest.mark.parametrize("faults", [(LOSE,), (PASS, LOSE), (LOSE, PASS, LOSE, AWAY)], ids=" ".join)
def test_lost_answers_charge_once(connect: Connect, road: Road, wallet: str, faults: tuple[str, ...]) -> None:
    client = connect(road.url)
    road.faults.extend(faults)
    with client.hold(wallet, credits=10) as hold:
        pass
    balance = client.find_wallet(wallet).balance
    assert (hold.closing.credits, balance.available, balance.held) == (10, 90, 0)


def test_a_capture_without_an_answer_is_not_undone(connect: Connect, client: Any, road: Road, wallet: str) -> None:
    with pytest.raises(Unavailable) as caught, connect(road.url, tries=2).hold(wallet, credits=10) as hold:
        road.always = AWAY
    assert [path.rpartition("/")[2] for _, path, _ in road.seen] == ["holds", "capture", "capture"]
    assert client.capture(hold.id, idempotency_key=caught.value.idempotency_key).credits == 10


def test_a_capture_inside_without_an_answer_is_not_undone(
    connect: Connect, client: Any, road: Road, wallet: str
) -> None:
    road.faults.extend([PASS, LOSE])
    with pytest.raises(Unavailable), connect(road.url, tries=1).hold(wallet, credits=10) as hold:
        hold.capture(4)
    assert client.find_hold(hold.id).captured == 4
    assert len(road.seen) == 2


def test_a_failing_block_fails_as_it_did_although_the_shop_is_away(connect: Connect, road: Road, wallet: str) -> None:
    with pytest.raises(JobFailed), connect(road.url, tries=2).hold(wallet, credits=10):
        road.always = AWAY
        raise JobFailed


def test_a_program_that_died_inside_runs_the_block_again(client: Any, wallet: str) -> None:
    job = new_id("job")
    first = client.open_hold(wallet, credits=10, idempotency_key=job)
    for _ in range(2):
        with client.hold(wallet, credits=10, idempotency_key=job) as hold:
            assert hold.id == first.id
    assert client.find_wallet(wallet).balance.available == 90


async def test_a_cancelled_task_releases(shop: ServedShop, key: str, wallet: str) -> None:
    async with AsyncCreditShop(shop.url, key) as client:
        inside = asyncio.Event()

        async def work() -> None:
            async with client.hold(wallet, credits=10):
                inside.set()
                await asyncio.Event().wait()

        task = asyncio.create_task(work())
        await inside.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert (await client.find_wallet(wallet)).balance.available == 100
