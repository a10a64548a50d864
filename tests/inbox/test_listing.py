"""Admins page through the inbox, newest first, narrowed down by state or purchase."""

import json
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from creditshop import inbox
from creditshop.inbox import EventNotFound, EventState
from creditshop.providers.stripe import parse_event
from tests.conftest import Database
from tests.inbox.conftest import APPLIED, BROKEN, Handlers
from tests.plans import indexed_plan
from tests.webhooks import an_event

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.fixture
def stored(db: Database, handlers: Handlers) -> list[str]:
    """Ids of nine events, newest first; each three arrived at the same moment, one of them broken."""
    found = []
    for number in range(9):
        incoming = parse_event(an_event(BROKEN if number % 3 else APPLIED, purchase_id=f"pur_{number % 3}"))
        received = db.transact(inbox.receive, incoming, now=NOW + timedelta(minutes=number // 3))
        found.append((number // 3, received.id))
    return [id_ for _, id_ in sorted(found, reverse=True)]


def paged(db: Database, *, limit: int, **filters: object) -> list[str]:
    ids, before = [], None
    while True:
        page = db.transact(inbox.events, before=before, limit=limit, **filters)
        ids += [event.id for event in page.events]
        if page.next is None:
            return ids
        assert len(page.events) == limit
        before = page.next


def test_pages_of_any_size_show_everything_once(db: Database, stored: list[str]) -> None:
    for limit in (1, 2, 3, 9, 50):
        assert sorted(paged(db, limit=limit)) == sorted(stored)


def test_the_newest_comes_first(db: Database, stored: list[str]) -> None:
    events = db.transact(inbox.events).events
    assert [event.received_at for event in events] == sorted((event.received_at for event in events), reverse=True)


def test_a_page_is_narrowed_down(db: Database, stored: list[str]) -> None:
    assert len(paged(db, limit=2, state=EventState.FAILED)) == 6
    assert len(paged(db, limit=2, state=EventState.DONE)) == 3
    assert len(paged(db, limit=2, purchase_id="pur_1")) == 3
    assert paged(db, limit=2, state=EventState.DONE, purchase_id="pur_1") == []


def test_it_is_searched_by_type_and_by_either_id(db: Database, stored: list[str]) -> None:
    assert db.transact(inbox.event_types) == tuple(sorted((APPLIED, BROKEN)))
    assert len(paged(db, limit=2, type_=BROKEN)) == 6
    view, _ = db.transact(inbox.event, stored[4])
    assert paged(db, limit=2, event_id=view.event_id) == paged(db, limit=2, event_id=view.id) == [view.id]
    assert paged(db, limit=2, event_id="evt_unknown") == []


def test_an_unknown_place_to_go_on_from_gives_nothing(db: Database, stored: list[str]) -> None:
    page = db.transact(inbox.events, before="evt_unknown")
    assert (page.events, page.next) == ((), None)


def test_one_event_comes_with_its_body(db: Database, stored: list[str]) -> None:
    view, payload = db.transact(inbox.event, stored[0])
    assert view.id == stored[0]
    assert json.loads(payload)["id"] == view.event_id
    with pytest.raises(EventNotFound):
        db.transact(inbox.event, "evt_unknown")


def test_each_way_to_narrow_it_down_has_its_index(db: Database, stored: list[str]) -> None:
    by_type = db.transact(indexed_plan, partial(inbox.events, type_=BROKEN, before=stored[1]))
    assert "inbox_event_latest_by_type" in by_type, by_type
    assert "Sort" not in by_type and "ORDER BY" not in by_type, by_type
    by_id = db.transact(indexed_plan, partial(inbox.events, event_id="evt_1"))
    assert "SCAN inbox_event'" not in by_id and "Seq Scan" not in by_id, by_id
