"""What the shop sends is believed, and nothing else."""

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from creditshop.client import Event, WebhookInvalid, verify_webhook
from creditshop.outgoing.events import EventType, body
from creditshop.outgoing.sending import headers

SECRET, OTHER = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
BODY = body(EventType.CREDITS_SPENT, {"credits": 5, "wallet": "wal_1"}, NOW)
SENT = headers([SECRET], "msg_1", BODY, NOW)


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time", lambda: NOW.timestamp() + 60)


def test_an_event_of_the_shop() -> None:
    event = verify_webhook(BODY.encode(), SENT, SECRET)
    assert event == Event("msg_1", "credits.spent", NOW, {"credits": 5, "wallet": "wal_1"})


def test_header_names_have_no_case() -> None:
    assert verify_webhook(BODY.encode(), {name.title(): value for name, value in SENT.items()}, SECRET).id == "msg_1"


def test_while_the_secret_changes_both_sign() -> None:
    sent = headers([OTHER, SECRET], "msg_1", BODY, NOW)
    assert verify_webhook(BODY.encode(), sent, SECRET) == verify_webhook(BODY.encode(), sent, OTHER)


def test_the_vector_of_the_standard(monkeypatch: pytest.MonkeyPatch) -> None:
    """https://github.com/standard-webhooks/standard-webhooks, the tests of its libraries."""
    sent = {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }
    monkeypatch.setattr(time, "time", lambda: 1614265330)
    with pytest.raises(WebhookInvalid, match="no event"):  # signed as it should be
        verify_webhook(b'{"test": 2432232314}', sent, SECRET)


def _forged() -> Iterator[tuple[str, bytes, dict[str, str], str]]:
    sent, data = SENT, BODY.encode()
    yield "another secret", data, sent, OTHER
    yield "another body", data.replace(b"5", b"6"), sent, SECRET
    yield "another id", data, sent | {"webhook-id": "msg_2"}, SECRET
    yield "another version", data, sent | {"webhook-signature": sent["webhook-signature"].replace("v1", "v2")}, SECRET
    yield "no signature", data, sent | {"webhook-signature": ""}, SECRET
    yield "no header", data, {}, SECRET
    yield "no time", data, sent | {"webhook-timestamp": "noon"}, SECRET
    yield "letters of any kind", data, sent | {"webhook-signature": "v1,é"}, SECRET
    for seconds in (-400, 400):
        late = datetime.fromtimestamp(NOW.timestamp() + seconds, UTC)
        yield f"sent at {seconds}", data, headers([SECRET], "msg_1", BODY, late), SECRET


@pytest.mark.parametrize("text", ["[]", "words", '{"type": 1}'])
def test_signed_but_no_event(text: str) -> None:
    with pytest.raises(WebhookInvalid, match="no event"):
        verify_webhook(text.encode(), headers([SECRET], "msg_1", text, NOW), SECRET)


@pytest.mark.parametrize("case", list(_forged()), ids=lambda case: case[0])
def test_what_is_not_the_shops_is_refused(case: tuple[str, bytes, dict[str, str], str]) -> None:
    _, data, sent, secret = case
    with pytest.raises(WebhookInvalid):
        verify_webhook(data, sent, secret)


def test_a_new_type_of_event_is_no_error() -> None:
    text = json.dumps({"type": "wallet.moved", "timestamp": NOW.isoformat(), "data": {}, "colour": "blue"})
    assert verify_webhook(text.encode(), headers([SECRET], "msg_1", text, NOW), SECRET).type == "wallet.moved"
