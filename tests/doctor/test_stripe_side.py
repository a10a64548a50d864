"""What the doctor says of Stripe's side: key, clock, endpoint; and what it mends there."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import pytest

from creditshop.api.webhooks import PATH
from creditshop.config import Settings
from creditshop.doctor import Line, State
from creditshop.doctor.endpoint_side import Wanted
from creditshop.doctor.stripe_side import look
from creditshop.handlers import HANDLERS
from tests.sandbox.receiver import SECRET, Receiver
from tests.sandbox.shop import Shop, running_sandbox
from tests.served import free_port

KEY = "sk_test_" + "ofatestaccount"
ADDRESS = f"https://shop.example{PATH}"


@pytest.fixture
def stripe(tmp_path: Path) -> Iterator[Shop]:
    """Stripe in test mode, where no endpoint was made."""
    with running_sandbox(tmp_path / "sandbox.db", Receiver(), SECRET, secret_key=KEY) as running:
        yield running


def config(url: str, key: str = KEY, *, env: Literal["production", "development"] = "development") -> Settings:
    return Settings(stripe_secret_key=key, stripe_api_base=url, app_env=env)


async def lines(
    stripe: Shop, *, repair: bool = False, key: str = KEY, off: timedelta = timedelta(), address: str = ADDRESS
) -> tuple[dict[str, Line], str | None]:
    """The lines by name, and the secret that was told."""
    wanted = Wanted(address, HANDLERS, repair)
    found = await look(config(stripe.url, key), wanted, lambda: datetime.now(UTC) + off)
    assert all(bool(line.do) == (line.state in (State.WARNING, State.PROBLEM)) for line in found.lines)
    return {line.name: line for line in found.lines}, found.secret


async def endpoint(stripe: Shop, *, repair: bool = False) -> tuple[State, str]:
    found, _ = await lines(stripe, repair=repair)
    return found["webhook endpoint"].state, found["webhook endpoint"].seen


async def test_an_endpoint_is_made_once_and_its_secret_told_once(stripe: Shop) -> None:
    assert await endpoint(stripe) == (State.PROBLEM, f"none for {ADDRESS}")
    found, secret = await lines(stripe, repair=True)
    assert secret and secret.startswith("whsec_")
    assert found["webhook endpoint"].state is State.WARNING
    found, secret = await lines(stripe, repair=True)
    assert (secret, {line.state for line in found.values()}) == (None, {State.OK})
    (made,) = stripe.client(KEY).v1.webhook_endpoints.list().data
    assert (made.url, {*made.enabled_events}) == (ADDRESS, {*HANDLERS})


async def test_what_is_wrong_about_it_is_named_and_mended(stripe: Shop) -> None:
    await lines(stripe, repair=True)
    sdk = stripe.client(KEY).v1.webhook_endpoints
    (made,) = sdk.list().data
    for change, words in (
        ({"disabled": True}, f"{made.id} is disabled"),
        ({"enabled_events": ["refund.created", "payout.paid"]}, "does not send charge.dispute.closed, "),
    ):
        sdk.update(made.id, change)  # type: ignore[arg-type]
        state, seen = await endpoint(stripe)
        assert state is State.PROBLEM
        assert words in seen
        assert (await endpoint(stripe, repair=True))[0] is State.OK
    assert "payout.paid" in sdk.retrieve(made.id).enabled_events


async def test_another_version_cannot_be_mended_and_two_are_too_many(stripe: Shop) -> None:
    sdk = stripe.client(KEY).v1.webhook_endpoints
    wanted = {"url": ADDRESS, "enabled_events": ["*"]}
    made = sdk.create(wanted)  # type: ignore[arg-type]
    state, seen = await endpoint(stripe, repair=True)
    assert (state, "version of the account" in seen) == (State.WARNING, True)
    sdk.delete(made.id)
    for _ in range(2):
        sdk.create(wanted | {"api_version": "2026-10-28.endive"})  # type: ignore[arg-type]
    state, seen = await endpoint(stripe)
    assert (state, "send to the same address" in seen) == (State.WARNING, True)


async def test_a_key_that_is_refused_or_a_stripe_that_is_away(stripe: Shop) -> None:
    found, _ = await lines(stripe, key="sk_test_" + "canaryofakey")
    assert [line.state for line in found.values()] == [State.PROBLEM, State.SKIPPED, State.SKIPPED]
    assert "Copy the key" in found["Stripe key"].do
    stripe.url = f"http://127.0.0.1:{free_port()}"
    found, _ = await lines(stripe, key="sk_test_" + "canaryofakey")
    assert found["Stripe key"].state is State.PROBLEM
    assert "canary" not in str(found)


@pytest.mark.parametrize(
    ("off", "state"),
    [
        (timedelta(), State.OK),
        (timedelta(seconds=20), State.WARNING),
        (timedelta(seconds=-20), State.WARNING),
        (timedelta(minutes=-5), State.PROBLEM),
    ],
)
async def test_a_clock_that_is_off(stripe: Shop, off: timedelta, state: State) -> None:
    found, _ = await lines(stripe, off=off)
    assert found["clock"].state is state


async def test_a_stripe_that_answers_late_says_nothing_against_the_clock(stripe: Shop) -> None:
    times = iter([datetime.now(UTC) - timedelta(seconds=60), datetime.now(UTC) + timedelta(seconds=60)])
    found = await look(config(stripe.url), Wanted(ADDRESS, HANDLERS, repair=False), lambda: next(times))
    assert next(line for line in found.lines if line.name == "clock").state is State.OK


async def test_an_old_endpoint_that_is_disabled_is_left_alone(stripe: Shop) -> None:
    await lines(stripe, repair=True)
    sdk = stripe.client(KEY).v1.webhook_endpoints
    newer = sdk.create({"url": ADDRESS, "enabled_events": ["*"], "api_version": "2026-10-28.endive"})
    sdk.update(newer.id, {"disabled": True})
    found, secret = await lines(stripe, repair=True)
    assert (secret, {line.state for line in found.values()}) == (None, {State.OK})
    assert sdk.retrieve(newer.id).status == "disabled"


async def test_no_endpoint_is_made_for_a_machine_that_stripe_cannot_reach(stripe: Shop) -> None:
    found, secret = await lines(stripe, repair=True, address=f"http://localhost:8000{PATH}")
    assert (found["webhook endpoint"].state, secret) == (State.SKIPPED, None)
    assert stripe.client(KEY).v1.webhook_endpoints.list().data == []


async def test_a_secret_that_was_lost_on_its_way_is_to_be_rolled(stripe: Shop) -> None:
    stripe.control("modes", {"fail_after_acting": "always"})
    found, secret = await lines(stripe, repair=True)
    assert (found["webhook endpoint"].state, secret) == (State.PROBLEM, None)
    assert "roll its signing secret" in found["webhook endpoint"].do


@asynccontextmanager
async def answering(*, charges_enabled: bool = True, may_read_account: bool = True) -> AsyncIterator[str]:
    """A Stripe that tells of the account, if the key may ask for it, and of nothing else; its address."""
    account = {"id": "acct_1", "object": "account", "charges_enabled": charges_enabled}
    refusal = {"error": {"type": "invalid_request_error", "message": "The provided key lacks canary permissions"}}

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await reader.readuntil(b"\r\n\r\n")
        told = request.startswith(b"GET /v1/account ") and may_read_account
        body = json.dumps(account if told else refusal).encode()
        status = b"200 OK" if told else b"403 Forbidden"
        writer.write(b"HTTP/1.1 %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s" % (status, len(body), body))
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def told(settings: Settings) -> dict[str, Line]:
    found = await look(settings, Wanted(ADDRESS, HANDLERS, repair=True), lambda: datetime.now(UTC))
    assert "canary" not in str(found)
    return {line.name: line for line in found.lines}


async def test_a_restricted_key_without_its_scopes_is_not_called_a_wrong_one() -> None:
    async with answering(may_read_account=False) as url:
        found = await told(config(url))
        assert found["Stripe key"].state is State.PROBLEM
        assert "scopes" in found["Stripe key"].do
    async with answering() as url:
        found = await told(config(url))
        assert (found["Stripe key"].state, found["webhook endpoint"].state) == (State.OK, State.WARNING)
        assert "scope Webhook Endpoints" in found["webhook endpoint"].do
        assert found["clock"].state is State.SKIPPED


async def test_whose_money_moves_and_whether_it_can() -> None:
    live = "sk_live_" + "ofanaccount"
    async with answering() as url:
        for settings, state in (
            (config(url, live, env="production"), State.OK),
            (config(url, live, env="development"), State.WARNING),
            (config(url, KEY, env="production"), State.WARNING),
        ):
            assert (await told(settings))["Stripe key"].state is state
    async with answering(charges_enabled=False) as url:
        assert (await told(config(url, live, env="production")))["Stripe key"].state is State.PROBLEM
        assert (await told(config(url)))["Stripe key"].state is State.OK
