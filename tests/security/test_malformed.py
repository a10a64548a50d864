"""Events that no page sends: the shop stays up, writes nothing, and its log tells nobody's secrets."""

import asyncio
from collections.abc import Iterator
from functools import partial
from typing import Any

import httpx
import pytest

from creditshop.accounts import Role
from creditshop.ui.door import BURST, LARGEST
from tests.security.conftest import Scene
from tests.security.registry import HANDLERS, arguments
from tests.ui.websocket import ROOT, SESSION, send_all
from tests.waiting import until

LOAD = f"{SESSION}.load"
HUGE = "x" * (LARGEST + 1)
ARGUMENTS: list[Any] = [
    None,
    "",
    -1,
    1e308,
    True,
    [],
    {},
    ["paid"],
    {"search": 1, "state": ["paid"]},
    "' OR 1=1 --",
    "\0",
    "\ud800",
]
EVENTS: list[Any] = [
    None, "", "event", 1, [], {}, b"\0", HUGE, '{"name": "x"}',
    {"name": None}, {"name": 1}, {"name": ["x"]}, {"name": HUGE}, {"name": f"{ROOT}.nothing"}, {"name": "__import__"},
    {"name": LOAD, "payload": None}, {"name": LOAD, "payload": ["x"]}, {"name": LOAD, "payload": {"self": "x"}},
    {"name": LOAD, "payload": {"unknown": 1}}, {"name": LOAD, "payload": {"__class__": "x"}},
    {"name": LOAD, "router_data": None}, {"name": LOAD, "router_data": "x"},
    {"name": LOAD, "router_data": {"pathname": 1, "asPath": {}}},
    {"name": LOAD, "router_data": {"query": "x", "pathname": "/"}},
    {"name": LOAD, "router_data": {"headers": "x", "pathname": "/"}},
    {"name": LOAD, "router_data": {"pathname": "/", "asPath": "//[", "query": {}}},
    {"name": LOAD, "router_data": {"pathname": "/../../etc/passwd", "asPath": "http://evil.example/", "query": {}}},
    {"name": LOAD, "token": "x", "backend_state": "x", "unknown": {}},
]  # fmt: skip


@pytest.mark.parametrize("role", [None, Role.OWNER])
async def test_no_argument_breaks_a_handler_or_changes_anything(scene: Scene, role: Role | None) -> None:
    """OWASP ASVS 5.0, 2.2.2 and 15.3.5."""
    visitor = scene.person("junk-owner", role) if role else None
    before = scene.fingerprint()
    await send_all(partial(scene.visit, visitor), _calls())
    assert scene.fingerprint() == before
    assert scene.shown(scene.web.log()) == []
    assert not visitor or visitor.token not in scene.web.log()


def _calls() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for name in HANDLERS:
        known = arguments(name)
        for junk in [*ARGUMENTS, HUGE] if known else []:
            yield name, "/", dict.fromkeys(known, junk)
        yield name, "/", dict.fromkeys([*known, "one_more"], "x")
        yield name, "/", dict.fromkeys(known[1:], "x")


async def test_what_is_no_event_of_the_pages_ends_at_the_door(scene: Scene) -> None:
    bob = scene.person("fuzzer")
    for event in EVENTS:
        async with scene.visit(bob) as attacker:
            await attacker.client.emit("event", event, namespace="/_event")
            await attacker.client.emit("client_error", event, namespace="/_event")
            await attacker.client.emit("connect", event, namespace="/_event")
    async with scene.visit(bob) as attacker:
        await attacker.settle()
    assert httpx.get(f"{scene.web.url}/health").status_code == httpx.codes.OK
    assert bob.token not in scene.web.log()
    assert "No registered handler" not in scene.web.log()


async def test_a_flood_of_events_is_dropped_and_others_are_served(scene: Scene) -> None:
    async with scene.visit(None) as flood:
        for _ in range(BURST):
            await flood.send(LOAD)
        await flood.send(f"{SESSION}.choose_locale", locale="de")
        await asyncio.to_thread(until, lambda: "events_dropped" in scene.web.log())
        async with scene.visit(None) as other:
            await other.settle()
        assert "chosen_locale" not in flood.seen
