"""An app that uses the API, and what its wallets are filled with."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpx
from fastapi import FastAPI

from creditshop.accounts import create_customer
from creditshop.api.rest import create_api
from creditshop.apikeys import Scope, create_key
from creditshop.clock import utcnow
from creditshop.database import new_id
from creditshop.ledger import INTERNAL, GrantCredits, Lot, open_wallet, post_one
from tests.conftest import Database
from tests.images import drawn

EVERYTHING = frozenset(Scope)


@dataclass
class App:
    """An HTTP client with a key."""

    http: httpx.AsyncClient
    token: str

    async def get(self, path: str, **params: Any) -> httpx.Response:
        return await self.http.get(path, params=params, headers=self.headers())

    async def post(self, path: str, key: str | None = None, **body: Any) -> httpx.Response:
        return await self.http.post(path, json=body, headers=self.headers(key or new_id("idem")))

    def headers(self, key: str | None = None) -> dict[str, str]:
        bearer = {"Authorization": f"Bearer {self.token}"}
        return bearer | ({"Idempotency-Key": key} if key else {})


@dataclass
class Place:
    """A customer's id, and by their names in paths the ids of what is theirs."""

    owner: str
    names: dict[str, str]


@asynccontextmanager
async def calling(token: str) -> AsyncIterator[App]:
    """An app whose requests go straight to the API."""
    transport = httpx.ASGITransport(_api(), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://shop.test") as http:
        yield App(http, token)


@cache
def _api() -> FastAPI:
    """One for all, as in a shop: making it takes as long as a test."""
    return create_api()


def key_for(db: Database, owner_id: str | None = None, scopes: Collection[Scope] = EVERYTHING) -> str:
    """A token of this owner, or of the shop itself."""
    new = db.transact(create_key, owner_id=owner_id, name="", scopes=scopes, created_by="usr_1", now=utcnow())
    return new.token


def customer(db: Database, credits: int = 0) -> tuple[str, str]:  # noqa: A002
    """A customer's id and wallet, with so many credits in it."""
    owner_id = db.transact(create_customer, now=utcnow())
    wallet_id = db.transact(open_wallet, owner_id, now=utcnow())
    if credits:
        fill(db, wallet_id, credits)
    return owner_id, wallet_id


def fill(db: Database, wallet_id: str, credits: int) -> None:  # noqa: A002
    """Credits arrive."""
    lot = Lot(credits, "purchase", credits, "eur")
    gift = GrantCredits(wallet_id, INTERNAL, new_id("key"), "system", (lot,), "pur_1")
    db.transact(post_one, gift, now=utcnow())


async def upload(app: App, wallet: str, headers: dict[str, str]) -> httpx.Response:
    """An image is kept for this wallet."""
    return await app.http.post("/images", params={"wallet": wallet}, content=drawn.png(), headers=headers)
