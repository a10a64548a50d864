"""Endpoints and deliveries as lists show them: finished words in the reader's language."""

from dataclasses import dataclass

from creditshop.outgoing import DeliveryState, DeliveryView, EndpointView, EventType
from creditshop.ui import format as fmt
from creditshop.ui.texts import text

_TONES = {DeliveryState.DELIVERED: "good", DeliveryState.FAILED: "warn", DeliveryState.DEAD: "bad"}


@dataclass(frozen=True)
class EndpointRow:
    """An endpoint in the list."""

    id: str
    url: str
    events: list[str]
    state: str
    tone: str
    enabled: bool


@dataclass(frozen=True)
class DeliveryRow:
    """A delivery in the log."""

    id: str
    when: str
    type: str
    url: str
    state: str
    tone: str
    attempts: int
    answer: str
    next: str


def endpoint_row(found: EndpointView, locale: str) -> EndpointRow:
    """The endpoint as the list shows it."""
    if found.disabled:
        state, tone = text(locale, f"webhooks.state.{found.disabled}"), "plain" if found.disabled == "owner" else "bad"
    elif found.failing_since:
        when = fmt.day_and_time(found.failing_since, locale)
        state, tone = text(locale, "webhooks.state.trouble", when=when), "warn"
    else:
        state, tone = text(locale, "webhooks.state.on"), "good"
    events = [_event(event, found.low_balance, locale) for event in found.events]
    return EndpointRow(found.id, found.url, events, state, tone, found.disabled is None)


def _event(event: EventType, low_balance: int | None, locale: str) -> str:
    if event is EventType.BALANCE_LOW:
        return text(locale, "webhooks.below", credits=fmt.credits(low_balance or 0, locale))
    return event


def delivery_row(found: DeliveryView, locale: str) -> DeliveryRow:
    """The delivery as the log shows it."""
    later = found.next_at if found.state is DeliveryState.FAILED else None
    return DeliveryRow(
        id=found.id,
        when=fmt.day_and_time(found.created_at, locale),
        type=found.type,
        url=found.url,
        state=text(locale, f"webhooks.delivery.{found.state}"),
        tone=_TONES.get(found.state, "plain"),
        attempts=found.attempts,
        answer=found.error or (str(found.status) if found.status else ""),
        next=text(locale, "webhooks.next", when=fmt.day_and_time(later, locale)) if later else "",
    )
