"""A raw client of the pages' websocket, as an attacker has it: any handler, any arguments, no browser."""

import asyncio
import json
import uuid
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

import socketio

from creditshop.ui.door import BURST

ROOT = "reflex___state____state"
LOAD_PAGE = f"{ROOT}.reflex___state____on_load_internal_state.on_load_internal"
SESSION = f"{ROOT}.creditshop___ui___states___session____session_state"


class Visitor:
    """One browser tab. `token` is what a tab keeps in its storage; `cookie` is what its requests bring."""

    def __init__(self, url: str, *, cookie: str = "", token: str = "") -> None:
        self.url, self.cookie, self.token = url, cookie, token or str(uuid.uuid4())
        # Python's own JSON: importing the app makes Reflex's that of the whole process, which sends no half characters.
        self.client = socketio.AsyncClient(reconnection=False, request_timeout=30, json=json)
        self.received: list[dict[str, Any]] = []
        self._changed = asyncio.Event()
        self.client.on("event", self._receive, namespace="/_event")
        self.client.on("new_token", self._is_a_copy, namespace="/_event")
        self._copied = False

    async def __aenter__(self) -> "Visitor":
        """Connect; once more as long as the server holds the tab's last connection to be there still."""
        await self._connect()
        while self._copied:
            await self.client.disconnect()
            self._copied = False
            await self._connect()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.client.disconnect()

    async def _is_a_copy(self, _new_token: str) -> None:
        self._copied = True

    async def _connect(self) -> None:
        headers = {"Cookie": self.cookie} if self.cookie else {}
        await self.client.connect(
            f"{self.url}?token={self.token}",
            socketio_path="/_event",
            namespaces=["/_event"],
            transports=["websocket"],
            headers=headers,
        )

    async def _receive(self, update: Any) -> None:
        self.received.append(update)
        self._changed.set()

    async def send(self, handler: str, at: str = "/", **payload: Any) -> None:
        """Call a handler by its registered name, from the page at this address, and wait for nothing."""
        router = {"pathname": at.partition("?")[0], "query": {}, "asPath": at}
        await self.client.emit(
            "event", {"name": handler, "payload": payload, "router_data": router}, namespace="/_event"
        )

    async def go(self, at: str) -> None:
        """Follow a link to the page at this address: what it loads is loaded, and its listener begins."""
        await self.send(LOAD_PAGE, at)

    async def wait_for(self, words: str) -> None:
        """Until an update with these words has come."""
        looked = 0
        async with asyncio.timeout(20):
            while not any(words in str(update) for update in self.received[looked:]):
                looked = len(self.received)
                self._changed.clear()
                await self._changed.wait()

    async def settle(self) -> None:
        """Until everything sent before has been dealt with: events of a tab run one after the other."""
        for locale in ("de", "en"):
            await self.send(f"{SESSION}.choose_locale", locale=locale)
            await self.wait_for(f"'chosen_locale_rx_state_': '{locale}'")

    @property
    def seen(self) -> str:
        """Everything that has come, to be searched."""
        return str(self.received)

    @property
    def states(self) -> set[str]:
        """The names of the states that updates have come about."""
        return {name for update in self.received for name in (update.get("delta") or {})}


async def send_all(visit: Callable[[], Visitor], calls: Iterable[tuple[str, str, dict[str, Any]]]) -> str:
    """Make these calls (handler, address, arguments), from as many connections as the door asks for; all that came."""
    rest, seen = iter(calls), ""
    while some := list(islice(rest, BURST - 10)):
        async with visit() as visitor:
            for handler, at, payload in some:
                await visitor.send(handler, at, **payload)
            await visitor.settle()
            seen += visitor.seen
    return seen
