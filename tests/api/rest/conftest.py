"""The shop's own app, on each database."""

from collections.abc import AsyncIterator

import pytest

from creditshop import ratelimit
from tests.api.rest.app import App, calling, key_for
from tests.conftest import Database


@pytest.fixture
async def app(db: Database) -> AsyncIterator[App]:
    """An app with a key of the shop that may do everything."""
    ratelimit.forget()
    async with calling(key_for(db)) as calling_app:
        yield calling_app
