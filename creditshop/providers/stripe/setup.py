"""What is set up at Stripe for the shop: the account, its clock, and the endpoint that webhooks come from."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime

import stripe

from creditshop.providers.stripe.gateway import StripeGateway

API_VERSION = stripe.api_version  # the one that this SDK is made for, and that the shop reads events in
EVERY_EVENT = "*"
_MOST = 100


@dataclass(frozen=True, slots=True)
class Account:
    """The account that the key belongs to. `told_at`: Stripe's clock as it answered; None where it did not say."""

    id: str
    takes_payments: bool
    told_at: datetime | None


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A webhook endpoint (https://docs.stripe.com/api/webhook_endpoints/object). `secret` is known at its making only.

    `api_version` is None for the account's own.
    """

    id: str
    url: str
    is_enabled: bool
    events: frozenset[str]
    api_version: str | None
    secret: str | None = None


class StripeSetup(StripeGateway):
    """The gateway, and what only setting it up needs. Every call raises GatewayError."""

    async def account(self) -> Account:
        """Whose key it is."""
        found = await self._call(self._client.v1.accounts.retrieve_current_async())
        answer = found.last_response
        told = answer.headers.get("date") if answer else None
        return Account(found.id, bool(found.charges_enabled), parsedate_to_datetime(told) if told else None)

    async def endpoints(self) -> tuple[Endpoint, ...]:
        """All of the account's, in the key's mode; Stripe allows 16."""
        page = await self._call(self._client.v1.webhook_endpoints.list_async({"limit": _MOST}))
        return tuple(map(_endpoint, page.data))

    async def create_endpoint(self, url: str, events: Collection[str]) -> Endpoint:
        """Make one; the answer alone has its secret."""
        wanted = {"url": url, "enabled_events": sorted(events), "api_version": API_VERSION, "description": "creditshop"}
        return _endpoint(await self._call(self._client.v1.webhook_endpoints.create_async(wanted)))  # type: ignore[arg-type]

    async def mend_endpoint(self, endpoint: Endpoint, events: Collection[str]) -> Endpoint:
        """Enable it, and have it send these events besides those that it sends."""
        every = EVERY_EVENT in endpoint.events
        wanted = {"disabled": False, "enabled_events": [EVERY_EVENT] if every else sorted({*endpoint.events, *events})}
        return _endpoint(await self._call(self._client.v1.webhook_endpoints.update_async(endpoint.id, wanted)))  # type: ignore[arg-type]


def _endpoint(found: stripe.WebhookEndpoint) -> Endpoint:
    return Endpoint(
        id=found.id,
        url=found.url,
        is_enabled=found.status == "enabled",
        events=frozenset(found.enabled_events),
        api_version=found.api_version,
        secret=found.to_dict().get("secret"),
    )
