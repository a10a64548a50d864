"""Money goes back as the preview said, once, and the credits follow, whatever the provider answers."""

from dataclasses import replace

import pytest

from creditshop.audit.models import AUDIT
from creditshop.checkout import PurchaseNotFound
from creditshop.inbox import Unclaimed
from creditshop.jobs.models import JOBS
from creditshop.payments.errors import GatewayUnavailable
from creditshop.refunds import (
    AmountNotRefundable,
    NotRefundable,
    PreviewOutdated,
    ReasonMissing,
    RefundKind,
    RefundLimitExceeded,
    RefundWish,
    Terms,
    hear_money_returned,
    request_refund,
)
from creditshop.refunds.hearing import NotPaidYet
from tests.checkout.conftest import ADA, SESSION
from tests.refunds.conftest import OWNER, SUPPORT, Till

K = RefundKind


async def test_everything_goes_back_with_all_of_its_credits(till: Till) -> None:
    purchase = await till.sell()
    refund_id = till.ask(purchase, K.ALL)
    assert till.balance().available == 0  # from the request on, so that nobody spends them meanwhile
    assert till.again(purchase).refunded_minor == 0
    await till.carry_out(refund_id)
    (refund,) = till.refunds(purchase)
    assert (refund.state, refund.amount_minor, refund.credits) == ("pending", 2200, 2750)
    till.report(till.bank.settle(str(refund.provider_id), "succeeded"))
    assert (till.refunds(purchase)[0].state, till.again(purchase).refunded_minor) == ("succeeded", 2200)
    assert till.mails().count(("refunded", "ada@example.com")) == 1
    assert [line.what for line in till.detail(purchase.id).timeline][-3:] == [
        "refund_requested",
        "refund_pending",
        "refund_succeeded",
    ]
    assert till.problems() == []


@pytest.mark.parametrize(
    ("spent", "kind", "amount", "terms", "balance", "debt"),
    [
        (0, K.ALL, None, Terms(2200, 2750), 0, 0),
        (1000, K.ALL, None, Terms(2200, 2750), 0, 1000),
        (0, K.AMOUNT, 1100, Terms(1100, 1375), 1375, 0),
        (2000, K.AMOUNT, 1100, Terms(1100, 1375), 0, 625),
        (0, K.UNSPENT, None, Terms(2200, 2750), 0, 0),
        (250, K.UNSPENT, None, Terms(2200, 2500), 0, 0),  # the bonus is spent first
        (1500, K.UNSPENT, None, Terms(1100, 1250), 0, 0),
        (1501, K.UNSPENT, None, Terms(1099, 1249), 0, 0),  # in the shop's favour
        (0, K.GOODWILL, 500, Terms(500, 0), 2750, 0),
    ],
)
async def test_each_kind_does_what_its_preview_says(
    till: Till, *, spent: int, kind: RefundKind, amount: int | None, terms: Terms, balance: int, debt: int
) -> None:
    purchase = await till.sell()
    if spent:
        till.spend(spent)
    shown = till.look(purchase, kind, amount)
    assert (shown.terms, shown.debt, shown.spent) == (terms, debt, spent)
    await till.carry_out(till.ask(purchase, kind, amount))
    found = till.balance()
    assert (found.available, found.owed) == (balance, debt)
    assert found.available == shown.available_after
    assert till.bank.left(str(purchase.payment_intent_id)) == shown.left_minor_after
    assert till.problems() == []


async def test_what_a_goodwill_left_is_refunded_for_all_credits(till: Till) -> None:
    purchase = await till.sell()
    till.ask(purchase, K.GOODWILL, 700)
    assert till.look(purchase, K.ALL).terms == Terms(1500, 2750)


async def test_credits_of_other_purchases_are_taken_before_a_debt_is_made(till: Till) -> None:
    purchase = await till.sell()
    till.spend(2750)
    await till.sell("starter")
    shown = till.look(purchase, K.ALL)
    assert (shown.from_others, shown.debt) == (500, 2250)
    till.ask(purchase, K.ALL)
    assert (till.balance().available, till.balance().owed) == (0, 2250)


async def test_a_repeated_click_is_one_refund(till: Till) -> None:
    purchase = await till.sell()
    asked = [till.ask(purchase, K.GOODWILL, 500, key="req_1") for _ in range(2)]
    assert len(set(asked)) == len(till.refunds(purchase)) == 1


async def test_a_refund_that_fails_gives_the_credits_back_and_asks_a_person(till: Till) -> None:
    purchase = await till.sell()
    till.spend(1000)
    await till.carry_out(till.ask(purchase, K.ALL))
    provider_id = str(till.refunds(purchase)[0].provider_id)
    till.report(till.bank.settle(provider_id, "succeeded"))
    for _ in range(2):
        till.report(till.bank.settle(provider_id, "failed"))
    (refund,) = till.refunds(purchase)
    assert (refund.state, refund.failure) == ("failed", "lost_or_stolen_card")
    assert (till.balance().available, till.balance().owed) == (1750, 0)
    again = till.again(purchase)
    assert (again.refunded_minor, "failed" in str(again.attention)) == (0, True)
    assert till.mails().count(("refund_failed", "ada@example.com")) == 1
    till.report(replace(till.bank.refunds[provider_id], status="succeeded", failure_reason=None))  # old news
    assert till.refunds(purchase)[0].state == "failed"
    assert till.problems() == []


async def test_what_the_provider_refuses_leaves_everything_as_it_was(till: Till) -> None:
    purchase = await till.sell()
    refund_id = till.ask(purchase, K.ALL)
    till.bank.give_back(str(purchase.payment_intent_id), 2200)  # in the dashboard, unheard
    await till.carry_out(refund_id)
    (refund,) = till.refunds(purchase)
    assert (refund.state, refund.provider_id) == ("failed", None)
    assert till.balance().available == 2750
    assert [template for template, _ in till.mails()] == ["receipt"]  # the buyer never heard of it


@pytest.mark.parametrize("trouble", [["lost"], ["broken", ""], ["down"], ["lost", "lost", "down"]])
async def test_lost_answers_refund_once(till: Till, trouble: list[str]) -> None:
    purchase = await till.sell()
    refund_id = till.ask(purchase, K.ALL)
    till.bank.trouble = trouble
    while till.refunds(purchase)[0].state == "requested":
        try:
            await till.carry_out(refund_id)
        except GatewayUnavailable:
            continue
    assert len(till.bank.refunds) == 1
    assert till.refunds(purchase)[0].provider_id in till.bank.refunds


async def test_a_key_that_can_only_fail_is_replaced_when_no_money_moved(till: Till) -> None:
    purchase = await till.sell()
    refund_id = till.ask(purchase, K.ALL)
    wish = till.bank.refund_keys
    wish[f"refund-{refund_id}-0"] = (None, "broken")  # type: ignore[assignment]
    await till.carry_out(refund_id)
    assert till.refunds(purchase)[0].state == "requested"
    with till.db.engine.connect() as connection:
        keys = connection.execute(JOBS.select().where(JOBS.c.kind == "refunds.send")).all()
    assert sorted(row.key for row in keys) == [f"refunds.send:{refund_id}:{tried}" for tried in (0, 1)]
    await till.carry_out(refund_id)
    assert till.refunds(purchase)[0].state == "pending"


async def test_a_refund_of_the_dashboard_takes_credits_the_same(till: Till) -> None:
    purchase = await till.sell()
    made = till.bank.give_back(str(purchase.payment_intent_id), 1100)
    for _ in range(2):
        till.report(made)
    (refund,) = till.refunds(purchase)
    assert (refund.kind, refund.credits, refund.state) == ("elsewhere", None, "pending")
    assert (till.balance().available, till.again(purchase).refunded_minor) == (1375, 1100)
    with pytest.raises(AmountNotRefundable):
        till.ask(purchase, K.AMOUNT, 1101)


async def test_a_charge_that_tells_more_than_was_heard_of_has_its_refunds_looked_at(till: Till) -> None:
    purchase = await till.sell()
    till.bank.give_back(str(purchase.payment_intent_id), 1100)
    told = till.bank.returned(str(purchase.payment_intent_id))
    till.db.transact(hear_money_returned, told, now=till.now)
    with till.db.engine.connect() as connection:
        assert connection.execute(JOBS.select().where(JOBS.c.kind == "refunds.look")).one().args == {
            "purchase_id": purchase.id
        }


async def test_events_that_come_before_their_payment_wait(till: Till) -> None:
    await till.buy()
    completed = till.bank.complete(SESSION)  # unheard
    made = till.bank.give_back(f"pi_{SESSION}", 2200)
    with pytest.raises(Unclaimed):
        till.report(made)
    till.hear(completed)
    with pytest.raises(NotPaidYet):
        till.report(made)
    till.hear(till.bank.pay(SESSION))
    till.report(made)
    assert till.balance().available == 0


async def test_support_refunds_up_to_a_limit_of_each_payment(till: Till) -> None:
    purchase = await till.sell("scale")  # 360 dollars
    till.ask(purchase, K.AMOUNT, 60_00, by=SUPPORT)
    till.ask(purchase, K.GOODWILL, 40_00, by=SUPPORT)
    with pytest.raises(RefundLimitExceeded) as refused:
        till.ask(purchase, K.GOODWILL, 1, by=SUPPORT)
    assert refused.value.limit_minor == 100_00
    till.ask(purchase, K.ALL)


async def test_what_makes_no_sense_is_refused_and_changes_nothing(till: Till) -> None:
    purchase = await till.sell()
    for amount in (0, -1, 2201, None):
        with pytest.raises(AmountNotRefundable):
            till.look(purchase, K.AMOUNT, amount)
    shown = till.look(purchase, K.UNSPENT)
    wish = RefundWish("req_1", purchase.id, K.UNSPENT, None, None, "  ", shown.terms)
    with pytest.raises(ReasonMissing):
        till.db.transact(request_refund, wish, by=OWNER, now=till.now)
    till.spend(1500)
    with pytest.raises(PreviewOutdated):
        till.db.transact(request_refund, replace(wish, reason="because"), by=OWNER, now=till.now)
    with pytest.raises(PurchaseNotFound):
        till.db.transact(request_refund, replace(wish, reason="x", purchase_id="pur_none"), by=OWNER, now=till.now)
    assert (till.refunds(purchase), till.balance().available) == ([], 1250)
    await till.buy("starter")
    with pytest.raises(NotRefundable):
        till.look(till.purchases[-1], K.ALL)


async def test_each_request_is_in_the_audit_log(till: Till) -> None:
    purchase = await till.sell()
    refund_id = till.ask(purchase, K.AMOUNT, 1100)
    with till.db.engine.connect() as connection:
        (entry,) = connection.execute(AUDIT.select().where(AUDIT.c.action == "refund.request"))
    assert (entry.actor_id, entry.target, entry.reason) == (OWNER.user_id, purchase.id, "because")
    assert entry.after["refund"] == refund_id
    assert (entry.after["amount_minor"], entry.after["credits"]) == (1100, 1375)


async def test_a_purchase_in_review_is_settled_by_giving_its_money_back(till: Till) -> None:
    await till.buy()
    odd = till.hear(till.bank.pay(SESSION, amount_subtotal=1))
    assert odd.state == "review"
    shown = till.look(odd, K.ALL)
    assert (shown.terms, shown.spent, shown.debt) == (Terms(2200, 0), 0, 0)
    await till.carry_out(till.ask(odd, K.ALL))
    settled = till.again(odd)
    assert (settled.state, settled.attention, settled.refunded_minor) == ("failed", None, 2200)
    till.hear(till.bank.sessions[SESSION])  # the same news again
    assert (till.again(odd).state, till.credits(ADA.user_id)) == ("failed", 0)
