"""A dispute may go more than one round: from an inquiry to a chargeback, from a decision to an appeal."""

from dataclasses import replace

import pytest

from creditshop.database import transact
from creditshop.jobs import JobRun
from creditshop.payments import events
from creditshop.payments.errors import GatewayRefused, StoredFailure
from creditshop.payments.gateway import Evidence
from creditshop.refunds import DisputeView, PaymentDisputed, RefundKind, answer_dispute, disputes_of
from creditshop.refunds.answering import answer
from tests.refunds.bank import Bank
from tests.refunds.conftest import OWNER, Till


def only(till: Till) -> DisputeView:
    """The dispute of the only purchase."""
    (dispute,) = till.db.transact(disputes_of, till.purchases[0].id)
    return dispute


async def hand_in(till: Till) -> None:
    """Staff answer, and the job carries it out."""
    till.db.transact(answer_dispute, only(till).id, "They used it.", by=OWNER, now=till.now)
    effect = await answer(JobRun("job_1", "key", "disputes.answer", {"dispute_id": only(till).id}, 1, 1, till.now))
    assert effect
    await transact(effect)


async def open_dispute(till: Till, *, inquiry: bool = False) -> events.Dispute:
    purchase = await till.sell()
    opened = till.bank.dispute(str(purchase.payment_intent_id), inquiry=inquiry)
    till.report(opened)
    return opened


async def test_an_inquiry_that_was_answered_and_becomes_a_chargeback_calls_for_another_answer(till: Till) -> None:
    opened = await open_dispute(till, inquiry=True)
    await hand_in(till)
    assert not only(till).is_answerable(till.now)
    purchase = till.purchases[0]
    till.dismiss(purchase)
    till.report(till.bank.decide(opened.id, "needs_response", withdrawn_minor=2200, movements=1))
    assert "disputes" in str(till.again(purchase).attention)
    assert only(till).is_answerable(till.now)
    await hand_in(till)
    assert (len(till.bank.answers), only(till).submitted_at is not None) == (2, True)


async def test_an_appeal_reopens_what_was_decided(till: Till) -> None:
    opened = await open_dispute(till)
    till.report(till.bank.decide(opened.id, "lost"))
    lost, as_of = till.bank.events[-1]
    till.report(till.bank.decide(opened.id, "appeal_needs_response"))
    till.report(lost, as_of)  # once more, late
    assert (only(till).status, only(till).closed_at, till.balance().frozen) == ("appeal_needs_response", None, 2750)
    with pytest.raises(PaymentDisputed):
        till.look(till.purchases[0], RefundKind.ALL)
    till.report(till.bank.decide(opened.id, "appeal_under_review"))
    till.report(till.bank.decide(opened.id, "lost"))
    assert (till.balance().available, till.balance().frozen, till.balance().owed) == (0, 0, 0)
    assert till.problems() == []


async def test_a_decision_at_once_after_the_answer_is_heard(till: Till) -> None:
    opened = await open_dispute(till)
    await hand_in(till)
    till.report(replace(till.bank.disputes[opened.id], status="lost"), till.now.replace(microsecond=0))
    assert only(till).status == "lost"


async def test_what_was_prevented_for_money_takes_its_credits(till: Till) -> None:
    opened = await open_dispute(till)
    till.report(till.bank.decide(opened.id, "prevented"))
    assert till.balance().available == 0
    assert till.problems() == []
    till.report(till.bank.decide(opened.id, "prevented", withdrawn_minor=0, movements=2))
    assert till.balance().available == 2750


async def test_the_amount_is_what_was_heard_last(till: Till) -> None:
    opened = await open_dispute(till)
    till.report(till.bank.decide(opened.id, "under_review", amount_minor=1100))
    till.report(till.bank.decide(opened.id, "lost"))
    assert (only(till).amount_minor, till.balance().available) == (1100, 1375)
    assert till.problems() == []


class Deaf(Bank):
    """Takes evidence in, if at all, and answers with an error."""

    def __init__(self, bank: Bank, error: Exception, *, takes: bool) -> None:
        self.__dict__.update(bank.__dict__)
        self.error, self.takes = error, takes

    async def submit_evidence(self, dispute_id: str, evidence: Evidence, *, idempotency_key: str) -> events.Dispute:
        if self.takes:
            self.decide(dispute_id, "under_review", submissions=1)
        raise self.error


@pytest.mark.parametrize("error", [StoredFailure("An error occurred"), GatewayRefused("already submitted")])
@pytest.mark.parametrize("takes", [True, False])
async def test_an_error_for_an_answer_says_nothing_about_whether_it_was_taken(
    till: Till, error: Exception, takes: bool
) -> None:
    await open_dispute(till)
    till.use(Deaf(till.bank, error, takes=takes))
    await hand_in(till)
    assert (only(till).submitted_at is not None, only(till).is_answerable(till.now)) == (takes, not takes)
    assert (only(till).failure is None) == takes
