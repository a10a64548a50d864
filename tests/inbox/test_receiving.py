"""An event is stored and applied once; what fails, waits or is not for us says why, and can be replayed."""

import asyncio
import json
import random
from datetime import datetime, timedelta

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from creditshop import inbox
from creditshop.database import transact
from creditshop.database.identity import claim_account
from creditshop.inbox import EventNotFound
from creditshop.jobs.models import JOBS
from creditshop.payments.events import Event
from creditshop.providers.stripe import parse_event
from tests.conftest import Database
from tests.inbox.conftest import (
    APPLIED,
    BROKEN,
    EARLY,
    FOREIGN,
    LATER,
    NOW,
    Handlers,
    S,
    effects,
    event,
    planned,
    receive,
    shown,
)
from tests.webhooks import an_event


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


def test_an_event_before_its_time_waits_for_its_purchase(db: Database, handlers: Handlers) -> None:
    received = receive(db, event(EARLY, purchase_id="pur_9"))
    assert received.state is S.WAITING
    assert "not linked" in str(shown(db, received).error)
    assert len(planned(db)) == 1


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
