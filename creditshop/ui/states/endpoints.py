"""What the pages of webhooks have in common: endpoints, the log of deliveries, and what can be done about them."""

import json
import re
from typing import Any

from creditshop import outgoing
from creditshop.accounts import SignedIn
from creditshop.audit import Actor
from creditshop.clock import utcnow
from creditshop.database import read, transact
from creditshop.outgoing import EventType
from creditshop.ratelimit import RateLimited, hit
from creditshop.ui.states import owner_acts
from creditshop.ui.states.paging import PAGE, Paged
from creditshop.ui.states.session import actor, signed_in_user
from creditshop.ui.states.visit import is_id, locale_of
from creditshop.ui.states.webhook_rows import DeliveryRow, EndpointRow, delivery_row, endpoint_row
from creditshop.ui.texts import text

FIELDS = {event: event.replace(".", "_") for event in EventType}  # what the form calls an event
_CREDITS = re.compile(r"[0-9]{1,16}")
_CHANGES = {
    "enable": owner_acts.enable,
    "disable": owner_acts.disable,
    "delete": owner_acts.delete,
    "secret": owner_acts.new_secret,
}


class Endpoints(Paged, mixin=True):
    """What both pages show and do. `dialog` is the open one: "add", "secret" or "delete" of the endpoint `chosen`, or
    "message" with what was answered. `answer` counts what was done, so that buttons know when they were heard.
    """

    endpoints: list[EndpointRow] = []  # noqa: RUF012 - Reflex copies the defaults for every client
    rows: list[DeliveryRow] = []  # noqa: RUF012
    may_change: bool = False
    dialog: str = ""
    chosen: str = ""
    chosen_url: str = ""
    secret: str = ""
    message: str = ""
    response: str = ""
    said: str = ""
    failed: str = ""
    answer: int = 0

    def _owner(self, user: SignedIn) -> str | None:
        """Whose endpoints these are; None for the shop's own."""
        raise NotImplementedError

    def _by(self, user: SignedIn) -> Actor | None:
        """Who of the staff acts; None for people and what is theirs."""
        return actor(self, user) if self._owner(user) is None else None

    def _may_see(self, user: SignedIn) -> bool:
        raise NotImplementedError

    def _may_change(self, user: SignedIn) -> bool:
        raise NotImplementedError

    async def _show(self, user: SignedIn) -> None:
        owner, locale = self._owner(user), await locale_of(self)
        found = await read(outgoing.endpoints, owner)
        log = await read(outgoing.deliveries, owner, limit=PAGE + 1, before=self._before())
        self.may_change = self._may_change(user)
        self.endpoints = [endpoint_row(endpoint, locale) for endpoint in found]
        self.rows = [delivery_row(delivery, locale) for delivery in log[:PAGE]]
        self._arrived(log[PAGE - 1].id if len(log) > PAGE else None)

    async def _open(self, dialog: Any, about: Any) -> None:
        user = await signed_in_user(self)
        if user is None or not self._may_see(user):
            return
        self._close()
        self.said = ""
        if dialog == "message" and is_id(about):
            await self._open_message(user, about)
        elif dialog in ("secret", "delete") and self._may_change(user):
            await self._open_endpoint(user, dialog, about)
        elif dialog == "add" and self._may_change(user):
            self.dialog = dialog

    async def _open_message(self, user: SignedIn, delivery_id: str) -> None:
        try:
            found = await read(outgoing.delivery, self._owner(user), delivery_id)
        except outgoing.DeliveryNotFound:
            return
        self.message = json.dumps(json.loads(found.body), indent=2, ensure_ascii=False)
        self.response, self.dialog = found.response or "", "message"

    async def _open_endpoint(self, user: SignedIn, dialog: str, endpoint_id: Any) -> None:
        chosen = next((row for row in self.endpoints if row.id == endpoint_id), None)
        if chosen is None:
            return
        self.chosen, self.chosen_url = chosen.id, chosen.url
        if dialog == "delete" or await self._read_secret(user):
            self.dialog = dialog

    async def _read_secret(self, user: SignedIn) -> bool:
        try:
            self.secret = await read(outgoing.secret_of, self._owner(user), self.chosen)
        except outgoing.EndpointNotFound:
            return False
        return True

    def _close(self) -> None:
        self.dialog = self.chosen = self.chosen_url = self.secret = self.message = self.response = self.failed = ""

    async def _add(self, form: Any) -> None:
        user = await signed_in_user(self)
        if user is None or not self._may_change(user) or not isinstance(form, dict):
            return
        url, mark = (form.get(name) for name in ("url", "low_balance"))
        wish = {
            "url": url if isinstance(url, str) else "",
            "events": [event for event, name in FIELDS.items() if form.get(name)],
            "low_balance": int(mark) if isinstance(mark, str) and _CREDITS.fullmatch(mark) else None,
        }
        if await self._do(user, "added", owner_acts.add_endpoint, **wish):
            self._close()

    async def _change(self, what: Any, endpoint_id: Any) -> None:
        user = await signed_in_user(self)
        if user is None or not self._may_change(user) or not isinstance(what, str) or not is_id(endpoint_id):
            return
        if (change := _CHANGES.get(what)) and await self._do(user, what, change, endpoint_id):
            if what == "secret":
                await self._read_secret(user)
            else:
                self._close()

    async def _redeliver(self, delivery_id: Any) -> None:
        user = await signed_in_user(self)
        if user is not None and self._may_see(user) and is_id(delivery_id):
            await self._do(user, "redeliver", owner_acts.redeliver, delivery_id)

    async def _do(self, user: SignedIn, what: str, function: Any, *args: Any, **more: Any) -> bool:
        """Do it for the owner, say how it went, and show how things are now; returns whether it was done."""
        locale = await locale_of(self)
        self.said = self.failed = ""
        try:
            await hit("webhooks.user", user.user_id)
            await transact(function, self._owner(user), *args, by=self._by(user), now=utcnow(), **more)
        except (outgoing.OutgoingError, RateLimited) as refusal:
            self.failed = _refused(refusal, locale)
        else:
            self.said = text(locale, f"webhooks.said.{what}")
        await self._show(user)
        self.answer += 1
        return not self.failed


def _refused(refusal: Exception, locale: str) -> str:
    match refusal:
        case outgoing.UrlInvalid():
            return text(locale, f"webhooks.error.{refusal.why}")
        case outgoing.EventsInvalid():
            return text(locale, "webhooks.error.events")
        case outgoing.TooManyEndpoints():
            return text(locale, "webhooks.error.most", most=refusal.most)
        case outgoing.EndpointDisabled():
            return text(locale, "webhooks.error.disabled")
        case RateLimited():
            return text(locale, "webhooks.error.too_many")
    return text(locale, "webhooks.error.gone")
