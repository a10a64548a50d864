"""The shop's own app, on each database."""

from collections.abc import AsyncIterator

import pytest

from creditshop import ratelimit
from tests.api.graphql.app import GraphQLApp, calling
from tests.api.rest.app import key_for
from tests.api.rest.conftest import provider
from tests.conftest import Database

__all__ = ["provider"]


@pytest.fixture
async def app(db: Database) -> AsyncIterator[GraphQLApp]:
    """An app with a key of the shop that may do everything."""
    ratelimit.forget()
    async with calling(key_for(db)) as calling_app:
        yield calling_app
