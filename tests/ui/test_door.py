"""What may come in over the websocket: whole events of this app, within bounds."""

from typing import Any

import pytest
from reflex_base.registry import RegistrationContext

from creditshop.ui import routes
from creditshop.ui.door import BURST, LARGEST, WINDOW, Pace, is_event
from tests.ui.websocket import ROOT, SESSION

AT = {"pathname": "/", "query": {}, "asPath": "/?buy=maker"}
LOAD = f"{SESSION}.load"
CHOOSE = f"{SESSION}.choose_locale"
HANDLERS = RegistrationContext.get().event_handlers
LISTENERS = [name for name, found in HANDLERS.items() if found.handler.is_background]


@pytest.mark.parametrize(
    "event",
    [
        {"name": LOAD},
        {"name": LOAD, "payload": {}, "router_data": AT},
        {"name": CHOOSE, "payload": {"locale": "de"}, "router_data": AT},
        {"name": CHOOSE, "payload": {"locale": "ä 🦉 \t\n"}, "router_data": AT, "token": "of the browser"},
        {"name": f"{ROOT}.hydrate_and_load", "payload": {"vars": {}, "hashes": ["a"]}, "router_data": AT},
    ],
)
def test_what_pages_send_comes_in(event: Any) -> None:
    assert routes.PAGES
    assert is_event(event)


@pytest.mark.parametrize(
    "event",
    [
        None, [], "event", b"event", 1, {}, {"name": None}, {"name": [LOAD]},
        {"name": f"{SESSION}.no_more"}, {"name": f"{SESSION}._locale"}, {"name": f"{SESSION}.email"},
        {"name": LOAD, "payload": None}, {"name": LOAD, "payload": ["x"]},
        {"name": CHOOSE}, {"name": CHOOSE, "payload": {}}, {"name": CHOOSE, "payload": {"locale": "de", "role": 1}},
        {"name": LOAD, "router_data": "x"}, {"name": LOAD, "router_data": {"pathname": 1}},
        {"name": LOAD, "router_data": {"asPath": {}}}, {"name": LOAD, "router_data": {"asPath": "/?%00"}},
        {"name": LOAD, "router_data": {"query": []}},
    ],
)  # fmt: skip
def test_what_is_no_event_of_the_pages_stays_outside(event: Any) -> None:
    assert not is_event(event)


@pytest.mark.parametrize("text", ["\0", "a\0b", "\ud800", "x" * LARGEST, ["deep", {"in": "\0"}], b"x"])
def test_what_no_database_stores_stays_outside(text: Any) -> None:
    assert not is_event({"name": CHOOSE, "payload": {"locale": text}, "router_data": AT})
    assert not is_event({"name": LOAD, "router_data": AT | {"query": {"search": text}}})


@pytest.mark.parametrize("listener", LISTENERS)
def test_a_listener_begins_with_its_page_and_is_not_called(listener: str) -> None:
    assert not is_event({"name": listener, "payload": {}, "router_data": AT})


def test_a_connection_is_heard_as_fast_as_pages_send_and_no_faster() -> None:
    pace = Pace()
    assert [pace.allows(second / BURST) for second in range(BURST + 3)] == [True] * BURST + [False] * 3
    assert not pace.allows(WINDOW - 0.01)
    assert pace.allows(WINDOW)
    assert not pace.allows(WINDOW)


def test_what_is_dropped_is_logged_once(capsys: pytest.CaptureFixture[str]) -> None:
    pace = Pace()
    for _ in range(BURST + 3):
        pace.allows(0)
    assert capsys.readouterr().out.count("events_dropped") == 1
