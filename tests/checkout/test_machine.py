"""Whatever buyers, banks, lines and clocks do in whatever order, purchases do what the table in life.py says.

`make test` runs 50 steps x 200 examples on each database; HYPOTHESIS_PROFILE=crash runs 2,000 on each.
"""

import asyncio
import os
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlmodel import Session

from creditshop.checkout import (
    Buyer,
    CheckoutRefused,
    CheckoutUnavailable,
    PurchaseView,
    Screen,
    grant_reviewed,
    look_after_payment,
    purchase_detail,
    screen,
)
from creditshop.checkout.look import resume
from creditshop.database import new_id, transact
from creditshop.jobs import JobRun
from creditshop.payments.errors import GatewayError
from creditshop.payments.events import CheckoutSession
from tests.checkout.conftest import Shop, credits_of, purchases_of, suspicious
from tests.checkout.life import AFTER
from tests.checkout.provider import Provider, report_of

EXAMPLES = {"default": 200, "crash": 2000}[os.environ.get("HYPOTHESIS_PROFILE", "default")]
numbers = st.integers(0, 50)
troubles = st.lists(st.sampled_from(["", "", "lost", "down", "broken", "refused"]), max_size=3)


@dataclass
class Model:
    """What one buyer's purchases must be, from what the shop was told."""

    states: dict[str, str] = field(default_factory=lambda: defaultdict(lambda: "created"))
    sorry: set[str] = field(default_factory=set)
    suspicious: bool = False
    held: set[str] = field(default_factory=set)

    def hear(self, purchase_id: str, report: str) -> None:
        before = self.states[purchase_id]
        if report == "paid" and before != "paid" and (self.suspicious or purchase_id in self.held):
            self.held.add(purchase_id)
            report = "held"
        self.states[purchase_id] = AFTER[before, report]
        if report == "failed" and before != self.states[purchase_id]:
            self.sorry.add(purchase_id)


class PurchaseMachine(RuleBasedStateMachine):
    """One buyer with several tabs, a provider in trouble, and events that come whenever they like."""

    def __init__(self, shop: Shop, loop: asyncio.Runner) -> None:
        super().__init__()
        self.shop, self.loop = shop, loop
        self.provider = shop.use(Provider(prefix=new_id("cs")))
        self.buyer = Buyer(new_id("usr"), f"{new_id('b')}@example.com", "en")
        self.model = Model()
        self.events: list[tuple[CheckoutSession, bool]] = []
        self.shown: list[str] = []
        self.told = 0
        screen(Screen(refuses=lambda *_: False, holds=lambda *_: "odd" if self.model.suspicious else ""))

    @rule(slug=st.sampled_from(["starter", "maker"]), trouble=troubles)
    def click(self, slug: str, trouble: list[str]) -> None:
        """Ask for a package, and see its payment page unless the provider is in trouble."""
        self.provider.trouble = trouble
        with suppress(CheckoutUnavailable, CheckoutRefused):
            url = self.loop.run(self.shop.buy(slug, self.buyer))
            session_id = url.replace("=", "/").rsplit("/", 1)[1]
            self.shown.append(session_id)
            purchase_id = self.provider.sessions[session_id].purchase_id
            (purchase,) = (found for found in self.purchases() if found.id == purchase_id)
            assert purchase.name == slug.capitalize()
        self.provider.trouble = []

    @rule(number=numbers, delayed=st.booleans())
    def pay(self, number: int, delayed: bool) -> None:
        """Pay on a page that is still open in some tab."""
        if self.shown and self.session(number).status == "open":
            act = self.provider.complete if delayed else self.provider.pay
            self.events.append((act(self.session(number).id), False))

    @rule(number=numbers, fails=st.booleans())
    def bank_decides(self, number: int, fails: bool) -> None:
        """A delayed payment settles or fails."""
        if self.shown and report_of(seen := self.session(number)) == "completed":
            self.events.append((seen if fails else self.provider.pay(seen.id), fails))

    @rule(number=numbers, tampered=st.sampled_from([False, False, False, True]))
    def event(self, number: int, tampered: bool) -> None:
        """Any event so far, for the first time or again."""
        if not self.events:
            return
        seen, failed = self.events[number % len(self.events)]
        report = "failed" if failed else report_of(seen)
        if tampered:
            seen, report = replace(seen, amount_subtotal=1), "mismatch"
        self.shop.hear(seen, failed=failed)
        self.model.hear(str(seen.purchase_id), report)

    @rule(number=numbers, trouble=troubles)
    def come_back(self, number: int, trouble: list[str]) -> None:
        """Open the success page."""
        if self.shown:
            self.provider.trouble = trouble
            found = look_after_payment(self.session(number).id, self.buyer.user_id, now=self.shop.now)
            assert self.loop.run(found) is not None
            self.provider.trouble = []

    @rule(trouble=troubles)
    def job(self, trouble: list[str]) -> None:
        """Ask again about answers that were lost."""
        self.provider.trouble = trouble
        for purchase in self.purchases():
            with suppress(GatewayError):
                self.loop.run(self._resume(purchase))
        self.provider.trouble = []

    async def _resume(self, purchase: PurchaseView) -> None:
        args = {"purchase_id": purchase.id}
        if effect := await resume(JobRun("job_1", "key", "checkout.resume", args, 1, 1, self.shop.now)):
            await transact(effect)

    @rule(minutes=st.sampled_from([1, 20, 45, 61, 24 * 60]))
    def time_passes(self, minutes: int) -> None:
        """Sessions end; their buyer may come back much later."""
        self.provider.now += timedelta(minutes=minutes)
        for seen in self.provider.open:
            if seen.expires_at <= self.provider.now:
                self.events.append((self.provider.expire(seen.id), False))

    @rule()
    def owner_decides(self) -> None:
        """What is in review is granted."""
        for purchase in self.purchases():
            if purchase.state == "review":
                self.shop.db.transact(grant_reviewed, purchase.id, actor="usr_owner", now=self.shop.now)
                assert self.model.states[purchase.id] == "review"
                self.model.states[purchase.id] = "paid"

    @rule()
    def shop_becomes_suspicious_or_calm(self) -> None:
        """From now on what is paid waits for a person, or no longer does."""
        self.model.suspicious = not self.model.suspicious

    @invariant()
    def everything_is_as_modelled(self) -> None:
        """After every step: states, credits, and never two sessions that this buyer could pay."""
        self._listen()
        found, available = self.shop.db.transact(_look, self.buyer.user_id)
        assert {purchase.id: purchase.state for purchase in found} == {
            purchase.id: self.model.states[purchase.id] for purchase in found
        }
        assert available == sum(purchase.all_credits for purchase in found if purchase.state == "paid")
        assert len(set(self.shown) & {seen.id for seen in self.provider.open}) <= 1

    def teardown(self) -> None:
        """At the end, once everything is reported: money has become credits, and the buyer can buy."""
        for seen in self.provider.sessions.values():
            if seen.id in self.shown:
                self.shop.hear(seen)
                self.model.hear(str(seen.purchase_id), report_of(seen))
        self.everything_is_as_modelled()
        paid = {seen.purchase_id for seen in self.provider.sessions.values() if seen.payment_status == "paid"}
        states = {purchase.id: purchase.state for purchase in self.purchases()}
        assert all(state == "paid" for purchase_id, state in states.items() if purchase_id in paid - self.model.held)
        assert all(states[purchase_id] in ("review", "paid") for purchase_id in self.model.held)
        self.click("maker", [])
        assert self.shown
        mails = [template for template, to in self.shop.mails() if to == self.buyer.email]
        self._listen()
        assert mails.count("receipt") == sum(state == "paid" for state in self.model.states.values())
        assert mails.count("payment_failed") == len(self.model.sorry)
        self._time_lines_are_whole()

    def _time_lines_are_whole(self) -> None:
        for purchase in self.purchases():
            state = "created"
            for line in self.shop.db.transact(purchase_detail, purchase.id).timeline:
                assert line.from_state == state
                state = line.to_state
            assert state == purchase.state

    def _listen(self) -> None:
        for purchase_id, report in self.provider.told[self.told :]:
            self.model.hear(purchase_id, report)
        self.told = len(self.provider.told)

    def session(self, number: int) -> CheckoutSession:
        """One that the buyer has seen."""
        return self.provider.sessions[self.shown[number % len(self.shown)]]

    def purchases(self) -> list[PurchaseView]:
        """The buyer's, oldest first."""
        return self.shop.db.transact(purchases_of, self.buyer.user_id)


def _look(session: Session, owner_id: str) -> tuple[list[PurchaseView], int]:
    return purchases_of(session, owner_id), credits_of(session, owner_id)


def test_purchases_do_what_the_table_says(shop: Shop) -> None:
    with suspicious(""), asyncio.Runner() as loop:
        run_state_machine_as_test(  # type: ignore[no-untyped-call]
            lambda: PurchaseMachine(shop, loop),
            settings=settings(
                max_examples=EXAMPLES,
                stateful_step_count=50,
                deadline=None,
                print_blob=True,
                database=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
    assert shop.problems() == []
