"""A real Chromium in front of a really served shop, small and grown up."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import ARGUMENTS, find
from tests.conftest import BACKENDS, grown_up
from tests.served import ServedShop, served

expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """The Chromium of this machine, talking to the shop alone."""
    return {"executable_path": find(), "args": ARGUMENTS}


@pytest.fixture(scope="session", params=BACKENDS)
def shop(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedShop]:
    """A running shop, small (one process on SQLite) and grown up (PostgreSQL, Redis, two workers, and one for jobs)."""
    environment = grown_up(request) if request.param == "postgresql" else {}
    with served(tmp_path_factory.mktemp("shop"), **environment) as running:
        yield running


@pytest.fixture
def page(page: Page, shop: ServedShop) -> Iterator[Page]:
    """A page whose console must stay free of errors."""
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    assert not errors, errors
