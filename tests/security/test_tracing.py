"""Traces of a served shop, as a receiver gets them: requests, events of pages, SQL, calls to Stripe; and no secrets."""

from secrets import token_hex

import httpx

from tests.otlp import attributes
from tests.security.conftest import SMTP_PASSWORD, STRIPE_KEY, WEBHOOK_SECRET, Scene
from tests.security.test_buying import BUY, wish
from tests.security.test_theft import browser
from tests.waiting import until

STRANGERS = token_hex(16)


def test_a_request_is_a_trace_of_ours_with_its_sql(scene: Scene) -> None:
    header = {"traceparent": f"00-{STRANGERS}-00f067aa0ba902b7-00"}  # 00: it asks not to be traced
    with browser(scene) as page:
        form = {"email": "canary@example.com", "password": "canaryofatrace"}
        answer = page.post("/auth/login?token=canaryofatrace", data=form, headers=header)
    request_id = answer.headers["request-id"]
    until(lambda: _of(scene, request_id), what="the request's span")
    (span,) = _of(scene, request_id)
    assert span.name == "POST /auth/login"
    assert attributes(span).items() >= {"http.response.status_code": 303, "http.route": "/auth/login"}.items()
    assert not span.parent_span_id
    assert span.trace_id.hex() != STRANGERS
    statements = [attributes(below).get("db.query.text", "") for below in scene.traces.below(span)]
    assert any("FROM account_user" in statement for statement in statements)
    assert scene.traces.services == {"creditshop"}


async def test_an_event_of_a_page_is_a_trace_with_its_call_to_stripe(scene: Scene) -> None:
    async with scene.visit(scene.person("traced")) as page:
        await page.send(BUY, form=wish(scene))
        await page.wait_for("_redirect")
    stripe = f"{scene.web.environment['STRIPE_API_BASE']}/v1/checkout/sessions"

    def calls() -> list[bool]:
        events = [span for span in scene.traces.named(BUY) if not span.parent_span_id]
        return [attributes(below).get("url.full") == stripe for one in events for below in scene.traces.below(one)]

    until(lambda: any(calls()), what="the event's span with the call's below it")


def test_a_job_is_a_trace_with_its_sql(scene: Scene) -> None:
    until(lambda: scene.traces.named("job insights.roll"), what="a job's span")
    job = scene.traces.named("job insights.roll")[0]
    assert attributes(job)["job.kind"] == "insights.roll"
    assert any("db.query.text" in attributes(below) for below in scene.traces.below(job))


def test_lines_of_the_log_name_their_trace(scene: Scene) -> None:
    request_id = httpx.get(f"{scene.web.url}/missing").headers["request-id"]
    until(lambda: _of(scene, request_id), what="the request's span")
    (line,) = [line for line in scene.web.log().splitlines() if request_id in line and "request " in line]
    assert _of(scene, request_id)[0].trace_id.hex() in line


def test_traces_hold_no_secret_and_nobodys_address(scene: Scene) -> None:
    """ASVS 16.2.5: what goes out is on a list."""
    seen = scene.traces.text
    for secret in (STRIPE_KEY, WEBHOOK_SECRET, SMTP_PASSWORD, "canaryofatrace", "@example.com", scene.ada.token):
        assert secret not in seen
    assert "token=" not in seen
    assert "localhost:" not in seen
    assert not [span for span in scene.traces.spans if not span.parent_span_id and "db.query.text" in attributes(span)]


def _of(scene: Scene, request_id: str) -> list:  # type: ignore[type-arg]
    return [span for span in list(scene.traces.spans) if attributes(span).get("request.id") == request_id]
