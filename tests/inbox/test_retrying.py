"""What failed or came too early is tried again, ever more rarely, until it works, is dead, or its purchase wakes it."""

from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from creditshop import inbox
from creditshop.inbox import EventNotFound, EventSettled
from creditshop.inbox.models import EVENTS
from creditshop.inbox.receiving import RETRY_JOB, give_up
from creditshop.jobs import Runner
from creditshop.jobs.models import JOBS
from tests.conftest import Database
from tests.inbox.conftest import BROKEN, EARLY, NOW, Handlers, S, effects, event, planned, receive, shown


def test_repeats_of_a_failing_event_do_not_multiply_its_retries(db: Database, handlers: Handlers) -> None:
    incoming = event(BROKEN)
    for second in range(5):
        receive(db, incoming, now=NOW + timedelta(seconds=second))
    assert len(planned(db)) == 1


async def test_a_job_tries_again_until_it_works(db: Database, handlers: Handlers, runner: Runner) -> None:
    incoming = event(BROKEN)
    received = receive(db, incoming)
    for attempts in (2, 3):
        make_due(db)
        await runner.drain()
        assert (shown(db, received).attempts, shown(db, received).state) == (attempts, S.FAILED)
    handlers.error = None
    for _ in range(2):  # the second time nothing is left to do
        make_due(db)
        await runner.drain()
        assert (shown(db, received).attempts, shown(db, received).state) == (4, S.DONE)
    assert effects(db) == [incoming.id]


async def test_an_event_whose_job_died_is_dead_with_the_reason(
    db: Database, handlers: Handlers, runner: Runner
) -> None:
    """The handler meets a failing database, so that the job itself fails, every time."""
    incoming = event(BROKEN)
    received = receive(db, incoming)
    handlers.error = OperationalError("SELECT 1", {}, Exception("disk full"))
    for _ in range(10):
        assert shown(db, received).state is S.FAILED
        make_due(db)
        await runner.drain()
    stored = shown(db, received)
    assert (stored.state, stored.retry_at, "disk full" in str(stored.error)) == (S.DEAD, None, True)
    assert [found.id for found in db.transact(inbox.events, state=S.DEAD).events] == [received.id]
    handlers.error = None
    assert db.transact(inbox.replay, received.id, now=NOW).state is S.DONE


async def test_a_job_that_died_takes_nothing_from_an_event_that_was_handled(db: Database, handlers: Handlers) -> None:
    received = receive(db, event())
    db.transact(give_up, received.id, "too late")
    assert (shown(db, received).state, shown(db, received).error) == (S.DONE, None)


def make_due(db: Database) -> None:
    """Move what is planned into the past, both the job's row and the event's."""

    def move(session: Session) -> None:
        past = NOW - timedelta(minutes=1)
        session.connection().execute(update(JOBS).where(JOBS.c.kind == RETRY_JOB).values(run_at=past))
        session.connection().execute(update(EVENTS).where(EVENTS.c.retry_at.is_not(None)).values(retry_at=past))

    db.transact(move)


def test_tries_become_rarer_and_end_after_three_days(db: Database, handlers: Handlers) -> None:
    received = receive(db, event(BROKEN))
    tries, now = [], NOW
    while (stored := shown(db, received)).state is S.FAILED:
        assert stored.retry_at
        tries.append(stored.retry_at - now)
        now = stored.retry_at
        db.transact(inbox.replay, received.id, now=now)
    assert stored.state is S.DEAD
    assert tries == sorted(tries)
    assert tries[0] == timedelta(seconds=10)
    assert tries[-1] == timedelta(hours=6)
    assert timedelta(days=3) <= now - NOW < timedelta(days=3, hours=6)
    assert stored.retry_at is None


def test_a_dead_event_is_tried_again_by_hand_or_when_it_comes_again(db: Database, handlers: Handlers) -> None:
    incoming = event(BROKEN)
    received = receive(db, incoming)
    late = NOW + timedelta(days=4)
    assert receive(db, incoming, now=late + timedelta(hours=1)).state is S.DEAD
    assert db.transact(inbox.replay, received.id, now=late).state is S.DEAD
    handlers.error = None
    assert db.transact(inbox.replay, received.id, now=late).state is S.DONE


async def test_a_linked_purchase_wakes_what_waits_for_it(db: Database, handlers: Handlers, runner: Runner) -> None:
    later = NOW + timedelta(hours=1)  # so that no look is due by itself
    mine, other = (receive(db, event(EARLY, purchase_id=name), now=later) for name in ("pur_mine", "pur_other"))
    handlers.linked = True
    db.transact(inbox.wake, "pur_mine", now=NOW)
    await runner.drain()
    assert (shown(db, mine).state, shown(db, other).state) == (S.DONE, S.WAITING)
    make_due(db)  # a wake-up that came too early is made up for by the plan
    await runner.drain()
    assert shown(db, other).state is S.DONE
    assert len(effects(db)) == 2


def test_an_event_waits_for_three_days(db: Database, handlers: Handlers) -> None:
    received = receive(db, event(EARLY))
    assert db.transact(inbox.replay, received.id, now=NOW + timedelta(days=2, hours=23)).state is S.WAITING
    assert db.transact(inbox.replay, received.id, now=NOW + timedelta(days=3, hours=6)).state is S.DEAD


async def test_what_a_person_ignores_is_not_tried_again_until_it_is_replayed(
    db: Database, handlers: Handlers, runner: Runner
) -> None:
    received = receive(db, event(BROKEN), now=NOW - timedelta(minutes=1))
    db.transact(inbox.ignore, received.id, "ignored by olga@example.com")
    await runner.drain()
    view = shown(db, received)
    assert (view.state, view.error, view.retry_at, view.attempts) == (S.IGNORED, "ignored by olga@example.com", None, 1)
    with pytest.raises(EventSettled):
        db.transact(inbox.ignore, received.id, "again")
    with pytest.raises(EventNotFound):
        db.transact(inbox.ignore, "evt_unknown", "nothing")
    handlers.error = None
    assert db.transact(inbox.replay, received.id, now=NOW).state is S.DONE
    with pytest.raises(EventSettled):
        db.transact(inbox.ignore, received.id, "too late")
