"""An event is stored and applied once; what is not for us says why, and can be replayed."""

import asyncio
import json
import random
from datetime import timedelta

import pytest

from creditshop import inbox
from creditshop.database import transact
from creditshop.database.identity import claim_account
from creditshop.inbox import EventNotFound, EventState
from creditshop.providers.stripe import parse_event
from tests.conftest import Database
from tests.inbox.conftest import APPLIED, FOREIGN, LATER, Handlers, effects
from tests.inbox.steps import NOW, event, planned, receive, shown
from tests.webhooks import an_event

S = EventState


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


def test_nothing_unknown_is_replayed(db: Database, handlers: Handlers) -> None:
    with pytest.raises(EventNotFound):
        db.transact(inbox.replay, "evt_unknown", now=NOW)
