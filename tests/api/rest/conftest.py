"""The shop's own app, on each database."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from creditshop import ratelimit
from creditshop.catalog import seed_packages
from creditshop.clock import utcnow
from creditshop.payments import current
from creditshop.payments.events import Event
from tests.api.rest.app import App, Place, calling, customer, key_for, upload
from tests.checkout.provider import Provider
from tests.conftest import Database


@pytest.fixture
async def app(db: Database) -> AsyncIterator[App]:
    """An app with a key of the shop that may do everything."""
    ratelimit.forget()
    async with calling(key_for(db)) as calling_app:
        yield calling_app


@pytest.fixture
def provider(db: Database) -> Provider:
    """A payment provider in memory, and packages on sale."""
    db.transact(seed_packages)
    made = Provider(now=utcnow())
    current.bind(made, _no_webhooks, _no_webhooks)
    return made


def _no_webhooks(*_: Any) -> Event:
    raise AssertionError("these tests have no webhooks")


@pytest.fixture
async def ada(db: Database, app: App, provider: Provider) -> Place:
    """A customer with credits, a spend, a hold and an image."""
    owner, wallet = customer(db, 1000)
    spent = (await app.post("/spends", wallet=wallet, credits=1)).json()["id"]
    held = (await app.post("/holds", wallet=wallet, credits=1)).json()["id"]
    image = (await upload(app, wallet, app.headers())).json()["id"]
    return Place(owner, {"wallet": wallet, "spend_id": spent, "hold_id": held, "image_id": image})
