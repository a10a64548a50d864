"""The gallery that every test of images asks for."""

from collections.abc import AsyncIterator

import httpx
import pytest

from creditshop import ratelimit
from creditshop.api.images import create_images
from creditshop.apikeys import Scope
from creditshop.catalog import seed_features
from tests.api.images.gallery import Gallery
from tests.api.rest.app import calling, customer, key_for
from tests.conftest import Database


@pytest.fixture
async def gallery(db: Database) -> AsyncIterator[Gallery]:
    ratelimit.forget()
    db.transact(seed_features)
    owner, wallet = customer(db, credits=10)
    outside = httpx.ASGITransport(create_images(), raise_app_exceptions=False)
    token = key_for(db, owner, {Scope.READ, Scope.SPEND})
    async with calling(token) as app, httpx.AsyncClient(transport=outside, base_url="http://shop.test") as world:
        yield Gallery(db, app, world, owner, wallet)
