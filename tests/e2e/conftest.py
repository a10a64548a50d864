"""A real Chromium in front of a really served shop, small and grown up."""

from collections.abc import Iterator
from typing import Any
from zlib import crc32

import pytest
from playwright.sync_api import Page, expect
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from tests.browser import ARGUMENTS, find
from tests.conftest import BACKENDS, grown_up
from tests.served import ServedShop, served

expect.set_options(timeout=15_000)


class Parts(LoadScopeScheduling):
    """Two parts for each kind of shop, for one process each: so each starts one shop, and none waits for the last."""

    def _split_scope(self, nodeid: str) -> str:
        kind = next(backend for backend in BACKENDS if f"[{backend}" in nodeid)
        return f"{kind} {crc32(nodeid.partition('[')[0].encode()) % 2}"


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Parts:
    """Deal the tests out in parts."""
    return Parts(config, log)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """The Chromium of this machine, talking to the shop alone."""
    return {"executable_path": find(), "args": ARGUMENTS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Whoever visits is from the United States, whatever Chromium and machine this is."""
    return {**browser_context_args, "locale": "en-US"}


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
