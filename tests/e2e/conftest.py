"""A real Chromium in front of a really served shop, small and grown up."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Page, expect

from creditshop.database import new_id
from tests.browser import ARGUMENTS, find
from tests.conftest import BACKENDS, sibling
from tests.served import ServedShop, served

expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """The Chromium of this machine, talking to the shop alone."""
    return {"executable_path": find(), "args": ARGUMENTS}


@pytest.fixture(scope="session", params=BACKENDS)
def shop(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedShop]:
    """A running shop, small (one process on SQLite) and grown up (a web process and a job worker on PostgreSQL)."""
    url = ""
    if request.param == "postgresql":
        server, name = request.getfixturevalue("postgres_server"), new_id("e2e").lower()
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        url = sibling(server, name)
    with served(tmp_path_factory.mktemp("shop"), url) as running:
        yield running


@pytest.fixture
def page(page: Page, shop: ServedShop) -> Iterator[Page]:
    """A page whose console must stay free of errors."""
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    assert not errors, errors
