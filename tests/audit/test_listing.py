"""The log is read newest first, in pages, narrowed down; an index serves every search."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlmodel import Session

from creditshop.audit import Search, actions, entries
from tests.audit.acting import FINN, NOW, OLGA, act, log
from tests.conftest import Database
from tests.plans import indexed_plan

ACTS = ("event.replay", "job.retry", "event.ignore")
SEARCHES = {
    Search(): "audit_latest",
    Search(actor="olga@example.com"): "audit_of_email",
    Search(actor="usr_finn"): "audit_of_actor",
    Search(action="job.retry"): "audit_of_action",
    Search(action="event."): "audit_of_action",
    Search(target="job_2"): "audit_of_target",
    Search(since=NOW + timedelta(minutes=2)): "audit_latest",
    Search(since=NOW, until=NOW + timedelta(minutes=3), actor="usr_finn"): "audit_of_actor",
    Search(actor="usr_olga", action="event.", target="job_0"): "audit_of_",
    Search(action="nothing."): "audit_of_action",
}


def fill(session: Session) -> None:
    """Twelve acts, three at each of four moments."""
    for number in range(12):
        act(session, ACTS[number % 3], f"job_{number % 4}", (OLGA, FINN)[number % 2], minutes=number // 3)


def wanted(session: Session, search: Search) -> list[str]:
    """What the search should find, told by looking at everything."""
    return [
        one.id
        for one in log(session)
        if search.actor in ("", one.actor_id, one.actor_email)
        and one.action.startswith(search.action)
        and search.target in ("", one.target)
        and (search.since is None or one.at >= search.since)
        and (search.until is None or one.at < search.until)
    ]


def paged(db: Database, search: Search, limit: int) -> list[str]:
    found, before = [], None
    while True:
        page = db.transact(entries, search, before=before, limit=limit)
        found += [one.id for one in page.entries]
        before = page.next
        if before is None:
            return found


def test_pages_of_any_size_show_everything_that_is_sought_once(db: Database) -> None:
    db.transact(fill)
    for search in SEARCHES:
        expected = db.transact(wanted, search)
        assert [paged(db, search, limit) for limit in (1, 5, 100)] == [expected] * 3, search


def test_every_kind_of_act_is_known(db: Database) -> None:
    assert db.transact(actions) == ()
    db.transact(fill)
    assert db.transact(actions) == tuple(sorted(ACTS))


def test_an_unknown_place_to_go_on_from_gives_nothing(db: Database) -> None:
    db.transact(fill)
    page = db.transact(entries, before="aud_unknown")
    assert (page.entries, page.next) == ((), None)


def test_every_search_is_served_by_an_index_in_order(db: Database) -> None:
    db.transact(fill)
    before = db.transact(log)[3].id
    for search, index in SEARCHES.items():
        found = db.transact(indexed_plan, partial(entries, search=search, before=before))
        assert index in found, found
        assert "Seq Scan" not in found, found
        if not search.action:  # or else the newest of a few kinds are put in order
            assert "Sort" not in found, found
            assert "ORDER BY" not in found, found


def test_what_is_typed_becomes_a_search() -> None:
    typed = {"actor": " Olga@Example.com ", "action": "event.", "since": "2026-11-22", "until": "2026-11-22"}
    day = datetime(2026, 11, 22, tzinfo=UTC)
    assert Search.typed(typed) == Search("olga@example.com", "event.", "", day, day + timedelta(days=1))


@pytest.mark.parametrize("junk", [None, 1, ["x"], {}, "\0", "\ud800", "9999-12-31", "2026-02-30", "x" * 10_000])
def test_what_makes_no_sense_is_left_out(db: Database, junk: object) -> None:
    search = Search.typed(dict.fromkeys(("actor", "action", "target", "since", "until"), junk))
    assert search.until is None
    assert db.transact(entries, search).next is None
