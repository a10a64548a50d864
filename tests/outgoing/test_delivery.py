"""A message arrives at least once, once it is taken not again, and every failure is seen, retried and ended in time."""

import asyncio
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from creditshop.clock import utcnow
from creditshop.config import settings
from creditshop.database import transact
from creditshop.jobs import JobRun, Runner, enqueue, registry
from creditshop.jobs.registry import Kind
from creditshop.outgoing import (
    DeliveryState,
    EndpointView,
    EventType,
    enable,
    endpoints,
    redeliver,
    register_jobs,
    secret_of,
)
from creditshop.outgoing.delivering import DELAYS
from creditshop.work import running_jobs
from tests.jobs.tables import end_leases
from tests.jobs.test_runner import running
from tests.ledger.acts import spend
from tests.outgoing.conftest import Told, kinds, listen, work
from tests.outgoing.receiver import App, Reply, listening
from tests.waiting import until

ROOT = Path(__file__).parents[2]


def endpoint(ada: Told) -> EndpointView:
    (only,) = ada.db.transact(endpoints, ada.owner)
    return only


async def test_a_message_is_delivered_signed_and_logged(ada: Told, app: App) -> None:
    ada.act(spend(ada.wallet, 30))
    await work()
    delivered = ada.only()
    assert (delivered.state, delivered.attempts, delivered.status) == (DeliveryState.DELIVERED, 1, 200)
    assert app.check(ada.db.transact(secret_of, ada.owner, ada.endpoint))["data"]["credits"] == 30
    assert app.got[0][0]["webhook-id"] == delivered.message_id
    await ada.try_now()
    assert len(app.got) == 1


async def test_a_failed_delivery_is_tried_for_about_a_day_and_then_given_up(ada: Told, app: App) -> None:
    app.replies = [Reply(500, b"no database")] * 99
    ada.act(spend(ada.wallet, 30))
    await work()
    for tries, delay in enumerate(DELAYS, start=1):
        failed = ada.only()
        assert (failed.state, failed.attempts, failed.status) == (DeliveryState.FAILED, tries, 500)
        assert failed.response == "no database"
        assert failed.next_at is not None and delay <= failed.next_at - utcnow() + timedelta(
            seconds=5
        ) < 1.2 * delay + timedelta(seconds=5)
        await ada.try_now()
    assert ada.only().state == DeliveryState.DEAD
    await ada.try_now()
    assert len(app.got) == len(DELAYS) + 1
    assert len({headers["webhook-id"] for headers, _ in app.got}) == 1, "a receiver can tell that it is the same"
    assert timedelta(hours=20) < sum(DELAYS, timedelta()) < timedelta(hours=30)


async def test_a_failed_delivery_succeeds_later(ada: Told, app: App) -> None:
    app.replies = [Reply(503), Reply(302)]
    ada.act(spend(ada.wallet, 30))
    await work()
    assert endpoint(ada).failing_since is not None
    assert (await ada.try_now()).state == DeliveryState.FAILED
    assert (await ada.try_now()).state == DeliveryState.DELIVERED
    assert endpoint(ada).failing_since is None


async def test_two_workers_deliver_a_message_once(ada: Told, app: App) -> None:
    ada.act(*(spend(ada.wallet, 1) for _ in range(20)))
    await asyncio.gather(Runner(kinds()).drain(), Runner(kinds()).drain())
    assert len(app.got) == 20
    assert {delivery.state for delivery in ada.log()} == {DeliveryState.DELIVERED}


async def test_a_worker_that_is_killed_costs_a_second_try_and_no_third(ada: Told, app: App) -> None:
    """At least once: the receiver drops the second by its id."""
    release = threading.Event()
    app.replies = [Reply(hold=release)]
    ada.act(spend(ada.wallet, 30))
    await asyncio.to_thread(_kill_once, lambda: app.got)
    release.set()
    assert ada.only().state == DeliveryState.QUEUED
    await transact(end_leases)
    await work()
    assert ada.only().state == DeliveryState.DELIVERED
    await ada.try_now()
    assert [headers["webhook-id"] for headers, _ in app.got] == [ada.only().message_id] * 2


def _kill_once(reached: Callable[[], object]) -> None:
    """Start a worker and kill -9 it when it is as far as that."""
    environment = os.environ | {"DATABASE_URL": settings().database_url.get_secret_value()}
    with subprocess.Popen([sys.executable, "-m", "tests.outgoing.worker"], cwd=ROOT, env=environment) as worker:
        until(reached, what="the worker's request")
        worker.kill()


async def test_a_silent_endpoint_takes_one_place_and_the_others_are_served(ada: Told, app: App) -> None:
    with listening() as silent:
        release = threading.Event()
        silent.replies = [Reply(500)] + [Reply(500, hold=release)] * 50
        ada.db.transact(listen, ada.owner, silent.url, (EventType.CREDITS_SPENT,))
        ada.act(spend(ada.wallet, 1))
        await work()
        ada.act(*(spend(ada.wallet, 1) for _ in range(40)))
        async with running(Runner(kinds(), concurrency=4)):
            await asyncio.to_thread(until, lambda: len(app.got) == 41)
            assert len(silent.got) <= 2
            release.set()
            await asyncio.to_thread(until, lambda: _states(ada, silent.url) == {DeliveryState.FAILED})


def _states(ada: Told, url: str) -> set[DeliveryState]:
    return {delivery.state for delivery in ada.log() if delivery.url == url}


async def test_slow_receivers_hold_up_no_other_job(ada: Told, app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    done = asyncio.Event()

    async def note(_run: JobRun) -> None:
        done.set()

    monkeypatch.setitem(registry.kinds, "note", Kind(note, 1, timedelta(minutes=1), None))
    register_jobs()
    release = threading.Event()
    app.replies = [Reply(hold=release)] * 40
    ada.act(*(spend(ada.wallet, 1) for _ in range(40)))
    async with running_jobs():
        await asyncio.to_thread(until, lambda: len(app.got) >= 32)
        await transact(enqueue, "note", {}, key="note", run_at=utcnow())
        await asyncio.wait_for(done.wait(), 5)
        release.set()


async def test_of_two_that_made_the_same_try_the_first_to_finish_is_kept(ada: Told, app: App) -> None:
    release = threading.Event()
    app.replies = [Reply(hold=release), Reply(500)]
    ada.act(spend(ada.wallet, 30))
    slow = asyncio.create_task(work())
    await asyncio.to_thread(until, lambda: app.got)
    ada.db.transact(redeliver, ada.owner, ada.only().id, now=utcnow())
    await work()
    assert ada.only().state == DeliveryState.FAILED
    release.set()
    await slow
    assert (ada.only().state, ada.only().attempts, ada.only().status) == (DeliveryState.FAILED, 1, 500)


async def test_what_was_given_up_is_redelivered_with_all_its_tries(ada: Told, app: App) -> None:
    app.replies = [Reply(410), Reply(500)]
    ada.act(spend(ada.wallet, 30))
    await work()
    assert ada.only().state == DeliveryState.DEAD
    ada.db.transact(enable, ada.owner, ada.endpoint)
    ada.db.transact(redeliver, ada.owner, ada.only().id, now=utcnow())
    ada.db.transact(redeliver, ada.owner, ada.only().id, now=utcnow())
    await work()
    failed = ada.only()
    assert (failed.state, failed.attempts) == (DeliveryState.FAILED, 2)
    assert failed.next_at is not None and failed.next_at - utcnow() < timedelta(seconds=6)
    assert (await ada.try_now()).state == DeliveryState.DELIVERED
    assert len(app.got) == 3


async def test_what_was_delivered_is_delivered_again_on_request(ada: Told, app: App) -> None:
    ada.act(spend(ada.wallet, 30))
    await work()
    ada.db.transact(redeliver, ada.owner, ada.only().id, now=utcnow())
    assert ada.only().state == DeliveryState.QUEUED
    await work()
    assert (ada.only().state, ada.only().attempts) == (DeliveryState.DELIVERED, 2)
    assert app.got[0][1] == app.got[1][1]
