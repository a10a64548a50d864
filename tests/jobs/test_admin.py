"""Admins see every job, newest first, retry only dead ones; what is long done is forgotten."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import update
from sqlmodel import Session

from creditshop.clock import utcnow
from creditshop.database import read, transact
from creditshop.jobs import Entry, JobNotDead, JobNotFound, Registry, Runner, Stage, job, jobs, register_jobs, retry
from creditshop.jobs.models import JOBS
from creditshop.jobs.queue import bury, claim, finish
from tests.conftest import Database
from tests.jobs.tables import put
from tests.plans import indexed_plan

take = partial(claim, kinds=["note"], owner="one", limit=10, lease=timedelta(minutes=1))


def test_pages_join_without_gap_or_overlap(db: Database) -> None:
    for number in range(7):
        db.transact(put, f"job {number}")
    seen = list(db.transact(jobs, limit=3))
    while page := db.transact(jobs, limit=3, before=seen[-1].id):
        seen += page
    assert [view.key for view in seen] == [f"job {number}" for number in reversed(range(7))]


def test_the_dead_are_listed_with_their_error(db: Database) -> None:
    db.transact(put, "alive")
    db.transact(put, "doomed")
    doomed = next(run for run in db.transact(take) if run.key == "doomed")
    db.transact(bury, doomed, "no such mailbox", None)
    (view,) = db.transact(jobs, limit=10, stage=Stage.DEAD)
    assert (view.key, view.error, view.attempts, view.args) == ("doomed", "no such mailbox", 1, {"key": "doomed"})


def test_each_stage_lists_its_own_the_next_to_run_first(db: Database) -> None:
    for key, hours in (("later", 2), ("soon", 1), ("due", -1), ("running", -2), ("done", -3), ("dead", -4)):
        db.transact(put, key, run_at=utcnow() + timedelta(hours=hours))
    runs = {run.key: run for run in db.transact(claim, ["note"], owner="w", limit=3, lease=timedelta(minutes=1))}
    db.transact(finish, runs["done"], None)
    db.transact(bury, runs["dead"], "gone", None)
    found = {stage: [view.key for view in db.transact(jobs, limit=10, stage=stage)] for stage in Stage}
    assert found == {
        Stage.SCHEDULED: ["soon", "later"],
        Stage.DUE: ["due"],
        Stage.RUNNING: ["running"],
        Stage.DONE: ["done"],
        Stage.DEAD: ["dead"],
    }
    views = {view.key: view for view in db.transact(jobs, limit=10)}
    assert {key: view.stage for key, view in views.items()} == {key: stage for stage in found for key in found[stage]}
    assert (views["running"].owner, views["soon"].owner) == ("w", None)
    (second,) = db.transact(jobs, limit=1, stage=Stage.SCHEDULED, before=views["soon"].id)
    assert second == db.transact(job, views["later"].id) == views["later"]


@pytest.mark.parametrize("stage", Stage)
def test_every_stage_is_served_by_an_index_in_order(db: Database, stage: Stage) -> None:
    for number in range(3):
        db.transact(put, f"job {number}")
    before = db.transact(jobs, limit=1)[0].id
    found = db.transact(indexed_plan, partial(jobs, limit=2, stage=stage, before=before))
    assert ("job_newest_in_state" if stage in (Stage.DONE, Stage.DEAD) else "job_due") in found, found
    assert "Seq Scan" not in found and "Sort" not in found and "ORDER BY" not in found, found


def test_the_schedule_says_when_its_next_job_is_due() -> None:
    daily = Entry("a", "note", timedelta(days=1))
    assert daily.next_slot(datetime(2026, 11, 22, 20, tzinfo=UTC)) == datetime(2026, 11, 23, tzinfo=UTC)


def test_only_a_dead_job_is_retried(db: Database) -> None:
    db.transact(put, "a")
    (view,) = db.transact(jobs, limit=1)
    with pytest.raises(JobNotDead):
        db.transact(retry, view.id, now=utcnow())
    with pytest.raises(JobNotFound):
        db.transact(retry, "job_missing", now=utcnow())
    with pytest.raises(JobNotFound):
        db.transact(jobs, limit=1, before="job_missing")


async def test_what_was_done_a_month_ago_is_forgotten_and_nothing_else(db: Database) -> None:
    for key in ("old", "fresh", "dead", "waiting"):
        await transact(put, key)
    runs = {run.key: run for run in await transact(take)}
    await transact(finish, runs["old"], None)
    await transact(finish, runs["fresh"], None)
    await transact(bury, runs["dead"], "gone", None)
    await transact(_age, "old", "dead")
    kinds = Registry()
    register_jobs(kinds)
    await Runner(kinds).drain()
    left = {view.key for view in await read(jobs, limit=10) if view.kind == "note"}
    assert left == {"fresh", "dead", "waiting"}


def _age(session: Session, *keys: str) -> None:
    long_ago = utcnow() - timedelta(days=31)
    session.connection().execute(update(JOBS).where(JOBS.c.key.in_(keys)).values(finished_at=long_ago))
