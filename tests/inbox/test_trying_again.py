"""An event that fails or comes too early is kept with its error and tried again, until it works or is given up."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from creditshop import inbox
from creditshop.database import transact
from creditshop.inbox import EventState
from creditshop.jobs import Runner
from creditshop.jobs.models import JOBS
from creditshop.payments.events import Event
from tests.conftest import Database
from tests.inbox.conftest import APPLIED, BROKEN, EARLY, Handlers, effects
from tests.inbox.steps import NOW, event, make_due, planned, receive, shown

S = EventState


def test_a_failure_undoes_its_own_work_only_and_is_kept(db: Database, handlers: Handlers) -> None:
    received = receive(db, event(BROKEN))
    assert received.state is S.FAILED
    assert effects(db) == []
    stored = shown(db, received)
    assert stored.error == "RuntimeError: the handler has a bug"
    assert planned(db) == [stored.retry_at] == [NOW + timedelta(seconds=10)]


def test_one_failure_in_a_crowd_hurts_nobody_else(db: Database, handlers: Handlers) -> None:
    async def crowd() -> None:
        await asyncio.gather(*(transact(inbox.receive, event(type_), now=NOW) for type_ in [APPLIED, BROKEN] * 20))

    asyncio.run(crowd())
    assert len(effects(db)) == 20
    assert len(db.transact(inbox.events, state=S.FAILED).events) == 20


def test_the_provider_s_repeat_of_a_failed_event_is_another_try(db: Database, handlers: Handlers) -> None:
    incoming = event(BROKEN)
    receive(db, incoming)
    handlers.error = None
    again = receive(db, incoming, now=NOW + timedelta(seconds=1))
    assert (again.state, again.new) == (S.DONE, False)
    assert effects(db) == [incoming.id]
    stored = shown(db, again)
    assert (stored.error, stored.retry_at, stored.attempts) == (None, None, 2)


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


def test_an_event_before_its_time_waits_for_its_purchase(db: Database, handlers: Handlers) -> None:
    received = receive(db, event(EARLY, purchase_id="pur_9"))
    assert received.state is S.WAITING
    assert "not linked" in str(shown(db, received).error)
    assert len(planned(db)) == 1


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


def test_a_failing_database_is_not_the_handler_s_failure(db: Database, handlers: Handlers) -> None:
    handlers.error = OperationalError("SELECT 1", {}, Exception("disk full"))
    incoming = event(BROKEN)
    with pytest.raises(OperationalError):
        receive(db, incoming)
    assert db.transact(inbox.events).events == ()


def test_an_error_is_kept_in_one_short_line(db: Database, handlers: Handlers) -> None:
    kept = {
        "first\nsecond\nthird": "ValueError: first",
        "nul\0": "ValueError: nul",
        "": "ValueError: ",
        "x" * 5000: "ValueError: " + "x" * 288,
    }
    for message, expected in kept.items():
        handlers.error = ValueError(message)
        assert shown(db, receive(db, event(BROKEN))).error == expected


def test_a_constraint_s_error_is_kept_without_the_row_s_values(db: Database, handlers: Handlers) -> None:
    def twice(session: Session, event: Event, *, now: datetime) -> None:
        for _ in range(2):
            row = {"id": "job_1", "key": "ada@example.com", "kind": "k", "args": {}, "run_at": now, "created_at": now}
            session.connection().execute(JOBS.insert().values(state="queued", attempts=0, forgiven=0, **row))

    inbox.bind({APPLIED: twice}, ())
    stored = shown(db, receive(db, event()))
    assert stored.state is S.FAILED
    assert "ada@example.com" not in str(stored.error)
