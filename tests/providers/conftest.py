"""The sandbox in Stripe's place, and the gateway that talks to it."""

from collections.abc import AsyncIterator, Iterator

import pytest

from creditshop.providers.stripe import Patience, StripeGateway
from tests.sandbox.receiver import Receiver
from tests.sandbox.shop import KEY, Shop, running_sandbox


@pytest.fixture(scope="package")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    nobody = Receiver(url="http://127.0.0.1:9/nobody-listens")
    with running_sandbox(tmp_path_factory.mktemp("stripe") / "sandbox.db", nobody, "whsec_test") as sandbox:
        yield sandbox


@pytest.fixture
def stripe(running: Shop) -> Iterator[Shop]:
    """What stands in Stripe's place, well behaved again at the end."""
    yield running
    running.control("modes", method="DELETE")


@pytest.fixture
async def gateway(stripe: Shop) -> AsyncIterator[StripeGateway]:
    gateway = StripeGateway(KEY, stripe.url, Patience(answer=1))
    yield gateway
    await gateway.close()
