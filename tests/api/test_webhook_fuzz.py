"""Damaged webhooks, signed and not: never a server's error, no row for what is refused, no credits out of nothing.

`make test` sends some hundred to each database, HYPOTHESIS_PROFILE=crash 50,000 to each: 100,000 in all.
"""

import asyncio
import os
import random
import resource
from collections import Counter
from typing import Any

from sqlmodel import Session, text
from starlette.applications import Starlette

from creditshop import ledger, ratelimit
from creditshop.api.webhooks import PATH, routes
from tests.api import mutating
from tests.conftest import Database
from tests.sandbox.shop import Shop
from tests.test_handlers import MAKER, available, pay, reported, shop, stripe, wish

__all__ = ["shop", "stripe"]
BODIES = {"default": 400, "crash": 50_000}[os.environ.get("HYPOTHESIS_PROFILE", "default")]
BATCH = 200
MEMORY = 150 * 1024  # KiB that a run may add
APP = Starlette(routes=routes)


async def send(body: bytes, signature: str) -> int:
    """The status of the answer, straight from the application: a client would take most of the time."""
    statuses = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def answer(message: Any) -> None:
        statuses.append(message.get("status"))

    headers = [(b"stripe-signature", signature.encode("latin-1"))]
    scope = {"type": "http", "method": "POST", "path": PATH, "headers": headers, "query_string": b"", "client": None}
    await APP(scope, receive, answer)
    return int(statuses[0])


def stored(session: Session) -> int:
    return int(session.connection().execute(text("SELECT count(*) FROM inbox_event")).scalar_one())


async def real_events(db: Database, stripe: Shop) -> list[dict[str, Any]]:
    """Everything that is told of a payment to which everything happened, of a purchase that is open here."""
    url = await wish(db)
    await pay(url)
    await reported(stripe, "checkout.session.completed")
    payment = f"payments/{url.rsplit('/', 1)[1]}"
    for act, details in (("refund", {"amount": 500}), ("warn", {}), ("review", {}), ("dispute", {"amount": 500})):
        await asyncio.to_thread(stripe.control, f"{payment}/{act}", details)
    await reported(stripe, "charge.dispute.created")
    return list(stripe.receiver.events)


async def test_no_body_causes_a_servers_error_a_row_of_its_own_or_credits(shop: Database, stripe: Shop) -> None:
    """ASVS 2.2.2 and 16.5.3: what comes is checked here, and what fails, fails securely."""
    seed = random.randrange(2**32)
    chance, answers, memory = random.Random(seed), Counter[int](), 0
    events = await real_events(shop, stripe)
    for start in range(0, BODIES, BATCH):
        ratelimit.forget()
        before, taken = shop.transact(stored), set()
        for number in range(start, start + BATCH):
            body = mutating.body(chance, events)
            status = await send(body, mutating.signature(chance, body))
            assert status in (200, 400, 413, 429), (seed, number, status, body[:2_000])
            answers[status] += 1
            if status == 200:
                taken.add(number)
        assert shop.transact(stored) - before <= len(taken), (seed, start)
        memory = memory or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # once everything has been used
    assert {200, 400} <= answers.keys()
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < MEMORY
    assert available(shop) <= MAKER
    assert shop.transact(ledger.verify, after="").violations == ()  # what Stripe signs of refunds is believed
