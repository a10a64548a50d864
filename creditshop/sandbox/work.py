"""What one request, page or background step works with: its transaction, its moment, the events it causes."""

import json
from dataclasses import dataclass, field

from creditshop.sandbox import deliveries
from creditshop.sandbox.errors import missing_object
from creditshop.sandbox.ids import new_id
from creditshop.sandbox.json_types import Object
from creditshop.sandbox.store import Transaction

API_VERSION = "2026-10-28.endive"
KIND, GIVEN, EVERYTHING = "webhook_endpoint", "we_sandbox", "*"


@dataclass
class Work:
    """One unit of work; ``now`` is in Unix seconds on the sandbox's clock."""

    tx: Transaction
    now: int
    base_url: str
    webhook_url: str | None
    request_id: str | None = None
    idempotency_key: str | None = None
    delivery_ids: list[int] = field(default_factory=list)

    def find(self, kind: str, object_id: str, param: str | None = None) -> Object:
        """The object, or StripeError ``resource_missing`` (400 if ``param`` names where the id came from)."""
        thing = self.tx.get(object_id)
        if thing is None or thing["object"] != kind:
            noun = kind.rsplit(".", maxsplit=1)[-1]
            raise missing_object(noun, object_id, param or "id", 400 if param else 404)
        return thing

    def change(self, thing: Object, *event_types: str, due_at: float | None = None) -> Object:
        """Store a new state of ``thing``, which changes by itself at ``due_at``, and tell what it was before."""
        previous = _previous(self.tx.get(thing["id"]) or {}, thing)
        self.tx.put(thing, due_at=due_at)
        for event_type in event_types:
            self.emit(event_type, thing, previous)
        return thing

    def emit(self, event_type: str, thing: Object, previous: Object | None = None) -> Object:
        """Record that something happened to ``thing``, as it is now, and send it to the webhook endpoint."""
        data: Object = {"object": thing}
        if previous is not None:
            data["previous_attributes"] = previous
        targets = self.targets(event_type)
        event: Object = {
            "id": new_id("event"),
            "object": "event",
            "api_version": API_VERSION,
            "created": self.now,
            "data": data,
            "livemode": False,
            "pending_webhooks": len(targets),
            "request": {"id": self.request_id, "idempotency_key": self.idempotency_key},
            "type": event_type,
        }
        self.tx.put(event)
        for endpoint_id in targets:
            self.delivery_ids += deliveries.schedule(self.tx, event["id"], endpoint_id, self.now)
        return event

    def keep_given_endpoint(self) -> None:
        """List the endpoint that the sandbox was given at its start; what was changed about it since stays."""
        known = self.tx.get(GIVEN)
        if self.webhook_url and (known is None or known["url"] != self.webhook_url):
            self.tx.put(new_endpoint(GIVEN, self.webhook_url, [EVERYTHING], self.now, API_VERSION))

    def targets(self, event_type: str) -> list[str]:
        """The endpoints that want this event."""
        rows = self.tx.execute("SELECT id, data FROM objects WHERE type = ? ORDER BY seq", (KIND,)).fetchall()
        wanted = []
        for row in rows:
            endpoint = json.loads(row["data"])
            given = row["id"] != GIVEN or self.webhook_url is not None
            if given and endpoint["status"] == "enabled" and {EVERYTHING, event_type} & {*endpoint["enabled_events"]}:
                wanted.append(row["id"])
        return wanted


def new_endpoint(endpoint_id: str, url: str, events: list[str], now: int, api_version: str | None = None) -> Object:
    """A webhook endpoint that nothing was said of but this."""
    return {
        "id": endpoint_id,
        "object": KIND,
        "api_version": api_version,
        "application": None,
        "created": now,
        "description": None,
        "enabled_events": events,
        "livemode": False,
        "metadata": {},
        "status": "enabled",
        "url": url,
    }


def _previous(before: Object, after: Object) -> Object:
    """``previous_attributes``: what is no longer so, down to the property inside a hash."""
    changed: Object = {}
    for name in {**before, **after}:
        old, new = before.get(name), after.get(name)
        if old != new:
            changed[name] = _previous(old, new) if isinstance(old, dict) and isinstance(new, dict) else old
    return changed
