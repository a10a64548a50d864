"""A shop at the sandbox, over HTTP, whose webhooks can be lost."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from creditshop import reconciliation
from creditshop.alerts import violations
from creditshop.checkout import Buyer, listening
from creditshop.clock import utcnow
from creditshop.config import SANDBOX_WEBHOOK_SECRET
from creditshop.handlers import HANDLERS
from creditshop.reconciliation import Comparison, DifferenceView, unsettled
from creditshop.refunds import on_paid
from tests.checkout.trading import WebhookRoute, click, pay, route, trading
from tests.conftest import Database
from tests.refunds.bank import Bank
from tests.refunds.conftest import Till
from tests.sandbox.shop import Shop as Sandbox
from tests.sandbox.shop import running_sandbox

__all__ = ["route"]
LATER = timedelta(minutes=30)


@dataclass
class Office(Till):
    """Somebody buys, and somebody compares."""

    stripe: Sandbox

    async def bought(self, name: str, number: str = "4242424242424242", **form: str) -> str:
        """Somebody new buys; the id of their purchase, whatever came of it."""
        buyer = Buyer(f"usr_{name}", f"{name}@example.com", "en")
        pay(self.stripe, await click(self, buyer), number, **form)
        return next(one.id for one in self.purchases if one.owner_id == buyer.user_id)

    def intent(self, purchase_id: str) -> str:
        """The payment intent of a purchase, as Stripe has it."""
        session = next(str(one.session_id) for one in self.purchases if one.id == purchase_id)
        return str(self.stripe.sdk.v1.checkout.sessions.retrieve(session).payment_intent)

    def control(self, what: str, **told: object) -> Any:
        return self.stripe.control(what, told)

    async def reconcile(self) -> Comparison:
        """Compare, as of a time at which nothing is on its way any more."""
        return await reconciliation.reconcile(now=utcnow() + LATER)

    @property
    def differences(self) -> tuple[DifferenceView, ...]:
        return self.db.transact(unsettled)

    async def violations(self) -> list[str]:
        return [str(one) async for one in violations()]


@pytest.fixture
def provider(route: WebhookRoute, tmp_path: Path) -> Iterator[Sandbox]:
    """A sandbox that has sold nothing before: whatever it remembers is compared."""
    with running_sandbox(tmp_path / "sandbox.db", route, SANDBOX_WEBHOOK_SECRET) as running:
        yield running


@pytest.fixture
async def office(
    db: Database, provider: Sandbox, route: WebhookRoute, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Office]:
    monkeypatch.setattr(listening, "_listeners", [on_paid])
    reconciliation.bind(HANDLERS)
    async with trading(db, provider, route):
        bank = Bank(now=provider.clock())
        yield Office(db, bank, bank, provider)
    reconciliation.bind(())
