"""The gateway and the webhook reader in use; the composition root binds them, so nothing below names a provider."""

from collections.abc import Callable, Sequence
from typing import Any

from creditshop.payments.events import Event
from creditshop.payments.gateway import PaymentGateway

VerifyWebhook = Callable[[bytes, str, Sequence[str]], Event]
ParseEvent = Callable[[dict[str, Any]], Event]

_bound: dict[str, Any] = {}


def bind(gateway: PaymentGateway, verify_webhook: VerifyWebhook, parse_event: ParseEvent) -> None:
    """Use this provider from now on."""
    _bound.update(gateway=gateway, verify_webhook=verify_webhook, parse_event=parse_event)


def gateway() -> PaymentGateway:
    """The provider's calls."""
    return _bound["gateway"]  # type: ignore[no-any-return]


def verify_webhook(body: bytes, header: str, secrets: Sequence[str]) -> Event:
    """Check a webhook's signature over its raw body, then parse it once.

    Raises SignatureInvalid, or EventMalformed for a signed body that is not an event.
    """
    return _bound["verify_webhook"](body, header, secrets)  # type: ignore[no-any-return]


def parse_event(payload: dict[str, Any]) -> Event:
    """An event again out of the body that the inbox stored. Raises EventMalformed."""
    return _bound["parse_event"](payload)  # type: ignore[no-any-return]
