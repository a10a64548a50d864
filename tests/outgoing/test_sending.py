"""One request: signed so that the standard's own library accepts it, and harmless whatever comes back."""

import asyncio
import base64
import threading
from datetime import UTC, datetime

import pytest
from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError

from creditshop.clock import utcnow
from creditshop.outgoing import sending
from creditshop.outgoing.sending import Answer, headers, send
from tests.outgoing.receiver import App, Reply, listening

SECRET = "whsec_" + base64.b64encode(b"a" * 32).decode()
RETIRED = "whsec_" + base64.b64encode(b"b" * 32).decode()
BODY = '{"type":"credits.spent","data":{"reference":"Grüße"}}'


@pytest.fixture(autouse=True)
def _development(clean_settings: pytest.MonkeyPatch) -> None:
    """Loopback is allowed."""


async def post(url: str, *secrets: str) -> Answer:
    return await send(url, secrets or (SECRET,), "msg_1", BODY, utcnow())


def test_the_signature_is_that_of_the_specification() -> None:
    """The example of the standard's own test suite."""
    moment = datetime.fromtimestamp(1614265330, tz=UTC)
    made = headers(
        ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"], "msg_p5jXN8AQM9LWM0D4loKWxJek", '{"test": 2432232314}', moment
    )
    assert made["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


async def test_the_receiver_can_check_what_it_got(app: App) -> None:
    assert (await post(app.url)).accepted
    app.check(SECRET)
    ((got, body),) = app.got
    assert (got["webhook-id"], got["Content-Type"], body.decode()) == ("msg_1", "application/json", BODY)
    with pytest.raises(WebhookVerificationError):
        app.check(RETIRED)
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(body.replace(b"spent", b"added"), got)


async def test_while_a_secret_is_changed_both_are_right(app: App) -> None:
    await post(app.url, SECRET, RETIRED)
    app.check(SECRET)
    app.check(RETIRED)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_redirects_are_not_followed(app: App, status: int) -> None:
    """OWASP ASVS 5.0, 15.3.2."""
    with listening() as inside:
        app.replies = [Reply(status, headers={"Location": inside.url})]
        answer = await post(app.url)
        assert (answer.status, answer.accepted, inside.got) == (status, False, [])


async def test_of_a_long_answer_only_the_beginning_is_read(app: App) -> None:
    app.replies = [Reply(500, b"a\0" + b"x" * 50_000_000)]
    answer = await asyncio.wait_for(post(app.url), 5)
    assert answer == Answer(500, "a" + "x" * 499)


async def test_who_answers_too_slowly_has_not_answered(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "SECONDS", 0.2)
    release = threading.Event()
    app.replies = [Reply(hold=release)]
    answer = await asyncio.wait_for(post(app.url), 5)
    release.set()
    assert "No complete answer" in str(answer.error)
    assert not answer.accepted


async def test_an_answer_that_breaks_off_is_a_failure(app: App) -> None:
    app.replies = [Reply(200, b"short", {"Content-Length": "100", "Connection": "close"})]
    answer = await post(app.url)
    assert not answer.accepted and "RemoteProtocolError" in str(answer.error)


@pytest.mark.parametrize(
    ("url", "error"),
    [
        ("http://127.0.0.1:9/", "ConnectError"),
        ("http://nowhere.invalid/", "AddressRefused"),
        ("http://10.0.0.1/", "AddressRefused"),
    ],
)
async def test_what_cannot_be_reached_is_an_answer_too(url: str, error: str) -> None:
    answer = await post(url)
    assert answer.status is None and str(answer.error).startswith(error)


async def test_https_needs_a_certificate(app: App) -> None:
    answer = await post(app.url.replace("http://", "https://"))
    assert answer.status is None and str(answer.error).startswith("ConnectError")
    assert app.got == []
