"""While a dispute is open its credits are frozen; at its end they are taken or freed, whatever order news come in."""

from dataclasses import astuple, replace
from datetime import timedelta

import pytest

from creditshop.checkout import Buyer, flag
from creditshop.database import transact
from creditshop.inbox import Unclaimed
from creditshop.jobs import JobRun
from creditshop.ledger import expire_due
from creditshop.refunds import (
    NotAnswerable,
    PaymentDisputed,
    RefundKind,
    answer_dispute,
    disputes_of,
    evidence_of,
    evidence_pack,
    freeze,
    thaw,
)
from creditshop.refunds.answering import answer
from tests.checkout.conftest import ADA
from tests.refunds.conftest import OWNER, Till

K = RefundKind


async def test_an_opened_dispute_freezes_blocks_refunds_and_calls_for_people(till: Till) -> None:
    purchase = await till.sell()
    till.spend(750)
    till.report(till.bank.dispute(str(purchase.payment_intent_id)))
    found = till.balance()
    assert (found.available, found.frozen, found.owed) == (0, 2000, 0)
    again = till.again(purchase)
    assert (again.dispute_status, "fraudulent" in str(again.attention)) == ("needs_response", True)
    with pytest.raises(PaymentDisputed):
        till.look(purchase, K.ALL)
    assert till.problems() == []


@pytest.mark.parametrize("used", [0, 200])
async def test_what_comes_back_from_a_hold_is_frozen_with_the_rest(till: Till, used: int) -> None:
    purchase = await till.sell()
    hold_id = till.hold(1000)
    opened = till.bank.dispute(str(purchase.payment_intent_id))
    till.report(opened)
    till.close(hold_id, used)
    found = till.balance()
    assert (found.available, found.held, found.frozen) == (0, 0, 2750 - used)
    till.report(till.bank.decide(opened.id, "won"))
    assert till.balance().available == 2750 - used
    assert till.problems() == []


async def test_a_hold_whose_time_is_over_gives_nothing_of_a_frozen_purchase_back(till: Till) -> None:
    purchase, other = await till.sell(), await till.sell("starter")
    till.hold(3000, lasts=timedelta(minutes=15))
    till.db.transact(freeze, purchase.id, "issfr_1", actor="usr_1", now=till.now)
    till.bank.now += timedelta(hours=1)
    till.db.transact(expire_due, now=till.now)
    found = till.balance()
    assert (found.available, found.held, found.frozen) == (other.all_credits, 0, purchase.all_credits)
    assert till.problems() == []


async def test_what_a_failed_refund_gives_back_to_a_frozen_purchase_is_frozen(till: Till) -> None:
    purchase, other = await till.sell(), await till.sell("starter")
    till.spend(purchase.all_credits)
    refund_id = till.ask(purchase, K.ALL)  # takes the other purchase's credits, too
    assert till.balance().available == 0
    till.db.transact(freeze, other.id, "issfr_1", actor="usr_1", now=till.now)
    await till.carry_out(refund_id)
    (made,) = till.bank.refunds.values()
    till.report(till.bank.settle(made.id, "failed"))
    found = till.balance()
    assert (found.available, found.frozen, found.owed) == (0, other.all_credits, 0)
    till.db.transact(thaw, other.id, "issfr_1", actor="usr_1", now=till.now)
    assert till.balance().available == other.all_credits
    assert till.problems() == []


async def test_a_lost_dispute_takes_the_credits_and_what_was_spent_becomes_debt(till: Till) -> None:
    purchase = await till.sell()
    till.spend(750)
    opened = till.bank.dispute(str(purchase.payment_intent_id))
    till.report(opened)
    lost = till.bank.decide(opened.id, "lost")
    for _ in range(2):
        till.report(lost)
    found = till.balance()
    assert (found.available, found.frozen, found.owed) == (0, 0, 750)
    (dispute,) = till.db.transact(disputes_of, purchase.id)
    assert (dispute.status, dispute.withdrawn_minor, dispute.fee_minor) == ("lost", 2200, 1500)
    assert till.problems() == []


async def test_a_won_dispute_frees_the_credits_and_nets_the_money(till: Till) -> None:
    purchase = await till.sell()
    opened = till.bank.dispute(str(purchase.payment_intent_id))
    till.report(opened)
    till.report(till.bank.decide(opened.id, "won"))
    assert (till.balance().available, till.balance().frozen) == (2750, 0)
    (dispute,) = till.db.transact(disputes_of, purchase.id)
    assert (dispute.status, dispute.withdrawn_minor, dispute.fee_minor) == ("won", 0, 0)
    assert till.look(purchase, K.ALL).terms.amount_minor == 2200  # refunds are possible again


async def test_a_refund_and_a_lost_dispute_of_all_the_money_take_the_credits_once(till: Till) -> None:
    purchase = await till.sell()
    await till.carry_out(till.ask(purchase, K.AMOUNT, 1100))
    opened = till.bank.dispute(str(purchase.payment_intent_id))
    till.report(opened)
    till.report(till.bank.decide(opened.id, "lost"))
    found = till.balance()
    assert (found.available, found.frozen, found.owed) == (0, 0, 0)
    assert till.problems() == []


async def test_an_inquiry_freezes_and_may_be_settled_by_a_refund(till: Till) -> None:
    purchase = await till.sell()
    till.spend(250)
    opened = till.bank.dispute(str(purchase.payment_intent_id), inquiry=True)
    till.report(opened)
    assert (till.balance().available, till.balance().frozen) == (0, 2500)
    await till.carry_out(till.ask(purchase, K.UNSPENT))
    assert (till.balance().available, till.balance().frozen, till.balance().owed) == (0, 0, 0)
    till.report(till.bank.decide(opened.id, "warning_closed"))
    assert till.problems() == []


async def test_old_news_change_nothing_whatever_order_they_come_in(till: Till) -> None:
    purchase = await till.sell()
    opened = till.bank.dispute(str(purchase.payment_intent_id))
    till.bank.decide(opened.id, "under_review")
    till.bank.decide(opened.id, "won")
    for told, as_of in reversed(till.bank.events):
        till.report(told, as_of)
    (dispute,) = till.db.transact(disputes_of, purchase.id)
    assert (dispute.status, till.balance().available, dispute.withdrawn_minor) == ("won", 2750, 0)


async def test_within_one_second_of_the_provider_the_end_wins(till: Till) -> None:
    purchase = await till.sell()
    opened = till.bank.dispute(str(purchase.payment_intent_id))
    lost = replace(opened, status="lost")
    moment = till.bank.events[-1][1]
    for told in (lost, opened):
        till.report(told, moment)
    assert till.again(purchase).dispute_status == "lost"


async def test_a_dispute_of_a_payment_nobody_knows_waits(till: Till) -> None:
    purchase = await till.sell()
    opened = till.bank.dispute(str(purchase.payment_intent_id))
    with pytest.raises(Unclaimed):
        till.report(replace(opened, payment_intent_id="pi_other"))


async def test_a_freeze_for_another_reason_outlasts_a_dispute(till: Till) -> None:
    purchase = await till.sell()
    till.db.transact(freeze, purchase.id, "issfr_1", actor="provider", now=till.now)
    opened = till.bank.dispute(str(purchase.payment_intent_id))
    till.report(opened)
    till.report(till.bank.decide(opened.id, "won"))
    assert till.balance().frozen == 2750
    till.db.transact(thaw, purchase.id, "issfr_1", actor="usr_1", now=till.now)
    assert (till.balance().available, till.balance().frozen) == (2750, 0)


async def test_evidence_tells_what_was_bought_and_used_and_is_handed_in_once(till: Till) -> None:
    purchase = await till.sell()
    till.spend(300)
    till.db.transact(freeze, purchase.id, "issfr_1", actor="provider", now=till.now)
    till.report(till.bank.dispute(str(purchase.payment_intent_id)))
    (dispute,) = till.db.transact(disputes_of, purchase.id)
    pack = till.db.transact(evidence_pack, dispute.id, now=till.now)
    assert (pack.purchase.id, pack.used) == (purchase.id, 300)
    till.db.transact(answer_dispute, dispute.id, "They used it for days.", by=OWNER, now=till.now)
    with pytest.raises(NotAnswerable):
        till.db.transact(answer_dispute, dispute.id, "Once more", by=OWNER, now=till.now)
    effect = await answer(JobRun("job_1", "key", "disputes.answer", {"dispute_id": dispute.id}, 1, 1, till.now))
    assert effect
    await transact(effect)
    (handed_in,) = till.bank.answers
    assert handed_in.text == "They used it for days."
    assert purchase.id in handed_in.product_description
    assert "frozen" not in handed_in.product_description  # what the shop thinks of a payment is for the shop
    assert "used 300 credits in 1 requests" in handed_in.access_activity_log
    (dispute,) = till.db.transact(disputes_of, purchase.id)
    assert (dispute.status, dispute.submitted_at is not None) == ("under_review", True)


async def test_too_late_an_answer_is_refused(till: Till) -> None:
    purchase = await till.sell()
    till.report(till.bank.dispute(str(purchase.payment_intent_id)))
    (dispute,) = till.db.transact(disputes_of, purchase.id)
    with pytest.raises(NotAnswerable):
        till.db.transact(answer_dispute, dispute.id, "", by=OWNER, now=till.now + timedelta(days=8))


async def test_a_bank_is_told_what_was_sold_and_not_what_the_shop_suspected(till: Till) -> None:
    purchase = await till.sell(buyer=Buyer(ADA.user_id, ADA.email, "en", "203.0.113.7"))
    till.db.transact(flag, purchase.id, "the card's bank warns of fraud", now=till.now)
    await till.carry_out(till.ask(purchase, K.GOODWILL, 100))
    till.report(till.bank.dispute(str(purchase.payment_intent_id)))
    (dispute,) = till.db.transact(disputes_of, purchase.id)
    told = evidence_of(till.db.transact(evidence_pack, dispute.id, now=till.now), "Ours.")
    assert told.customer_ip == "203.0.113.7"  # where they bought, not where they were last
    everything = " ".join(astuple(told))
    assert "paid" in everything
    assert "warns of fraud" not in everything
    assert "because" not in everything
