"""An event is stored and applied once; what fails, waits or is not for us says why, and can be replayed."""

import asyncio
import json
import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from creditshop import inbox
from creditshop.database import transact
from creditshop.database.identity import claim_account
from creditshop.inbox import EventNotFound, EventState, EventView, Received
from creditshop.inbox.models import EVENTS
from creditshop.inbox.receiving import RETRY_JOB
from creditshop.jobs import Runner, jobs
from creditshop.jobs.models import JOBS
from creditshop.payments.events import Event
from creditshop.providers.stripe import parse_event
from tests.conftest import Database
from tests.inbox.conftest import APPLIED, BROKEN, EARLY, FOREIGN, LATER, Handlers, effects
from tests.webhooks import an_event

NOW = datetime.now(UTC)  # jobs run on the database's clock
S = EventState


def event(type_: str = APPLIED, **changes: Any) -> Event:
    return parse_event(an_event(type_, **changes))


def receive(db: Database, incoming: Event, *, now: datetime = NOW) -> Received:
    return db.transact(inbox.receive, incoming, now=now)


def shown(db: Database, received: Received) -> EventView:
    return db.transact(inbox.event, received.id)[0]


def planned(db: Database) -> list[datetime]:
    """When tries are planned, soonest first."""
    return sorted(job.run_at for job in db.transact(jobs, limit=100) if job.kind == RETRY_JOB)


def test_an_event_is_stored_as_it_came_and_applied(db: Database, handlers: Handlers) -> None:
    incoming = event(purchase_id="pur_5")
    received = receive(db, incoming)
    assert (received.state, received.new) == (S.DONE, True)
    assert effects(db) == [incoming.id]
    stored, payload = db.transact(inbox.event, received.id)
    assert parse_event(json.loads(payload)) == incoming
    assert (stored.event_id, stored.type, stored.purchase_id) == (incoming.id, APPLIED, "pur_5")
    assert (stored.created_at, stored.received_at, stored.attempts, stored.error) == (incoming.created, NOW, 1, None)
    assert planned(db) == []


def test_an_event_that_was_handled_has_no_effect_again(db: Database, handlers: Handlers) -> None:
    incoming = event()
    first, again = receive(db, incoming), receive(db, incoming, now=NOW + timedelta(days=1))
    assert (again.id, again.state, again.new) == (first.id, S.DONE, False)
    assert effects(db) == [incoming.id]


async def test_many_deliveries_at_once_in_any_order_apply_each_event_once(db: Database, handlers: Handlers) -> None:
    events = [event() for _ in range(20)]
    deliveries = [one for one in events for _ in range(random.randint(1, 10))]
    random.shuffle(deliveries)
    received = await asyncio.gather(*(transact(inbox.receive, one, now=NOW) for one in deliveries))
    assert {one.state for one in received} == {S.DONE}
    assert sum(one.new for one in received) == len(events)
    assert sorted(effects(db)) == sorted(one.id for one in events)


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


def test_another_application_s_object_is_ignored_visibly(db: Database, handlers: Handlers) -> None:
    stored = shown(db, receive(db, event(FOREIGN)))
    assert (stored.state, stored.error) == (S.IGNORED, "NotOurs: another application's")


def test_a_kind_that_means_nothing_is_kept_and_ignored(db: Database, handlers: Handlers) -> None:
    assert receive(db, event("capability.updated")).state is S.IGNORED


def test_a_kind_without_a_handler_yet_is_replayed_when_it_comes(db: Database, handlers: Handlers) -> None:
    received = receive(db, event(LATER))
    assert received.state is S.UNHANDLED
    inbox.bind({LATER: handlers.applied}, ())
    assert db.transact(inbox.replay, received.id, now=NOW).state is S.DONE
    assert len(effects(db)) == 1


def test_real_money_in_a_shop_of_play_money_has_no_effect(db: Database, handlers: Handlers) -> None:
    received = receive(db, parse_event(an_event() | {"livemode": True}))
    assert (received.state, effects(db)) == (S.FLAGGED, [])
    assert "livemode" in str(shown(db, received).error)


def test_another_account_s_event_has_no_effect(db: Database, handlers: Handlers) -> None:
    db.transact(claim_account, "acct_ours", "sk_test_sandbox")
    assert receive(db, parse_event(an_event() | {"account": "acct_theirs"})).state is S.FLAGGED
    assert receive(db, parse_event(an_event() | {"account": "acct_ours"})).state is S.DONE


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


def test_nothing_unknown_is_replayed(db: Database, handlers: Handlers) -> None:
    with pytest.raises(EventNotFound):
        db.transact(inbox.replay, "evt_unknown", now=NOW)
