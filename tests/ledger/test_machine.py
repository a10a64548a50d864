"""Whatever happens in whatever order, the ledger does what a few lines of plain Python say (model.py).

`make test` runs 50 steps x 200 examples on each database; HYPOTHESIS_PROFILE=crash runs 2,000 on each.
"""

import os
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test
from sqlmodel import Session

from creditshop.ledger import (
    Capture,
    GrantCredits,
    GrantView,
    IdempotencyConflict,
    LedgerError,
    Lot,
    Operation,
    Outcome,
    Parts,
    Release,
    balance_at,
    grants_at,
    grants_of,
    holds,
    post,
    suspend,
    verify,
)
from tests.conftest import Database
from tests.ledger.acts import (
    DAY,
    NOW,
    capture,
    expire,
    freeze,
    grant,
    open_hold,
    parts_in,
    reinstate,
    release,
    revoke,
    spend,
    unfreeze,
    violations,
    wallet_with,
)
from tests.ledger.model import ModelWallet

EXAMPLES = {"default": 200, "crash": 2000}[os.environ.get("HYPOTHESIS_PROFILE", "default")]

amounts = st.integers(1, 60)
lives = st.one_of(st.none(), st.integers(0, 5).map(lambda days: days * DAY))
lots = st.tuples(amounts, st.sampled_from([0, 0, 500]), st.sampled_from([1, 100]), lives)
Ask = Callable[["LedgerMachine"], Operation]
which = st.integers(0, 1)
numbers = st.integers(0, 50)
rarely = st.sampled_from([False] * 9 + [True])
holding = st.integers(1, 72).map(lambda hours: timedelta(hours=hours))
asks: st.SearchStrategy[Ask] = st.one_of(
    st.builds(lambda w, many: lambda machine: machine.grant(w, many), which, st.lists(lots, min_size=1, max_size=3)),
    st.builds(lambda w, amount: lambda machine: spend(machine.wallets[w].id, amount), which, amounts),
    st.builds(lambda w, amount: lambda machine: spend(machine.wallets[w].id, amount), which, amounts),
    st.builds(lambda *asked: lambda machine: machine.revoke(*asked), amounts, numbers, rarely),
    st.builds(lambda *asked: lambda machine: freeze(*machine.purchase(*asked)), numbers, rarely),
    st.builds(lambda n: lambda machine: unfreeze(*machine.frozen(n)), numbers),
    st.builds(lambda *asked: lambda machine: machine.reinstate(*asked), st.integers(1, 20), numbers, rarely),
    st.builds(lambda w, amount, life: lambda machine: machine.reserve(w, amount, life), which, amounts, holding),
    st.builds(lambda w, amount, life: lambda machine: machine.reserve(w, amount, life), which, amounts, holding),
    st.builds(lambda w, n, some: lambda machine: machine.capture(w, n, some), which, numbers, st.none() | amounts),
    st.builds(lambda w, n: lambda machine: release(machine.wallets[w].id, machine.hold(n)), which, numbers),
    st.builds(lambda w: lambda machine: expire(machine.wallets[w].id), which),
    st.builds(lambda w: lambda machine: spend(machine.wallets[w].id, machine.wallets[w].available or 1), which),
    st.builds(lambda n: lambda machine: machine.repeat(n), st.integers(0, 200)),
    st.builds(lambda n: lambda machine: altered(machine.repeat(n)), st.integers(0, 200)),
)


def altered(operation: Operation) -> Operation:
    """The same key for something else."""
    if isinstance(operation, Capture | Release):
        return replace(operation, hold_id="hld_another")
    return replace(operation, reference="another")


class LedgerMachine(RuleBasedStateMachine):
    """Two wallets, and a model of each."""

    def __init__(self, db: Database) -> None:
        super().__init__()
        self.db = db
        self.now = NOW
        self.wallets = [ModelWallet(db.transact(wallet_with)) for _ in range(2)]
        self.purchases: list[tuple[int, str]] = []
        self.taken: dict[tuple[str, str], list[str]] = defaultdict(list)  # keys of what was revoked and reinstated
        self.stored: list[tuple[Operation, Outcome]] = []
        self.seen: list[tuple[datetime, ModelWallet, Parts]] = []

    def grant(self, which: int, made: list[tuple[int, int, int, timedelta | None]]) -> GrantCredits:
        """A purchase of its own; lives count from now."""
        reference = f"pur_{len(self.purchases)}_{self.wallets[0].id}"
        self.purchases.append((which, reference))
        arriving = [
            Lot(amount, "purchase", price, "eur", priority, None if life is None else self.now + life)
            for amount, price, priority, life in made
        ]
        return grant(self.wallets[which].id, *arriving, reference=reference)

    def purchase(self, number: int, astray: bool = False) -> tuple[str, str]:
        """A wallet and a purchase, the youngest first, or none; who goes astray takes it for the other wallet's."""
        which, reference = [(0, "pur_unknown"), *self.purchases][-1 - number % (len(self.purchases) + 1)]
        return self.wallets[1 - which if astray else which].id, reference

    def frozen(self, number: int) -> tuple[str, str]:
        """A wallet and a purchase of which something is frozen, or any."""
        owned = [(wallet.id, grant) for wallet in self.wallets for grant in wallet.grants]
        known = [self.purchase(number), *((owner, grant.view.reference) for owner, grant in owned if grant.frozen)]
        return known[-1 - number % len(known)]

    def revoke(self, amount: int, number: int, astray: bool) -> Operation:
        """Of a purchase."""
        wallet, reference = self.purchase(number, astray)
        made = revoke(wallet, amount, reference)
        self.taken[wallet, reference].append(made.key)
        return made

    def reinstate(self, amount: int, number: int, forgetful: bool) -> Operation:
        """Of a purchase of which something was revoked, perhaps in this very batch; perhaps too much, or for nothing.

        Who is forgetful does not name what came last.
        """
        known = [*self.taken, self.purchase(number)]
        wallet, reference = known[-1 - number % len(known)]
        keys = self.taken[wallet, reference]
        made = reinstate(wallet, amount, *(keys[:-1] if forgetful else keys), reference=reference)
        keys.append(made.key)
        return made

    def reserve(self, which: int, amount: int, life: timedelta) -> Operation:
        """A hold."""
        return open_hold(self.wallets[which].id, amount, lasts=life)

    def hold(self, number: int) -> str:
        """One that was opened, the youngest first, in either wallet; or none."""
        known = ["hld_unknown", *(hold for wallet in self.wallets for hold in wallet.holds)]
        return known[-1 - number % len(known)]

    def capture(self, which: int, number: int, some: int | None) -> Operation:
        """Of a hold, perhaps of the other wallet, perhaps too much."""
        return capture(self.wallets[which].id, self.hold(number), some)

    def repeat(self, number: int) -> Operation:
        """Something that was done before or, at the beginning, something new."""
        return self.stored[number % len(self.stored)][0] if self.stored else expire(self.wallets[0].id)

    @rule(batch=st.lists(asks, min_size=1, max_size=4))
    def post(self, batch: list[Ask]) -> None:
        """Post a batch, and tell the models."""
        operations = [ask(self) for ask in batch]
        outcomes, arrived, balances = self.db.transact(self._act, operations)
        for operation, outcome in zip(operations, outcomes, strict=True):
            self._compare(operation, outcome, [view for view in arrived if view.reference == operation.reference])
        assert [wallet.parts for wallet in self.wallets] == balances

    def _act(
        self, session: Session, operations: list[Operation]
    ) -> tuple[list[Outcome], tuple[GrantView, ...], list[Parts]]:
        """One transaction for what a step needs: thousands of steps are made."""
        outcomes = post(session, operations, now=self.now)
        arrived = grants_of(session, [asked.reference for asked in operations if isinstance(asked, GrantCredits)])
        return outcomes, arrived, [parts_in(session, wallet.id) for wallet in self.wallets]

    def _compare(self, operation: Operation, outcome: Outcome, arrived: list[GrantView]) -> None:
        for asked, stored in self.stored:
            if asked.key == operation.key:
                assert outcome == stored if asked == operation else isinstance(outcome, IdempotencyConflict)
                return
        (wallet,) = (wallet for wallet in self.wallets if wallet.id == operation.wallet_id)
        expected = wallet.apply(operation, self.now, outcome, arrived)
        if isinstance(outcome, LedgerError):
            assert type(outcome).__name__ == expected
            return
        assert outcome.parts == expected
        if outcome.operation_id is not None:
            self.stored.append((operation, outcome))

    @rule(hours=st.integers(1, 48))
    def time_passes(self, hours: int) -> None:
        """Note what every wallet holds, and go on."""
        self.seen += [(self.now, wallet, wallet.parts) for wallet in self.wallets]
        self.now += timedelta(hours=hours)

    @rule(which=which, suspended=st.booleans())
    def suspend(self, which: int, suspended: bool) -> None:
        """Stop or allow spending."""
        self.db.transact(suspend, self.wallets[which].id, suspended=suspended)
        self.wallets[which].suspended = suspended

    def teardown(self) -> None:
        """At the end: grants as modelled, the past as it was seen, the books in order."""
        stored = self.db.transact(grants_of, [reference for _, reference in self.purchases])
        grants = [grant for wallet in self.wallets for grant in wallet.grants]
        shown = {view.id: (view.remaining, view.held, view.frozen, view.expired, view.taken) for view in stored}
        assert shown == {grant.id: grant.counts for grant in grants}
        for wallet in self.wallets:
            then = self.db.transact(grants_at, wallet.id, self.now)
            left = {grant.id: grant.counts[:3] for grant in wallet.grants if any(grant.counts[:3])}
            assert {one.grant_id: (one.remaining, one.held, one.frozen) for one in then} == left
        for wallet in self.wallets:
            held = self.db.transact(holds, wallet.id, now=self.now, limit=10_000).holds
            captured = {view.id: view.captured for view in held}
            assert captured == {hold.id: hold.captured for hold in wallet.holds.values()}
        assert self.db.transact(self._past) == [seen for _, _, seen in self.seen]
        for wallet in self.wallets:  # by itself: the page of one that begins right before it
            assert self.db.transact(verify, after=wallet.id[:-1], limit=1).violations == ()

    def _past(self, session: Session) -> list[Parts]:
        return [balance_at(session, wallet.id, moment) for moment, wallet, _ in self.seen]


def test_the_ledger_does_what_the_model_says(db: Database) -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        lambda: LedgerMachine(db),
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=50,
            deadline=None,
            print_blob=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert violations(db) == []
