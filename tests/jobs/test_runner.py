"""A runner does what is due once, keeps its leases and schedules, and stops without dropping anything."""

import asyncio
from datetime import datetime, timedelta

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlmodel import Session
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from creditshop.database import announcements, read, transact
from creditshop.jobs import Effect, JobRun, Registry, Runner, enqueue
from tests.conftest import Database
from tests.jobs.runners import kinds, running, until
from tests.jobs.tables import LONG_AGO, create_effects, effects, end_leases, put, row, take_effect


async def test_a_due_job_takes_effect_once_and_is_done(db: Database) -> None:
    await transact(create_effects)
    await transact(put, "a")
    await asyncio.gather(Runner(kinds()).drain(), Runner(kinds()).drain())
    await Runner(kinds()).drain()
    assert await read(effects) == 1
    assert (await read(row, "a"))["state"] == "done"


async def test_what_a_job_logs_names_it_and_its_purchase_and_no_other(db: Database) -> None:
    async def tell(run: JobRun) -> Effect:
        structlog.get_logger().info("told", key=run.key)
        return lambda _session: structlog.get_logger().info("in its effect", key=run.key)

    await transact(enqueue, "note", {"purchase_id": "pur_1"}, key="a", run_at=LONG_AGO)
    await transact(put, "b")
    ids = {key: (await read(row, key))["id"] for key in "ab"}
    with capture_logs([merge_contextvars]) as lines:
        await Runner(kinds(tell)).drain()
    assert len(lines) == 4
    for line in lines:
        assert (line["job_id"], line["job_kind"]) == (ids[line["key"]], "note")
        assert line.get("purchase_id") == ("pur_1" if line["key"] == "a" else None)


async def test_a_new_job_wakes_the_runner_at_once(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    await transact(create_effects)
    runner = Runner(kinds(), poll=3600)
    monkeypatch.setattr(announcements, "_listeners", [runner.hear])
    async with running(runner):
        for key in ("a", "b"):
            await transact(put, key)
            await until(key, state="done")


async def test_a_job_of_another_process_is_found_by_asking(db: Database) -> None:
    await transact(create_effects)
    async with running(Runner(kinds(), poll=0.02)):
        await transact(put, "a")
        await until("a", state="done")


async def test_more_jobs_than_places_are_all_done_without_asking_again(db: Database) -> None:
    now, most = 0, 0

    async def busy(run: JobRun) -> Effect | None:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0)
        now -= 1
        return None

    for number in range(12):
        await transact(put, f"job {number}")
    async with running(Runner(kinds(busy), concurrency=3, poll=3600)):
        for number in range(12):
            await until(f"job {number}", state="done")
    assert most == 3


async def test_stopping_finishes_what_began_and_begins_nothing(db: Database) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slow(run: JobRun) -> Effect:
        begun.set()
        await go_on.wait()
        return take_effect

    await transact(create_effects)
    await transact(put, "a")
    async with running(Runner(kinds(slow), poll=0.02, concurrency=1)) as stop:
        await begun.wait()
        stop.set()
        await transact(put, "b")
        go_on.set()
    assert (await read(row, "a"))["state"] == "done"
    assert (await read(row, "b"))["attempts"] == 0
    assert await read(effects) == 1


async def test_stopping_gives_back_what_takes_too_long(db: Database) -> None:
    begun, broken_off = asyncio.Event(), asyncio.Event()

    async def endless(run: JobRun) -> Effect | None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            broken_off.set()
        return None

    await transact(create_effects)
    await transact(put, "a")
    async with running(Runner(kinds(endless, attempts=1), poll=0.02, grace=timedelta())):
        await begun.wait()
    assert broken_off.is_set()
    assert (await read(row, "a"))["lease_until"] is None
    await Runner(kinds(attempts=1)).drain()
    assert (await read(row, "a"))["state"] == "done", "the try that was broken off does not count"
    assert await read(effects) == 1


async def test_a_long_job_keeps_its_lease(db: Database) -> None:
    lease = timedelta(milliseconds=300)

    async def long(run: JobRun) -> Effect:
        first = await _lease(run)
        while await _lease(run) < first + 3 * lease:
            await asyncio.sleep(0.02)
        return take_effect

    await transact(create_effects)
    await transact(put, "a")
    async with running(Runner(kinds(long), lease=lease)), running(Runner(kinds(long), lease=lease, poll=0.02)):
        await until("a", state="done")
    assert (await read(row, "a"))["attempts"] == 1
    assert await read(effects) == 1


async def _lease(run: JobRun) -> datetime:
    lease: datetime = (await read(row, run.key))["lease_until"]
    return lease


async def test_a_job_taken_over_takes_effect_once(db: Database) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def frozen(run: JobRun) -> Effect:
        begun.set()
        await go_on.wait()
        return take_effect

    await transact(create_effects)
    await transact(put, "a")
    late = asyncio.create_task(Runner(kinds(frozen)).drain())
    await begun.wait()
    await transact(end_leases)
    await Runner(kinds()).drain()
    go_on.set()
    with capture_logs() as logs:
        await late
    assert [line["event"] for line in logs] == ["job was taken over"]
    assert await read(effects) == 1


async def test_a_runner_outlives_a_database_that_is_away(db: Database) -> None:
    await transact(create_effects)
    await transact(put, "a")
    await transact(_rename, "job", "away")
    with capture_logs() as logs:
        async with running(Runner(kinds(), poll=0.02)):
            async with asyncio.timeout(20):
                while not logs:
                    await asyncio.sleep(0.02)
            await transact(_rename, "away", "job")
            await until("a", state="done")
    assert logs[0]["event"] == "jobs cannot be claimed"


def _rename(session: Session, old: str, new: str) -> None:
    session.connection().execute(text(f"ALTER TABLE {old} RENAME TO {new}"))


async def test_a_schedule_runs_once_a_slot_however_many_runners(db: Database) -> None:
    await transact(create_effects)
    scheduled = kinds()
    scheduled.schedule("nightly", "note", timedelta(days=365_000))
    await asyncio.gather(*(Runner(scheduled).drain() for _ in range(3)))
    await Runner(scheduled).drain()
    assert await read(effects) == 1


@given(st.integers(0, 10**15), st.integers(1, 100_000))
def test_slots_follow_each_other_without_gap(microseconds: int, seconds: int) -> None:
    scheduled = Registry()
    scheduled.schedule("often", "note", timedelta(seconds=seconds))
    entry, moment = scheduled.entries["often"], LONG_AGO + timedelta(microseconds=microseconds)
    slot = entry.slot(moment)
    assert slot <= moment < slot + entry.every
    assert entry.slot(slot) == slot
    assert entry.slot(slot + entry.every) == slot + entry.every
