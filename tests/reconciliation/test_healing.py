"""No webhook arrives for a day: comparing alone brings everything back, once."""

import pytest

from creditshop.payments import current
from creditshop.payments.errors import GatewayUnavailable
from creditshop.reconciliation import runs
from creditshop.reconciliation.models import MOVEMENTS
from tests.reconciliation.conftest import Office

DECLINED = "4000000000000002"


async def day_without_webhooks(office: Office) -> dict[str, str]:
    """What happens on it; the ids of the purchases by what became of them."""
    office.control("modes", drop="always")
    made = {name: await office.bought(name) for name in ("ada", "bob", "cleo", "dora")}
    made["declined"] = await office.bought("declined", DECLINED)
    made["debit"] = await office.bought("debit", method="debit", after_seconds="600000")
    made["unsettled"] = await office.bought("unsettled", method="debit", after_seconds="600000")
    made["failing"] = await office.bought("failing", method="debit", after_seconds="600000")
    session = {one.id: one.session_id for one in office.purchases}
    office.control(f"sessions/{session[made['debit']]}/settle", outcome="succeed")
    office.control(f"sessions/{session[made['failing']]}/settle", outcome="fail")
    office.control(f"payments/{office.intent(made['bob'])}/refund", amount=2200)
    office.control(f"payments/{office.intent(made['cleo'])}/refund", amount=800)
    for outcome in ("open", "won", "lost"):
        made[outcome] = await office.bought(outcome)
        intent = office.intent(made[outcome])
        dispute = office.control(f"payments/{intent}/dispute")
        if outcome != "open":
            office.control(f"disputes/{dispute['id']}/decide", outcome=outcome)
    office.stripe.later(60)  # refunds take a moment at the bank
    return made


async def test_everything_is_restored_once_and_late_webhooks_change_nothing(office: Office) -> None:
    made = await day_without_webhooks(office)
    assert set(office.states()) <= {"open", "created"}
    seen = await office.reconcile()
    state = {one.id: one for one in office.purchases}
    assert {name: str(state[id_].state) for name, id_ in made.items()} == {
        **dict.fromkeys(("ada", "bob", "cleo", "dora", "debit", "open", "won", "lost"), "paid"),
        "declined": "open",
        "unsettled": "processing",
        "failing": "failed",
    }
    assert [office.credits(f"usr_{name}") for name in ("ada", "bob", "cleo", "debit")] == [2750, 0, 1750, 2750]
    assert (state[made["bob"]].refunded_minor, state[made["cleo"]].refunded_minor) == (2200, 800)
    assert [office.credits(f"usr_{name}") for name in ("open", "won", "lost")] == [0, 2750, 0]
    disputed = [state[made[name]].dispute_status for name in ("open", "won", "lost")]
    assert disputed == ["needs_response", "won", "lost"]
    assert len(office.detail(made["declined"]).attempts) == 1
    assert (seen.found, seen.healed > 0, await office.violations()) == ([], True, [])

    before = (office.purchases, office.mails())
    assert (await office.reconcile()).healed == 0
    office.control("modes", drop=0)
    for event in office.stripe.sdk.v1.events.list({"limit": 100}).auto_paging_iter():
        office.control(f"events/{event.id}/resend", times=1)
    office.control("flush")
    assert (office.purchases, office.mails()) == before
    assert await office.violations() == []


async def test_what_stripe_books_is_kept_once(office: Office) -> None:
    await office.bought("eve")
    await office.reconcile()
    await office.reconcile()
    rows = office.db.transact(lambda session: session.connection().execute(MOVEMENTS.select()).mappings().all())
    mine = {one.id for one in office.stripe.sdk.v1.balance_transactions.list({"limit": 100}).data}
    assert mine <= {row["id"] for row in rows}
    assert len({row["id"] for row in rows}) == len(rows)


async def test_a_comparison_that_breaks_off_begins_again_where_it_began(office: Office) -> None:
    office.control("modes", drop="always")
    await office.bought("ann")
    first = await office.reconcile()
    office.control("modes", drop="always")
    await office.bought("ben")
    gateway = current.gateway()
    listed = gateway.movements_since

    async def broken(since: object) -> object:
        raise GatewayUnavailable("no answer")

    gateway.movements_since = broken  # type: ignore[method-assign, assignment]
    with pytest.raises(GatewayUnavailable):
        await office.reconcile()
    assert [one.until for one in office.db.transact(runs)] == [first.until]
    gateway.movements_since = listed  # type: ignore[method-assign]
    await office.reconcile()
    assert office.credits("usr_ben") == 2750
