"""A running sandbox for each test, with a webhook endpoint that checks everything it gets."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sandbox.receiver import SECRET, Endpoint, Receiver
from tests.sandbox.shop import Shop, running_sandbox


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """The shop's webhook endpoint; fails the test if anything that arrived was not as Stripe sends it."""
    received = Receiver()
    endpoint = Endpoint(received)
    yield received
    endpoint.shutdown()
    endpoint.server_close()
    assert received.problems == []


@pytest.fixture
def shop(tmp_path: Path, receiver: Receiver) -> Iterator[Shop]:
    """A shop with a sandbox that has no state yet, where nothing that is in store comes before `later`."""
    with running_sandbox(tmp_path / "sandbox.db", receiver, SECRET) as running:
        running.control("modes", {"aftermath_seconds": 3600})
        yield running
