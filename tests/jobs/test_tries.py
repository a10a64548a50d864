"""A job that fails, hangs or kills its worker is tried again, ever more rarely, and dies with its error."""

import asyncio
from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import update
from sqlmodel import Session
from structlog.testing import capture_logs

from creditshop.clock import utcnow
from creditshop.database import engine, read, transact
from creditshop.jobs import Effect, GiveUp, JobRun, Postpone, Runner, retry
from creditshop.jobs.models import JOBS
from creditshop.jobs.runner import backoff
from tests.conftest import Database
from tests.jobs.runners import kinds
from tests.jobs.tables import create_effects, effects, make_due, put, row, take_effect


async def refuse(run: JobRun) -> Effect | None:
    raise LookupError(f"no luck at try {run.attempt}")


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


def test_waiting_grows_to_an_hour() -> None:
    longest = [10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600]
    waits = [backoff(attempt).total_seconds() for attempt in range(1, 12)]
    assert all(most / 2 <= wait <= most for wait, most in zip(waits, longest, strict=True))
    assert all(before * 4 >= after for before, after in pairwise(waits))
