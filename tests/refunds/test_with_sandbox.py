"""Money goes back over HTTP and real signed webhooks, from either side, with a provider that misbehaves."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from creditshop import inbox, refunds
from creditshop.checkout import PurchaseView, listening
from creditshop.clock import utcnow
from creditshop.database import new_id, transact
from creditshop.jobs import Registry, Runner
from creditshop.payments.events import REFUND_KEY
from creditshop.refunds import DisputeView, RefundKind, RefundWish, answer_dispute, disputes_of, on_paid, request_refund
from tests.checkout.conftest import ADA
from tests.checkout.trading import WebhookRoute, click, pay, provider, route, trading
from tests.conftest import Database
from tests.refunds.bank import Bank
from tests.refunds.conftest import OWNER, Till
from tests.sandbox.shop import Shop as Sandbox
from tests.waiting import until

__all__ = ["provider", "route"]
FAILS_LATER = "4000000000005126"
PAID, CREDITS = 2200, 2750
WAYWARD: list[dict[str, Any]] = [
    {"duplicate": 2, "shuffle_seconds": 0.3},
    {"events_first": True, "duplicate": 1},
    {"drop_answer": 2},
    {"fail_after_acting": 2},
    {"hold_answer_seconds": 0.3, "events_first": True, "shuffle_seconds": 0.2},
]


@dataclass
class Counter(Till):
    """A till at the sandbox."""

    stripe: Sandbox

    @property
    def purchase(self) -> PurchaseView:
        (only,) = self.purchases
        return only

    @property
    def dispute(self) -> DisputeView:
        (only,) = self.db.transact(disputes_of, self.purchase.id)
        return only

    def control(self, what: str, **told: object) -> Any:
        return self.stripe.control(what, told)

    async def bought(self, number: str = "4242424242424242") -> PurchaseView:
        """A purchase that is paid, and nothing about it is still on its way."""
        pay(self.stripe, await click(self), number)
        until(lambda: self.credits() == CREDITS, what="the credits")
        return self.purchase

    async def give_back(self, kind: RefundKind, amount: int | None = None) -> None:
        """A member of staff asks for a refund, and the worker does what is due."""
        shown = self.look(self.purchase, kind, amount)
        wish = RefundWish(new_id("req"), self.purchase.id, kind, amount, None, "because", shown.terms)
        await transact(request_refund, wish, by=OWNER, now=utcnow())
        await self.work()

    async def work(self) -> None:
        """The jobs that are due, those that failed once included."""
        kinds = Registry()
        inbox.register_jobs(kinds)
        refunds.register_jobs(kinds)
        await Runner(kinds, concurrency=4).drain()

    def states(self) -> list[str]:
        return [str(refund.state) for refund in self.refunds(self.purchase)]

    def settles(self, *states: str, available: int) -> None:
        """Wait until the refunds are in these states and the credits are these, and check that the books agree."""
        until(lambda: self.states() == [*states], what=f"{states}, not {self.states()}")
        until(lambda: self.credits() == available, what=f"{available} credits, not {self.credits()}")
        assert self.problems() == []


@pytest.fixture
async def counter(
    db: Database, provider: Sandbox, route: WebhookRoute, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Counter]:
    monkeypatch.setattr(listening, "_listeners", [on_paid])
    async with trading(db, provider, route):
        bank = Bank(now=provider.clock())
        yield Counter(db, bank, bank, provider)


@pytest.mark.parametrize("modes", WAYWARD)
async def test_however_the_provider_misbehaves_money_goes_back_once(counter: Counter, modes: dict[str, Any]) -> None:
    bought = await counter.bought()
    counter.control("modes", **modes)
    await counter.give_back(RefundKind.ALL)
    counter.settles("succeeded", available=0)
    (made,) = counter.stripe.sdk.v1.refunds.list({"payment_intent": str(bought.payment_intent_id)}).data
    assert (made.amount, made.metadata.to_dict()[REFUND_KEY]) == (PAID, counter.refunds(bought)[0].id)  # type: ignore[union-attr]
    assert counter.mails().count(("refunded", ADA.email)) == 1
    assert counter.purchase.refunded_minor == PAID


@pytest.mark.parametrize("modes", WAYWARD[:2])
async def test_a_refund_in_the_dashboard_takes_its_credits_once(counter: Counter, modes: dict[str, Any]) -> None:
    bought = await counter.bought()
    counter.control("modes", **modes)
    counter.control(f"payments/{bought.payment_intent_id}/refund", amount=800)
    counter.settles("succeeded", available=CREDITS - 1000)
    assert counter.refunds(bought)[0].kind == RefundKind.ELSEWHERE


async def test_the_charge_s_event_alone_has_its_refunds_looked_for(counter: Counter) -> None:
    bought = await counter.bought()
    counter.control("modes", drop="always")
    counter.control(f"payments/{bought.payment_intent_id}/refund", amount=800)
    counter.control(f"payments/{bought.payment_intent_id}/refund", amount=300)
    counter.control("flush")
    assert counter.refunds(bought) == []
    counter.control("modes", drop=0)
    for event in counter.stripe.sdk.v1.events.list({"type": "charge.refunded"}).data[:2]:
        counter.control(f"events/{event.id}/resend", times=2)
    counter.control("flush")
    await counter.work()
    counter.settles("succeeded", "succeeded", available=CREDITS - 1000 - 375)


async def test_a_refund_that_the_bank_sends_back_gives_the_credits_back(counter: Counter) -> None:
    bought = await counter.bought(FAILS_LATER)
    counter.control("modes", duplicate=2, shuffle_seconds=0.2)
    await counter.give_back(RefundKind.AMOUNT, 800)
    counter.settles("succeeded", available=CREDITS - 1000)
    (made,) = counter.stripe.sdk.v1.refunds.list({"payment_intent": str(bought.payment_intent_id)}).data
    counter.control(f"refunds/{made.id}/decide", outcome="fail")
    counter.settles("failed", available=CREDITS)
    assert counter.mails().count(("refund_failed", ADA.email)) == 1
    assert [one.id for one in counter.to_look_at()] == [bought.id]


@pytest.mark.parametrize(("outcome", "available", "owed"), [("lost", 0, 250), ("won", CREDITS - 250, 0)])
async def test_a_dispute_freezes_until_the_bank_decides(
    counter: Counter, outcome: str, available: int, owed: int
) -> None:
    bought = await counter.bought()
    counter.spend(250)
    counter.control("modes", duplicate=2, shuffle_seconds=0.3)
    opened = counter.control(f"payments/{bought.payment_intent_id}/dispute")
    until(lambda: counter.credits() == 0, what="the credits to be frozen")
    assert counter.balance().frozen == CREDITS - 250
    counter.control(f"disputes/{opened['id']}/decide", outcome=outcome)
    until(lambda: counter.purchase.dispute_status == outcome, what="the bank's decision")
    counter.settles(available=available)
    assert (counter.balance().frozen, counter.balance().owed) == (0, owed)


@pytest.mark.parametrize("modes", [{}, *WAYWARD[2:4]])
async def test_evidence_is_handed_in_once_and_wins(counter: Counter, modes: dict[str, Any]) -> None:
    bought = await counter.bought()
    counter.control(f"payments/{bought.payment_intent_id}/dispute")
    until(lambda: counter.balance().frozen == CREDITS, what="the dispute")
    counter.control("modes", aftermath_seconds=0, **modes)
    await transact(answer_dispute, counter.dispute.id, "winning_evidence", by=OWNER, now=utcnow())
    await counter.work()
    until(lambda: counter.purchase.dispute_status == "won", what="the bank's decision")
    counter.settles(available=CREDITS)
    (sent,) = counter.stripe.sdk.v1.disputes.list({"payment_intent": str(bought.payment_intent_id)}).data
    assert (sent.evidence_details.submission_count, sent.evidence.customer_email_address) == (1, ADA.email)
