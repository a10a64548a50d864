"""Whatever order and repetition of purchases, spends, refunds, disputes and fraud, from both sides: one ledger.

`make test` runs 120 examples x 30 steps on each database, HYPOTHESIS_PROFILE=crash 2,000 x 50.
"""

import asyncio
import os
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from creditshop.checkout import Buyer, NotInReview, PurchaseView, grant_reviewed
from creditshop.database import new_id
from creditshop.ledger import InsufficientCredits, open_wallet
from creditshop.payments.errors import GatewayUnavailable
from creditshop.payments.events import Dispute, Refund
from creditshop.refunds import RefundKind, RefundRefused, freeze, thaw
from creditshop.refunds.states import CONTESTED, OPEN
from tests.refunds.bank import DEAD, Bank, ListRefused
from tests.refunds.conftest import Till
from tests.refunds.looking import CHARGED, CREDITS, Seen, look_at, put_on_sale

EXAMPLES, STEPS = {"default": (120, 30), "crash": (2000, 50)}[os.environ.get("HYPOTHESIS_PROFILE", "default")]
numbers = st.integers(0, 50)
troubles = st.lists(st.sampled_from(["", "", "lost", "down", "broken", "refused"]), max_size=2)
FRAUD = "issfr_1"


@dataclass
class Known:
    """What the model keeps by itself."""

    spent: int = 0
    hold: tuple[str, int] | None = None
    fraud: set[str] = field(default_factory=set)


class ReturnsMachine(RuleBasedStateMachine):
    """One buyer, a bank that reports late, twice and in any order, and a member of staff."""

    def __init__(self, till: Till, loop: asyncio.Runner) -> None:
        super().__init__()
        self.till, self.loop = till, loop
        self.bank = till.bank = till.use(Bank(prefix=new_id("cs")))  # type: ignore[assignment]
        self.buyer = Buyer(new_id("usr"), f"{new_id('b')}@example.com", "en")
        self.sold: list[PurchaseView] = []
        self.known = Known()
        self.till.db.transact(open_wallet, self.buyer.user_id, now=self.till.now)

    @initialize(odd=st.booleans())
    def begin(self, odd: bool) -> None:
        """There is always something to give back."""
        self.buy(odd)

    @rule(odd=st.booleans())
    def buy(self, odd: bool) -> None:
        """A purchase of 550 credits for five dollars; an odd one is in review until a person grants it."""
        if len(self.sold) < 3:
            facts = {"amount_subtotal": 1} if odd else {}
            self.sold.append(self.loop.run(self.till.sell("extra", self.buyer, **facts)))

    @rule(number=numbers)
    def grant(self, number: int) -> None:
        """A person lets an odd payment pass."""
        if self.sold:
            with suppress(NotInReview):
                purchase_id = self.sold[number % len(self.sold)].id
                self.till.db.transact(grant_reviewed, purchase_id, actor="usr_1", now=self.till.now)

    @rule(amount=st.integers(1, 400))
    def spend(self, amount: int) -> None:
        """The customer's app uses credits, as long as there are enough."""
        if self.sold:
            with suppress(InsufficientCredits):
                self.till.spend(amount, self.buyer.user_id)
                self.known.spent += amount

    @rule(amount=st.integers(1, 400))
    def hold(self, amount: int) -> None:
        """The app reserves credits, one hold at a time."""
        if self.sold and not self.known.hold:
            with suppress(InsufficientCredits):
                self.known.hold = self.till.hold(amount, self.buyer.user_id), amount

    @rule(share=st.integers(0, 100))
    def close(self, share: int) -> None:
        """It uses some of them, perhaps none."""
        if self.known.hold:
            hold_id, amount = self.known.hold
            used, self.known.hold = amount * share // 100, None
            self.till.close(hold_id, used, self.buyer.user_id)
            self.known.spent += used

    @rule(number=numbers, kind=st.sampled_from([*RefundKind][:4]), amount=st.integers(1, CHARGED), trouble=troubles)
    def refund(self, number: int, kind: RefundKind, amount: int, trouble: list[str]) -> None:
        """Staff give money back; the preview is what happens, or nothing is."""
        if not self.sold:
            return
        purchase = self.sold[number % len(self.sold)]
        asked = amount if kind in (RefundKind.AMOUNT, RefundKind.GOODWILL) else None
        with suppress(RefundRefused):
            shown, before = self.till.look(purchase, kind, asked), self.till.balance(self.buyer.user_id)
            self.till.ask(purchase, kind, asked)
            now = self.till.balance(self.buyer.user_id)
            assert (now.available, now.owed) == (shown.available_after, before.owed + shown.debt)
            assert not any(dispute.status in CONTESTED for dispute in self.look(purchase).disputes)
        self.work(trouble)

    @rule(trouble=troubles)
    def work(self, trouble: list[str]) -> None:
        """The jobs carry out what was asked for, unless the line is down."""
        self.bank.trouble = trouble
        for purchase in self.sold:
            for refund in self.till.refunds(purchase):
                if refund.state == "requested":
                    with suppress(GatewayUnavailable, ListRefused):  # the job fails, and will be tried again
                        self.loop.run(self.till.carry_out(refund.id))
        self.bank.trouble = []

    @rule(number=numbers, amount=st.integers(1, CHARGED))
    def refund_elsewhere(self, number: int, amount: int) -> None:
        """A refund in the provider's dashboard."""
        if self.sold:
            intent = str(self.sold[number % len(self.sold)].payment_intent_id)
            if left := self.bank.left(intent):
                self.bank.give_back(intent, min(amount, left))

    @rule(number=numbers, status=st.sampled_from(["succeeded", "failed", "canceled"]))
    def bank_decides(self, number: int, status: str) -> None:
        """A refund arrives, or comes back, also after it had arrived."""
        refunds = [one for one in self.bank.refunds.values() if one.status not in DEAD and one.status != status]
        if refunds:
            self.bank.settle(refunds[number % len(refunds)].id, status)

    @rule(number=numbers, inquiry=st.booleans(), amount=st.sampled_from([CHARGED, CHARGED // 2]), told=st.booleans())
    def dispute(self, number: int, inquiry: bool, amount: int, told: bool) -> None:
        """The buyer goes to their bank, once a purchase; the shop may hear of it at once."""
        if self.sold:
            intent = str(self.sold[number % len(self.sold)].payment_intent_id)
            if intent not in {one.payment_intent_id for one in self.bank.disputes.values()}:
                opened = self.bank.dispute(intent, amount, inquiry=inquiry)
                if told:
                    self.till.report(opened)

    @rule(number=numbers, won=st.booleans())
    def dispute_ends(self, number: int, won: bool) -> None:
        """Their bank decides."""
        running = [one for one in self.bank.disputes.values() if one.status in OPEN]
        if running:
            found = running[number % len(running)]
            ends = ("won", "lost") if found.status in CONTESTED else ("warning_closed", "needs_response")
            self.bank.decide(found.id, ends[0] if won else ends[1])

    @rule(number=numbers)
    def appeal(self, number: int) -> None:
        """What was lost is not lost yet."""
        if lost := [one for one in self.bank.disputes.values() if one.status == "lost"]:
            self.bank.decide(lost[number % len(lost)].id, "appeal_under_review")

    @rule(number=numbers, begins=st.booleans())
    def fraud(self, number: int, begins: bool) -> None:
        """A warning of fraud freezes, until somebody has looked."""
        if self.sold:
            purchase_id = self.sold[number % len(self.sold)].id
            act = freeze if begins else thaw
            self.till.db.transact(act, purchase_id, FRAUD, actor="usr_1", now=self.till.now)
            (self.known.fraud.add if begins else self.known.fraud.discard)(purchase_id)

    @rule(number=numbers)
    def event(self, number: int) -> None:
        """Any report so far, for the first time or again."""
        if self.bank.events:
            self.till.report(*self.bank.events[number % len(self.bank.events)])

    @rule(minutes=st.sampled_from([1, 60, 24 * 60]))
    def time_passes(self, minutes: int) -> None:
        """Idempotency keys are forgotten after a day."""
        self.bank.now += timedelta(minutes=minutes)

    @invariant()
    def everything_is_as_modelled(self) -> None:
        """After every step: what was taken follows from the rows, and nothing else moved."""
        if not self.sold:
            return
        found, seen = self.till.db.transact(look_at, self.buyer.user_id, [purchase.id for purchase in self.sold])
        taken = sum(one.taken for one in seen)
        had = CREDITS * sum(one.purchase.state == "paid" for one in seen) - self.known.spent
        assert found.available + found.held + found.frozen - found.owed == had - taken
        assert found.held == (self.known.hold[1] if self.known.hold else 0)
        assert found.frozen == sum(one.frozen for one in seen)
        for one in seen:
            is_open = any(dispute.status in OPEN for dispute in one.disputes)
            if is_open or one.purchase.id in self.known.fraud:
                assert one.spendable == 0
            else:
                assert one.frozen == 0
            live = [refund for refund in self.bank.refunds.values() if refund.status not in DEAD]
            paid_back = sum(
                refund.amount_minor for refund in live if refund.payment_intent_id == one.purchase.payment_intent_id
            )
            assert paid_back <= CHARGED
            assert 0 <= one.purchase.refunded_minor <= CHARGED

    def teardown(self) -> None:
        """At the end, once everything is carried out and reported, shop and provider tell the same story."""
        self.bank.now += timedelta(minutes=1)
        self.work([])
        for told, as_of in reversed(self.bank.events):
            self.till.report(told, as_of)
        self.everything_is_as_modelled()
        for purchase in self.sold:
            seen = self.look(purchase)
            ours = {refund.provider_id: refund.state for refund in seen.refunds if refund.provider_id}
            assert ours == {one.id: one.status for one in self.bank.refunds.values() if _is_of(one, purchase)}
            assert {one.provider_id: (one.status, one.withdrawn_minor) for one in seen.disputes} == {
                one.id: (one.status, one.withdrawn_minor)
                for one in self.bank.disputes.values()
                if _is_of(one, purchase)
            }

    def look(self, purchase: PurchaseView) -> Seen:
        return self.till.db.transact(look_at, self.buyer.user_id, [purchase.id])[1][0]


def _is_of(one: Refund | Dispute, purchase: PurchaseView) -> bool:
    return one.payment_intent_id == purchase.payment_intent_id


def test_any_order_of_money_and_credits_ends_in_the_same_ledger(till: Till) -> None:
    with asyncio.Runner() as loop:
        till.db.transact(put_on_sale)
        run_state_machine_as_test(  # type: ignore[no-untyped-call]
            lambda: ReturnsMachine(till, loop),
            settings=settings(
                max_examples=EXAMPLES,
                stateful_step_count=STEPS,
                deadline=None,
                print_blob=True,
                database=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
    assert till.problems() == []
