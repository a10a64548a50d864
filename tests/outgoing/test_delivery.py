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
from sqlalchemy import update
from sqlmodel import Session, select

from creditshop.clock import utcnow
from creditshop.config import settings
from creditshop.database import read, transact
from creditshop.jobs import JobRun, JobState, Runner, enqueue, registry
from creditshop.jobs.models import JOBS
from creditshop.jobs.registry import Kind
from creditshop.outgoing import (
    DeliveryState,
    Disabled,
    EndpointDisabled,
    EndpointView,
    EventType,
    change_secret,
    delete_endpoint,
    disable,
    enable,
    endpoints,
    redeliver,
    register_jobs,
    secret_of,
)
from creditshop.outgoing.delivering import DELAYS, PATIENCE
from creditshop.outgoing.log import FORGET, KEPT
from creditshop.outgoing.models import MESSAGES
from creditshop.work import running_jobs
from tests.jobs.tables import end_leases, make_due
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
    assert {delivery.state for delivery in ada.log() if delivery.url == silent.url} == {DeliveryState.FAILED}


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


async def test_an_endpoint_that_is_gone_is_disabled_at_once(ada: Told, app: App) -> None:
    app.replies = [Reply(410)]
    ada.act(spend(ada.wallet, 30))
    await work()
    assert endpoint(ada).disabled == Disabled.GONE
    assert ada.only().state == DeliveryState.DEAD
    with pytest.raises(EndpointDisabled):
        ada.db.transact(redeliver, ada.owner, ada.only().id, now=utcnow())


@pytest.mark.parametrize(("days", "disabled"), [(PATIENCE - timedelta(hours=1), None), (PATIENCE, Disabled.FAILING)])
async def test_an_endpoint_that_only_fails_for_days_is_disabled(
    ada: Told, app: App, days: timedelta, disabled: Disabled | None
) -> None:
    app.replies = [Reply(500)] * 2
    ada.act(spend(ada.wallet, 30))
    await work()
    ada.later(days)
    await ada.try_now()
    assert endpoint(ada).disabled == disabled


async def test_a_success_ends_the_days_of_failures(ada: Told, app: App) -> None:
    app.replies = [Reply(500), Reply(200), Reply(500)]
    ada.act(spend(ada.wallet, 30))
    await work()
    ada.later(PATIENCE * 2)
    await ada.try_now()
    ada.act(spend(ada.wallet, 30))
    await work()
    assert endpoint(ada).disabled is None


async def test_what_is_under_way_to_a_disabled_endpoint_is_given_up(ada: Told, app: App) -> None:
    ada.act(spend(ada.wallet, 30))
    ada.db.transact(disable, ada.owner, ada.endpoint, now=utcnow())
    await work()
    assert (ada.only().state, ada.only().error) == (DeliveryState.DEAD, "The endpoint is disabled.")
    assert app.got == []


async def test_a_deleted_endpoint_gets_nothing_and_leaves_no_trouble(ada: Told, app: App) -> None:
    ada.act(spend(ada.wallet, 30))
    ada.db.transact(delete_endpoint, ada.owner, ada.endpoint)
    await work()
    assert (app.got, ada.log()) == ([], ())
    assert set(await read(_states)) == {JobState.DONE}


async def test_a_retired_secret_signs_for_a_day(ada: Told, app: App) -> None:
    old = ada.db.transact(secret_of, ada.owner, ada.endpoint)
    for age in (timedelta(hours=23), timedelta(hours=25)):
        new = ada.db.transact(change_secret, ada.owner, ada.endpoint, now=utcnow() - age)
        ada.act(spend(ada.wallet, 1))
        await work()
        app.check(new)
        assert len(app.got[-1][0]["webhook-signature"].split()) == (2 if age < timedelta(days=1) else 1)
        if age < timedelta(days=1):
            app.check(old)


async def test_a_job_that_cannot_run_gives_its_delivery_up_and_redelivery_helps(ada: Told, app: App) -> None:
    ada.act(spend(ada.wallet, 30))
    for _ in range(2):
        await transact(_exhaust)
        await work()
        assert ada.only().state == DeliveryState.DEAD and "did not survive" in str(ada.only().error)
        ada.db.transact(redeliver, ada.owner, ada.only().id, now=utcnow())
    await work()
    assert ada.only().state == DeliveryState.DELIVERED


async def test_what_is_old_is_forgotten(ada: Told) -> None:
    ada.act(spend(ada.wallet, 1), spend(ada.wallet, 1))
    await work()
    kept, old = ada.log()
    await transact(_age, old.message_id)
    await transact(_forget_again)
    await work()
    assert [delivery.id for delivery in ada.log()] == [kept.id]
    assert await read(_messages) == [kept.message_id]


def _states(session: Session) -> list[str]:
    return list(session.connection().scalars(select(JOBS.c.state)))


def _messages(session: Session) -> list[str]:
    return list(session.connection().scalars(select(MESSAGES.c.id)))


def _exhaust(session: Session) -> None:
    session.connection().execute(
        update(JOBS).where(JOBS.c.kind == "outgoing.deliver", JOBS.c.state == "queued").values(attempts=10)
    )


def _age(session: Session, message_id: str) -> None:
    session.connection().execute(
        update(MESSAGES).where(MESSAGES.c.id == message_id).values(created_at=utcnow() - KEPT * 1.1)
    )


def _forget_again(session: Session) -> None:
    session.connection().execute(
        update(JOBS).where(JOBS.c.kind == FORGET).values(state=JobState.QUEUED, finished_at=None)
    )
    make_due(session)
