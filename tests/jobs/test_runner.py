"""A runner does what is due, tries again what failed, shows what died, and stops without dropping anything."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text, update
from sqlmodel import Session
from structlog.testing import capture_logs

from creditshop.clock import utcnow
from creditshop.database import announcements, engine, read, transact
from creditshop.jobs import Effect, GiveUp, JobRun, Postpone, Registry, Runner, retry
from creditshop.jobs.models import JOBS
from creditshop.jobs.runner import backoff
from tests.conftest import Database
from tests.jobs.tables import LONG_AGO, create_effects, effects, end_leases, make_due, put, row, take_effect


async def note(run: JobRun) -> Effect:
    return partial(take_effect, job=run.key)


async def refuse(run: JobRun) -> Effect | None:
    raise LookupError(f"no luck at try {run.attempt}")


def kinds(handler: object = note, **options: object) -> Registry:
    made = Registry()
    made.register("note", handler, **options)  # type: ignore[arg-type]
    return made


async def until(key: str, **wanted: object) -> None:
    """Wait until the job looks as wanted."""
    async with asyncio.timeout(20):
        while not wanted.items() <= (await read(row, key)).items():
            await asyncio.sleep(0.02)


@asynccontextmanager
async def running(runner: Runner) -> AsyncIterator[asyncio.Event]:
    stop = asyncio.Event()
    task = asyncio.create_task(runner.run(stop))
    yield stop
    stop.set()
    async with asyncio.timeout(20):
        await task


async def test_a_due_job_takes_effect_once_and_is_done(db: Database) -> None:
    await transact(create_effects)
    await transact(put, "a")
    await asyncio.gather(Runner(kinds()).drain(), Runner(kinds()).drain())
    await Runner(kinds()).drain()
    assert await read(effects) == 1
    assert (await read(row, "a"))["state"] == "done"


@pytest.mark.parametrize("db", ["postgresql"], indirect=True)
async def test_an_effect_that_waits_too_long_for_a_lock_is_tried_again(
    db: Database, clean_settings: pytest.MonkeyPatch
) -> None:
    clean_settings.setitem(engine.LIMITS, "lock_timeout", "100ms")
    engine.dispose()
    await transact(create_effects)
    await transact(put, "a")
    with db.engine.begin() as holder:
        holder.exec_driver_sql("LOCK TABLE effect")
        await Runner(kinds()).drain()
    found = await read(row, "a")
    assert (found["state"], "LockNotAvailable" in found["error"]) == ("queued", True)
    await transact(make_due)
    await Runner(kinds()).drain()
    assert ((await read(row, "a"))["state"], await read(effects)) == ("done", 1)


async def test_a_failed_job_is_tried_again_later_and_dies_after_its_last_try(db: Database) -> None:
    given_up: list[tuple[str, str]] = []

    def gave_up(session: Session, run: JobRun, error: str) -> None:
        given_up.append((run.key, error))

    runner = Runner(kinds(refuse, attempts=3, gave_up=gave_up))
    await transact(put, "a")
    with capture_logs() as logs:
        for attempt in (1, 2):
            await runner.drain()
            failed = await read(row, "a")
            assert failed["state"] == "queued" and failed["run_at"] > utcnow()
            assert failed["error"] == f"LookupError: no luck at try {attempt}"
            await transact(make_due)
        await runner.drain()
    assert (await read(row, "a"))["state"] == "dead"
    assert given_up == [("a", "LookupError: no luck at try 3")]
    assert [(line["event"], line["attempt"]) for line in logs] == [
        ("job failed", 1),
        ("job failed", 2),
        ("job is dead", 3),
    ]


async def test_a_dead_job_gets_all_its_tries_again(db: Database) -> None:
    await transact(create_effects)
    await transact(put, "a")
    await Runner(kinds(refuse, attempts=1)).drain()
    await transact(retry, (await read(row, "a"))["id"], now=utcnow() - timedelta(seconds=1))
    await Runner(kinds(refuse, attempts=2)).drain()
    assert (await read(row, "a"))["state"] == "queued"
    await transact(make_due)
    await Runner(kinds()).drain()
    assert await read(effects) == 1


async def test_giving_up_needs_no_further_try(db: Database) -> None:
    async def hopeless(run: JobRun) -> Effect | None:
        raise GiveUp("there is no such mailbox")

    await transact(put, "a")
    await Runner(kinds(hopeless, attempts=9)).drain()
    dead = await read(row, "a")
    assert (dead["state"], dead["error"]) == ("dead", "GiveUp: there is no such mailbox")


async def test_a_job_may_be_postponed_more_often_than_it_may_fail(db: Database) -> None:
    later = utcnow() + timedelta(days=1)

    async def wait(run: JobRun) -> Effect | None:
        raise Postpone(later)

    await transact(put, "a")
    for _ in range(5):
        await Runner(kinds(wait, attempts=2)).drain()
        assert (await read(row, "a"))["run_at"] == later
        await transact(make_due)
    assert (await read(row, "a"))["state"] == "queued"


async def test_an_effect_that_fails_is_a_failed_try(db: Database) -> None:
    async def half(run: JobRun) -> Effect:
        def effect(session: Session) -> None:
            take_effect(session)
            raise LookupError("halfway")

        return effect

    await transact(create_effects)
    await transact(put, "a")
    await Runner(kinds(half)).drain()
    assert (await read(row, "a"))["error"] == "LookupError: halfway"
    assert await read(effects) == 0


async def test_a_handler_that_hangs_is_ended(db: Database) -> None:
    async def hang(run: JobRun) -> Effect | None:
        await asyncio.Event().wait()
        return None

    await transact(put, "a")
    await Runner(kinds(hang, limit=timedelta(milliseconds=50))).drain()
    assert (await read(row, "a"))["error"] == "TimeoutError"


async def test_a_job_that_kills_its_workers_dies_too(db: Database) -> None:
    await transact(create_effects)
    await transact(put, "a")
    await transact(_tried_twice_and_lost)
    await Runner(kinds(attempts=2)).drain()
    assert (await read(row, "a"))["state"] == "dead"
    assert await read(effects) == 0


def _tried_twice_and_lost(session: Session) -> None:
    session.connection().execute(update(JOBS).values(attempts=2))


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


def test_waiting_grows_to_an_hour() -> None:
    longest = [10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600]
    waits = [backoff(attempt).total_seconds() for attempt in range(1, 12)]
    assert all(most / 2 <= wait <= most for wait, most in zip(waits, longest, strict=True))
    assert all(before * 4 >= after for before, after in pairwise(waits))
