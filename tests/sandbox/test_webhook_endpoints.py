"""Webhook endpoints made over the API: each gets what it asked for, signed with its own secret."""

from collections.abc import Iterator

import pytest
import stripe

from creditshop.sandbox.work import API_VERSION, GIVEN
from tests.sandbox.receiver import Endpoint, Receiver
from tests.sandbox.shop import Shop
from tests.waiting import until


@pytest.fixture
def other() -> Iterator[Receiver]:
    """A second shop's endpoint."""
    received = Receiver()
    endpoint = Endpoint(received)
    yield received
    endpoint.shutdown()
    endpoint.server_close()
    assert received.problems == []


def made(shop: Shop, url: str, *events: str, **params: str) -> stripe.WebhookEndpoint:
    wanted: list[str] = list(events) or ["*"]
    return shop.sdk.v1.webhook_endpoints.create({"url": url, "enabled_events": wanted, **params})  # type: ignore[typeddict-item]


def test_the_one_given_at_the_start_is_listed(shop: Shop) -> None:
    (given,) = shop.sdk.v1.webhook_endpoints.list().data
    assert (given.id, given.url, given.status, given.enabled_events) == (GIVEN, shop.receiver.url, "enabled", ["*"])


def test_each_gets_its_own_events_with_its_own_signature(shop: Shop, other: Receiver) -> None:
    endpoint = made(shop, other.url, "checkout.session.completed")
    assert endpoint.secret
    other.secret = endpoint.secret
    shop.paid()
    other.wait_for("checkout.session.completed")
    shop.receiver.wait_for("checkout.session.completed")
    shop.receiver.wait_for("payment_intent.succeeded")
    assert {*other.types()} == {"checkout.session.completed"}
    events = shop.sdk.v1.events.list({"type": "checkout.session.completed"})
    until(lambda: events.data[0].refresh().pending_webhooks == 0, what="both deliveries")


def test_the_secret_is_told_once(shop: Shop) -> None:
    endpoint = made(shop, "https://shop.example/hook", description="the shop", api_version=API_VERSION)
    again = shop.sdk.v1.webhook_endpoints.retrieve(endpoint.id)
    assert "secret" not in again.to_dict()
    assert (again.description, again.api_version, again.livemode) == ("the shop", API_VERSION, False)
    listed = shop.sdk.v1.webhook_endpoints.list({"limit": 1})
    assert ([one.id for one in listed.data], listed.has_more) == ([endpoint.id], True)


def test_what_is_disabled_or_deleted_gets_nothing(shop: Shop, other: Receiver) -> None:
    endpoint = made(shop, other.url)
    change = shop.sdk.v1.webhook_endpoints.update
    assert change(endpoint.id, {"disabled": True}).status == "disabled"
    change(GIVEN, {"enabled_events": ["charge.refunded"]})
    shop.paid()
    shop.control("flush")
    assert (other.types(), shop.receiver.types()) == ([], [])
    change(GIVEN, {"enabled_events": ["*"]})
    assert shop.sdk.v1.webhook_endpoints.delete(endpoint.id).deleted
    shop.paid()
    shop.receiver.wait_for("checkout.session.completed")
    assert other.types() == []
    with pytest.raises(stripe.InvalidRequestError, match="No such webhook_endpoint"):
        shop.sdk.v1.webhook_endpoints.retrieve(endpoint.id)


def test_what_waits_for_an_endpoint_that_is_gone_is_given_up(shop: Shop, other: Receiver) -> None:
    endpoint = made(shop, other.url, "product.created")
    shop.control("modes", {"delay_seconds": 3600})
    shop.sdk.v1.products.create({"name": "Maker"})
    shop.sdk.v1.webhook_endpoints.delete(endpoint.id)
    shop.control("flush")
    states = {one["state"] for one in shop.control("deliveries", method="GET")["deliveries"]}
    assert (states, other.types()) == ({"delivered", "failed"}, [])


@pytest.mark.parametrize(
    ("wish", "param"),
    [
        ({"url": "shop.example"}, "url"),
        ({"enabled_events": ["charges"]}, "enabled_events[0]"),
        ({"enabled_events": ["charge.refunded", "charge.*"]}, "enabled_events[1]"),
        ({"api_version": "2020-08-27"}, "api_version"),
        ({"secret": "mine"}, "secret"),
    ],
)
def test_what_cannot_be_made(shop: Shop, wish: dict[str, object], param: str) -> None:
    whole = {"url": "https://shop.example/hook", "enabled_events": ["*"]} | wish
    with pytest.raises(stripe.InvalidRequestError) as refused:
        shop.sdk.v1.webhook_endpoints.create(whole)  # type: ignore[arg-type]
    assert refused.value.param == param


def test_there_are_at_most_sixteen(shop: Shop) -> None:
    for number in range(15):
        made(shop, f"https://shop.example/{number}")
    with pytest.raises(stripe.InvalidRequestError, match="maximum of 16"):
        made(shop, "https://shop.example/one-more")
