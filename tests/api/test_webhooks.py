"""The webhook route: a signed event is stored before it is acknowledged, and nothing else gets in."""

import asyncio
import random
from collections.abc import AsyncIterator

import httpx
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from creditshop import inbox, ratelimit
from creditshop.api.webhooks import LARGEST_BODY, routes
from creditshop.config import settings
from creditshop.database import engine
from creditshop.inbox import EventState
from creditshop.ratelimit import LIMITS
from tests.conftest import Database
from tests.inbox.conftest import BROKEN, EARLY, Handlers, effects, handlers
from tests.webhooks import an_event, as_body, sign

__all__ = ["handlers"]
PATH = "/api/stripe/webhook"


@pytest.fixture
async def http(db: Database, handlers: Handlers) -> AsyncIterator[httpx.AsyncClient]:
    async with client() as http:
        yield http


def client() -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(Starlette(routes=routes)), base_url="http://shop.test")


async def send(http: httpx.AsyncClient, body: bytes, signature: str | None = None) -> httpx.Response:
    return await http.post(
        PATH, content=body, headers={"Stripe-Signature": sign(body) if signature is None else signature}
    )


def stored(db: Database) -> tuple[inbox.EventView, ...]:
    return db.transact(inbox.events, limit=100).events


async def test_a_signed_event_is_stored_applied_and_acknowledged(db: Database, http: httpx.AsyncClient) -> None:
    event = an_event(purchase_id="pur_1")
    with capture_logs([merge_contextvars]) as logs:
        answer = await send(http, as_body(event))
    assert answer.status_code == 200
    assert [(one.event_id, one.state) for one in stored(db)] == [(event["id"], EventState.DONE)]
    assert effects(db) == [event["id"]]
    assert {"event_id": event["id"], "purchase_id": "pur_1"}.items() <= logs[-1].items()


async def test_events_repeated_and_shuffled_by_several_clients_are_applied_once(
    db: Database, http: httpx.AsyncClient
) -> None:
    bodies = [as_body(an_event()) for _ in range(15)]
    deliveries = [body for body in bodies for _ in range(random.randint(1, 10))]
    random.shuffle(deliveries)

    async def deliver(some: list[bytes]) -> set[int]:
        async with client() as mine:
            return {(await send(mine, body)).status_code for body in some}

    answers = await asyncio.gather(*(deliver(deliveries[part::4]) for part in range(4)))
    assert set().union(*answers) == {200}
    assert len(effects(db)) == len(set(effects(db))) == len(bodies)


async def test_what_is_stored_is_acknowledged_whatever_became_of_it(db: Database, http: httpx.AsyncClient) -> None:
    kinds = (BROKEN, EARLY, "something.unknown")
    assert [(await send(http, as_body(an_event(kind)))).status_code for kind in kinds] == [200, 200, 200]
    assert len(stored(db)) == 3


async def test_a_signature_is_good_for_five_minutes_either_way(db: Database, http: httpx.AsyncClient) -> None:
    for age, status in {0: 200, 298: 200, -298: 200, 302: 400, 3600: 400, -302: 400, -3600: 400}.items():
        body = as_body(an_event())
        assert (await send(http, body, sign(body, age=age))).status_code == status, age
    assert len(stored(db)) == 3


async def test_unsigned_and_forged_events_are_refused(db: Database, http: httpx.AsyncClient) -> None:
    """OWASP ASVS 5.0, 4.1.5."""
    body = as_body(an_event())
    forged = ["", "t=1,v1=0", "v1=0", "t=,v1=", "t=1", "garbage", "t=\xe9,v1=\xe9", sign(body, secret="whsec_other")]
    for signature in forged:
        answer = await http.post(PATH, content=body, headers={b"stripe-signature": signature.encode("latin-1")})
        assert answer.status_code == 400, signature
    assert (await http.post(PATH, content=body)).status_code == 400
    assert stored(db) == ()


async def test_signed_rubbish_is_refused(db: Database, http: httpx.AsyncClient) -> None:
    for body in (b"", b"{}", b"[1]", b"not json", b'{"id": "evt_1", "type": "x"}'):
        assert (await send(http, body)).status_code == 400, body
    assert stored(db) == ()


async def test_no_secret_means_no_webhook(
    db: Database, http: httpx.AsyncClient, clean_settings: pytest.MonkeyPatch
) -> None:
    clean_settings.setenv("STRIPE_SECRET_KEY", "sk_test_real")
    settings.cache_clear()
    body = as_body(an_event())
    assert (await send(http, body, sign(body, secret=" "))).status_code == 400
    assert stored(db) == ()


async def test_a_large_event_is_taken_and_an_oversized_one_is_not_read_to_its_end(
    db: Database, http: httpx.AsyncClient
) -> None:
    """OWASP ASVS 5.0, 15.2.2."""
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        while True:
            read += 65_536
            yield b" " * 65_536

    assert (await http.post(PATH, content=endless())).status_code == 413
    assert stored(db) == ()
    assert read <= LARGEST_BODY + 2 * 65_536
    large = as_body(an_event(padding="x" * 900_000))
    assert (await send(http, large)).status_code == 200


async def test_only_post_is_allowed() -> None:
    """OWASP ASVS 5.0, 4.1.4."""
    async with client() as http:
        for method in ("GET", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"):
            assert (await http.request(method, PATH)).status_code == 405


@hypothesis_settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.binary(max_size=2000) | st.text().map(lambda text: text.encode("utf-8", "replace")), forged=st.booleans()
)
def test_no_body_causes_a_server_error_or_a_row(db: Database, handlers: Handlers, body: bytes, forged: bool) -> None:
    async def post() -> httpx.Response:
        async with client() as http:
            text = body.decode("latin-1").encode()  # what can be signed is text
            return await send(http, body if forged else text, sign(text, secret="whsec_other") if forged else None)

    assert asyncio.run(post()).status_code == 400
    assert stored(db) == ()


async def test_a_failing_database_is_answered_with_503_and_the_repeat_works(
    db: Database, http: httpx.AsyncClient, clean_settings: pytest.MonkeyPatch
) -> None:
    body = as_body(an_event())
    engine.dispose()
    clean_settings.setenv("DATABASE_URL", unreachable(db))
    settings.cache_clear()
    answer = await send(http, body)
    assert answer.status_code == 503
    assert "Retry-After" in answer.headers
    assert db.url not in answer.text
    engine.dispose()
    clean_settings.setenv("DATABASE_URL", db.url)
    settings.cache_clear()
    assert (await send(http, body)).status_code == 200
    assert len(effects(db)) == 1


def unreachable(db: Database) -> str:
    """The same kind of database, somewhere where there is none."""
    return "sqlite:////tmp" if db.url.startswith("sqlite") else "postgresql://nobody@127.0.0.1:9/none"


async def test_a_full_or_locked_database_is_answered_with_503(db: Database, http: httpx.AsyncClient) -> None:
    with db.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE inbox_event")
    assert (await send(http, as_body(an_event()))).status_code == 503


@pytest.mark.parametrize("db", ["postgresql"], indirect=True)
@pytest.mark.parametrize("locked", ["inbox_event", "job"])  # amid our own work, and amid the handler's
async def test_a_lock_held_too_long_is_answered_with_503_and_the_repeat_works(
    db: Database, http: httpx.AsyncClient, clean_settings: pytest.MonkeyPatch, locked: str
) -> None:
    body = as_body(an_event())
    engine.dispose()
    clean_settings.setitem(engine.LIMITS, "lock_timeout", "100ms")
    with db.engine.begin() as holder:
        holder.exec_driver_sql(f"LOCK TABLE {locked}")
        assert (await send(http, body)).status_code == 503
    assert (await send(http, body)).status_code == 200
    assert len(effects(db)) == 1


async def test_nothing_secret_is_logged(db: Database, http: httpx.AsyncClient) -> None:
    """OWASP ASVS 5.0, 16.2.5."""
    event = an_event(customer_email="canary@example.com")
    body = as_body(event)
    with capture_logs() as logs:
        await send(http, body)
        await send(http, body, sign(body, secret="whsec_canary"))
        await send(http, as_body(an_event(BROKEN, customer_email="canary@example.com")))
    assert "canary" not in str(logs)
    assert "whsec" not in str(logs)


async def test_who_sends_what_stripe_has_not_signed_is_told_to_wait_and_stripe_never(
    db: Database, handlers: Handlers
) -> None:
    """ASVS 2.4.1 (anti-automation); the provider shares no limit with whoever pretends to be it."""
    ratelimit.forget()
    transport = httpx.ASGITransport(Starlette(routes=routes), client=("203.0.113.9", 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://shop.test") as http:
        answers = [await send(http, b"{}", "forged") for _ in range(LIMITS["webhook.network"].amount + 1)]
        assert [answer.status_code for answer in answers] == [400] * (len(answers) - 1) + [429]
        assert int(answers[-1].headers["retry-after"]) > 0
        assert {(await send(http, b"{}")).status_code for _ in range(3)} == {400}  # signed, though it makes no sense
        assert (await send(http, as_body(an_event()))).status_code == 200
    ratelimit.forget()
