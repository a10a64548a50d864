"""One served shop for all, an app with a key of the shop's own, and both kinds of client."""

import asyncio
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from creditshop.client import AsyncCreditShop, CreditShop, trying
from creditshop.database import new_id
from tests.client.blocking import Blocking
from tests.client.faults import Road, bad_road
from tests.served import ROOT, ServedShop, served

_MAKE_KEY = """
import sys
from creditshop.apikeys import Scope, create_key
from creditshop.clock import utcnow
from creditshop.database import transact_sync, transactions
scopes = frozenset(map(Scope, sys.argv[1:]))
print(transact_sync(create_key, owner_id=None, name="", scopes=scopes, created_by="usr_1", now=utcnow()).token)
transactions.shutdown()
"""
Connect = Callable[..., Any]


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedShop]:
    """A running shop."""
    with served(tmp_path_factory.mktemp("shop")) as running:
        yield running


@pytest.fixture(scope="session")
def make_key(shop: ServedShop) -> Callable[..., str]:
    """Make a key of the shop's own with these scopes."""

    def make(*scopes: str) -> str:
        command = [sys.executable, "-c", _MAKE_KEY, *scopes]
        done = subprocess.run(command, cwd=ROOT, env=shop.environment, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    return make


@pytest.fixture(scope="session")
def key(make_key: Callable[..., str]) -> str:
    """A key that may do everything."""
    return make_key("read", "spend", "grant", "admin")


@pytest.fixture(params=["sync", "async"])
def connect(request: pytest.FixtureRequest, shop: ServedShop, key: str) -> Iterator[Connect]:
    """Make a client of each kind, with the key that may do everything unless told otherwise."""
    with asyncio.Runner() as runner:
        opened: list[Any] = []

        def make(url: str = shop.url, key: str = key, **limits: Any) -> Any:
            sync = request.param == "sync"
            opened.append(CreditShop(url, key, **limits) if sync else AsyncCreditShop(url, key, **limits))
            return opened[-1] if sync else Blocking(opened[-1], runner)

        yield make
        for client in opened:
            client.close() if isinstance(client, CreditShop) else runner.run(client.aclose())


@pytest.fixture
def client(connect: Connect) -> Any:
    """A client of each kind, straight to the shop."""
    return connect()


@pytest.fixture
def road(shop: ServedShop, monkeypatch: pytest.MonkeyPatch) -> Iterator[Road]:
    """A bad road to the shop; clients are quick to try again."""
    monkeypatch.setattr(trying, "_FIRST_PAUSE", 0.01)
    with bad_road(shop.url) as made:
        yield made


@pytest.fixture
def wallet(shop: ServedShop, key: str) -> str:
    """A new customer's wallet with 100 credits."""
    with CreditShop(shop.url, key) as app:
        return app.grant(f"external:{new_id('ada')}", credits=100, reason="welcome").wallet
