"""What may come in over the websocket: whole events of this app, within bounds."""

from typing import Any

import pytest

from creditshop.ui import routes
from creditshop.ui.door import LARGEST, is_event
from tests.ui.websocket import ROOT, SESSION

AT = {"pathname": "/", "query": {}, "asPath": "/?buy=maker"}
LOAD = f"{SESSION}.load"
CHOOSE = f"{SESSION}.choose_locale"


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
