"""A job exists if its cause committed, belongs to one worker at a time, and ends once."""

import asyncio
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import insert, text
from sqlmodel import Session

from creditshop.clock import utcnow
from creditshop.database import read, transact
from creditshop.jobs.errors import LeaseLost
from creditshop.jobs.models import JOBS
from creditshop.jobs.queue import bury, claim, due_jobs, extend, fail, finish, postpone
from creditshop.jobs.registry import JobRun
from tests.conftest import Database
from tests.jobs.tables import create_effects, effects, end_leases, put, row, take_effect
from tests.plans import plan

LEASE = timedelta(minutes=1)
take = partial(claim, kinds=["note"], limit=10, lease=LEASE)


def put_and_fail(session: Session) -> None:
    put(session, "a")
    raise LookupError


def test_a_job_whose_cause_rolled_back_never_was(db: Database) -> None:
    with pytest.raises(LookupError):
        db.transact(put_and_fail)
    assert db.transact(take, owner="one") == ()


def test_a_key_enqueues_once_even_when_its_job_is_done(db: Database) -> None:
    db.transact(put, "a")
    db.transact(put, "a")
    (run,) = db.transact(take, owner="one")
    db.transact(finish, run, None)
    db.transact(put, "a")
    assert db.transact(take, owner="one") == ()
    assert db.transact(row, "a")["state"] == "done"


def test_arguments_arrive_as_they_were_given(db: Database) -> None:
    db.transact(put, "straße ✓")
    (run,) = db.transact(take, owner="one")
    assert (run.key, run.kind, run.args, run.attempt) == ("straße ✓", "note", {"key": "straße ✓"}, 1)


def test_only_what_is_due_and_known_is_claimed(db: Database) -> None:
    db.transact(put, "later", run_at=utcnow() + timedelta(hours=1))
    db.transact(put, "stranger", kind="unknown here")
    db.transact(put, "now", run_at=utcnow())
    assert [run.key for run in db.transact(take, owner="one")] == ["now"]


def test_the_longest_due_come_first(db: Database) -> None:
    for hours in (1, 3, 2):
        db.transact(put, f"{hours} h ago", run_at=utcnow() - timedelta(hours=hours))
    runs = db.transact(take, owner="one", limit=2)
    assert {run.key for run in runs} == {"3 h ago", "2 h ago"}


def test_a_leased_job_is_nobody_elses_until_its_lease_ends(db: Database) -> None:
    db.transact(put, "a")
    assert len(db.transact(take, owner="one")) == 1
    assert db.transact(take, owner="two") == ()
    db.transact(end_leases)
    (again,) = db.transact(take, owner="two")
    assert again.attempt == 2


def test_an_extended_lease_holds(db: Database) -> None:
    db.transact(put, "a")
    (run,) = db.transact(take, owner="one")
    db.transact(end_leases)
    db.transact(extend, [run.id], owner="one", lease=LEASE)
    assert db.transact(take, owner="two") == ()


def test_only_its_owner_extends_a_lease(db: Database) -> None:
    db.transact(put, "a")
    (run,) = db.transact(take, owner="one")
    db.transact(end_leases)
    db.transact(extend, [run.id], owner="two", lease=LEASE)
    assert len(db.transact(take, owner="two")) == 1


async def test_workers_that_claim_at_once_share_without_overlap(db: Database) -> None:
    for number in range(40):
        await transact(put, f"job {number}")
    shares = await asyncio.gather(*(transact(take, owner=f"worker {n}", limit=7) for n in range(8)))
    claimed = [run.key for share in shares for run in share]
    assert len(claimed) == len(set(claimed))
    while rest := await transact(take, owner="last"):
        claimed += [run.key for run in rest]
    assert sorted(claimed) == sorted(f"job {number}" for number in range(40))


@pytest.mark.parametrize(
    "end",
    [
        lambda session, run: finish(session, run, take_effect),
        lambda session, run: postpone(session, run, utcnow()),
        lambda session, run: fail(session, run, "late", retry_in=LEASE),
        lambda session, run: bury(session, run, "late", lambda session, _run, _error: take_effect(session)),
    ],
    ids=["finish", "postpone", "fail", "bury"],
)
def test_a_worker_that_lost_its_lease_changes_nothing(db: Database, end: object) -> None:
    db.transact(create_effects)
    db.transact(put, "a")
    (late,) = db.transact(take, owner="one")
    db.transact(end_leases)
    (now,) = db.transact(take, owner="two")
    before = db.transact(row, "a")
    with pytest.raises(LeaseLost):
        db.transact(end, late)  # type: ignore[arg-type]
    assert db.transact(row, "a") == before
    assert db.transact(effects) == 0
    db.transact(finish, now, take_effect)
    assert db.transact(effects) == 1


def test_a_postponed_try_does_not_count_and_its_worker_is_not_mistaken_for_the_next(db: Database) -> None:
    db.transact(put, "a")
    (first,) = db.transact(take, owner="one")
    db.transact(postpone, first, utcnow())
    (second,) = db.transact(take, owner="two")
    assert second.attempt == 1
    with pytest.raises(LeaseLost):
        db.transact(finish, first, None)


async def test_an_effect_that_fails_leaves_the_job_unfinished(db: Database) -> None:
    await transact(create_effects)
    await transact(put, "a")
    (run,) = await transact(take, owner="one")
    with pytest.raises(LookupError):
        await transact(finish, run, _break)
    assert await read(effects) == 0
    assert (await read(row, "a"))["state"] == "queued"


def _break(session: Session) -> None:
    take_effect(session)
    raise LookupError


def test_a_long_error_is_cut(db: Database) -> None:
    db.transact(put, "a")
    (run,) = db.transact(take, owner="one")
    assert isinstance(run, JobRun)
    db.transact(fail, run, "x" * 10_000, retry_in=LEASE)
    assert len(db.transact(row, "a")["error"]) == 500


def test_finished_jobs_cost_nothing_when_claiming(db: Database) -> None:
    db.transact(_finish_many)
    due = due_jobs(["note"], 10, utcnow())
    assert "job_due" in db.transact(plan, lambda session: session.connection().execute(due))


def _finish_many(session: Session) -> None:
    now = utcnow()
    done = {"kind": "note", "args": {}, "state": "done", "run_at": now, "attempts": 1, "forgiven": 0}
    done |= {"created_at": now, "finished_at": now}
    session.connection().execute(insert(JOBS), [done | {"id": f"job_{n}", "key": f"{n}"} for n in range(2000)])
    session.connection().execute(text("ANALYZE"))
