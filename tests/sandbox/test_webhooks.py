"""Events reach the shop: signed, until it says 2xx, and as badly as a test wants."""

from pathlib import Path
from typing import Any

import pytest
import stripe

from tests.sandbox.receiver import SECRET, Receiver
from tests.sandbox.shop import Shop, running_sandbox
from tests.waiting import until

EVENTS_OF_A_PAYMENT = 5


def test_events_are_signed_with_every_secret_while_one_is_rotated(tmp_path: Path, receiver: Receiver) -> None:
    receiver.secret = "whsec_new"
    with running_sandbox(tmp_path / "sandbox.db", receiver, f"{SECRET}, whsec_new") as shop:
        shop.paid()
        receiver.wait_for("checkout.session.completed")
    assert all(header.count("v1=") == 2 for header in receiver.headers)


def test_a_forged_secret_does_not_verify(shop: Shop) -> None:
    shop.paid()
    shop.receiver.wait_for("checkout.session.completed")
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.WebhookSignature.verify_header("{}", shop.receiver.headers[0], SECRET, 300)


def test_delivery_is_tried_again_until_the_shop_says_2xx(shop: Shop) -> None:
    shop.receiver.answers += [500, 404, 302]
    shop.sdk.v1.products.create({"name": "Maker"})

    shop.receiver.wait_for("product.created", times=3)
    shop.control("clock", {"offset_seconds": 60})
    shop.receiver.wait_for("product.created", times=4)

    delivery = until(lambda: _delivered(shop), what="the delivery to be recorded")
    assert [attempt["status"] for attempt in delivery["log"]] == [500, 404, 302, 200]
    assert len({event["id"] for event in shop.receiver.events}) == 1


def test_it_gives_up_after_three_days(shop: Shop) -> None:
    shop.receiver.answers += [500] * 10
    shop.sdk.v1.products.create({"name": "Maker"})
    shop.receiver.wait_for("product.created")

    shop.control("clock", {"offset_seconds": 3 * 24 * 3600 + 60})

    until(lambda: _deliveries(shop)[0]["state"] == "failed", what="the delivery to be given up")


def test_a_shop_that_is_away_gets_its_events_later(tmp_path: Path, receiver: Receiver) -> None:
    here, receiver.url = receiver.url, "http://127.0.0.1:9/"
    with running_sandbox(tmp_path / "sandbox.db", receiver, SECRET) as shop:
        shop.paid()
        until(lambda: any(delivery["log"] for delivery in _deliveries(shop)), what="an attempt")
        assert "Connect" in _deliveries(shop)[-1]["log"][0]["answer"]
    receiver.url = here
    with running_sandbox(tmp_path / "sandbox.db", receiver, SECRET) as shop:
        shop.control("flush")
        assert len(receiver.events) == EVENTS_OF_A_PAYMENT


def test_every_event_can_be_doubled(shop: Shop) -> None:
    shop.control("modes", {"duplicate": 2})
    shop.paid()
    shop.receiver.wait_for("checkout.session.completed", times=3)
    until(lambda: len(shop.receiver.events) == 3 * EVENTS_OF_A_PAYMENT, what="every copy")


def test_one_event_can_be_sent_again(shop: Shop) -> None:
    shop.paid()
    event = shop.receiver.wait_for("checkout.session.completed")
    shop.control(f"events/{event['id']}/resend", {"times": 4})
    shop.receiver.wait_for("checkout.session.completed", times=5)


def test_events_can_be_held_back_until_wanted(shop: Shop) -> None:
    shop.control("modes", {"delay_seconds": 3600})
    shop.paid()
    assert {delivery["state"] for delivery in _deliveries(shop)} == {"pending"}
    assert shop.receiver.events == []

    assert shop.control("flush") == {"attempted": EVENTS_OF_A_PAYMENT}

    assert len(shop.receiver.events) == EVENTS_OF_A_PAYMENT


def test_events_can_overtake_each_other(shop: Shop) -> None:
    shop.control("modes", {"shuffle_seconds": 100})
    shop.paid()
    order = [delivery["due_at"] for delivery in reversed(_deliveries(shop))]
    assert order != sorted(order)
    shop.control("clock", {"offset_seconds": 101})
    until(lambda: len(shop.receiver.events) == EVENTS_OF_A_PAYMENT, what="every event")


def test_events_can_be_lost(shop: Shop) -> None:
    shop.control("modes", {"drop": 1})
    shop.paid()
    until(lambda: len(shop.receiver.events) == EVENTS_OF_A_PAYMENT - 1, what="all events but one")
    shop.control("modes", {"drop": "always"})
    session = shop.paid()

    shop.control("flush")

    assert len(shop.receiver.events) == EVENTS_OF_A_PAYMENT - 1
    assert shop.sdk.v1.events.list({"limit": 100}).data[0].data.object.id == session.id


def test_events_can_arrive_before_the_answer(shop: Shop) -> None:
    shop.control("modes", {"events_first": True})

    product = shop.sdk.v1.products.create({"name": "Maker"})
    assert [event["data"]["object"]["id"] for event in shop.receiver.events] == [product.id]

    shop.pay(shop.session())
    assert "checkout.session.completed" in shop.receiver.types()


def test_an_answer_can_be_500_although_the_work_was_done(shop: Shop) -> None:
    shop.control("modes", {"fail_after_acting": 1})
    for _ in range(2):
        with pytest.raises(stripe.APIError) as failed:
            shop.session(idempotency_key="key-1")
        assert failed.value.http_status == 500
    assert shop.transport.answers[-1][1]["idempotent-replayed"] == "true"
    assert len(shop.sdk.v1.checkout.sessions.list().data) == 1
    assert shop.session(idempotency_key="key-2").status == "open"


def test_an_answer_can_be_lost_and_is_found_again_with_its_key(shop: Shop) -> None:
    shop.control("modes", {"drop_answer": 1})
    with pytest.raises(stripe.APIConnectionError):
        shop.session(idempotency_key="key-1")

    session = shop.session(idempotency_key="key-1")

    assert [kept.id for kept in shop.sdk.v1.checkout.sessions.list()] == [session.id]


def test_the_sdk_retries_a_lost_answer_by_itself(shop: Shop) -> None:
    shop.control("modes", {"drop_answer": 1})
    product = shop.client(retries=2).v1.products.create({"name": "Maker"})
    assert [kept.id for kept in shop.sdk.v1.products.list()] == [product.id]


def test_the_sandbox_can_be_told_to_behave_again(shop: Shop) -> None:
    shop.control("modes", {"drop": "always", "events_first": True})
    assert shop.control("modes", method="GET")["drop"] == "always"
    reset = shop.control("modes", method="DELETE")
    assert (reset["drop"], reset["events_first"], reset["aftermath_seconds"]) == (0, False, 3)


def _deliveries(shop: Shop) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = shop.control("deliveries", method="GET")["deliveries"]
    return listed


def _delivered(shop: Shop) -> dict[str, Any] | None:
    return next((delivery for delivery in _deliveries(shop) if delivery["state"] == "delivered"), None)
