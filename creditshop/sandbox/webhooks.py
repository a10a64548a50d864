"""Sends events to the shop's webhook endpoint, signed, again and again until it says 2xx."""

import asyncio
import hashlib
import hmac
import json
import ssl
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache

import httpx

from creditshop.sandbox import deliveries
from creditshop.sandbox.deliveries import Claimed
from creditshop.sandbox.json_types import Object
from creditshop.sandbox.store import Transaction
from creditshop.sandbox.work import GIVEN
from creditshop.sandbox.world import Sandbox

AT_ONCE = 16
TIMEOUT_SECONDS = 20
_USER_AGENT = "Stripe/1.0 (+https://stripe.com/docs/webhooks; creditshop sandbox)"
_ANSWER_KEPT = 500


@dataclass(frozen=True)
class Receiver:
    """Where events go, and what they are signed with."""

    url: str
    secrets: tuple[str, ...]


Sending = tuple[Claimed, Object, Receiver]


def sign(payload: str, secrets: Sequence[str], timestamp: int) -> str:
    """The ``Stripe-Signature`` header: one ``v1`` for each secret (https://docs.stripe.com/webhooks/signature)."""
    signed = f"{timestamp}.{payload}".encode()
    marks = [hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest() for secret in secrets]
    return ",".join([f"t={timestamp}", *(f"v1={mark}" for mark in marks)])


async def deliver_now(sandbox: Sandbox, delivery_ids: list[int]) -> None:
    """Attempt those of these deliveries that are still pending, and return when all were answered."""
    claimed = await asyncio.to_thread(claim_due, sandbox, len(delivery_ids), delivery_ids)
    await asyncio.gather(*(attempt(sandbox, *pair) for pair in claimed))


async def deliver_forever(sandbox: Sandbox, alarm: asyncio.Event, look_every_seconds: float) -> None:
    """Attempt whatever is due, some at a time, so that a slow answer holds up nothing else."""
    flying: set[asyncio.Task[None]] = set()

    def landed(task: asyncio.Task[None]) -> None:
        flying.discard(task)
        alarm.set()

    try:
        while True:
            for pair in await asyncio.to_thread(claim_due, sandbox, AT_ONCE - len(flying)):
                task = asyncio.create_task(attempt(sandbox, *pair))
                flying.add(task)
                task.add_done_callback(landed)
            with suppress(TimeoutError):
                async with asyncio.timeout(look_every_seconds):
                    await alarm.wait()
            alarm.clear()
    finally:
        for task in flying:
            task.cancel()


def claim_due(sandbox: Sandbox, limit: int, only: list[int] | None = None) -> list[Sending]:
    """Take up to ``limit`` due deliveries (or the ``only`` ones) with their events, and where each goes."""
    with sandbox.store.begin() as tx:
        found = deliveries.claim(tx, sandbox.now(tx), limit, only)
        sendings = [(claimed, tx.get(claimed.event_id), _receiver(sandbox, tx, claimed)) for claimed in found]
        for claimed, event, receiver in sendings:
            if not (event and receiver):
                deliveries.give_up(tx, claimed)
        return [(claimed, event, receiver) for claimed, event, receiver in sendings if event and receiver]


def _receiver(sandbox: Sandbox, tx: Transaction, claimed: Claimed) -> Receiver | None:
    """Where a delivery goes; None when that endpoint is gone."""
    if claimed.endpoint_id == GIVEN:
        return Receiver(sandbox.webhook_url, sandbox.webhook_secrets) if sandbox.webhook_url else None
    endpoint = tx.get(claimed.endpoint_id)
    return Receiver(endpoint["url"], (tx.hidden(claimed.endpoint_id)["secret"],)) if endpoint else None


async def attempt(sandbox: Sandbox, claimed: Claimed, event: Object, receiver: Receiver) -> None:
    """Post the event once, and note how it went."""
    payload = json.dumps(event, indent=2)
    # The receiver's clock does not move along with the sandbox's.
    signature = sign(payload, receiver.secrets, int(sandbox.clock().timestamp()))
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Stripe-Signature": signature,
        "User-Agent": _USER_AGENT,
    }
    status: int | None = None
    try:
        async with httpx.AsyncClient(verify=_tls(), timeout=TIMEOUT_SECONDS, trust_env=False) as client:
            response = await client.post(receiver.url, content=payload.encode(), headers=headers)
        status, answer = response.status_code, response.text[:_ANSWER_KEPT]
    except httpx.HTTPError as error:
        answer = f"{type(error).__name__}: {error}"
    await asyncio.to_thread(_record, sandbox, claimed, status, answer)


def _record(sandbox: Sandbox, claimed: Claimed, status: int | None, answer: str) -> None:
    with sandbox.store.begin() as tx:
        deliveries.record(tx, claimed, sandbox.now(tx), status=status, answer=answer)


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()
