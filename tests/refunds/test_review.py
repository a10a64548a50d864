"""Money of a purchase that waits for a person may go back before they decide; the credits follow all the same."""

import pytest
from sqlmodel import Session, select

from creditshop.checkout import PurchaseView, grant_reviewed
from creditshop.notices.models import Mail
from creditshop.refunds import NotRefundable, RefundKind, freeze
from tests.checkout.conftest import ADA, SESSION
from tests.refunds.conftest import Till

K = RefundKind


async def odd(till: Till) -> PurchaseView:
    """A purchase whose payment of 22 dollars was not as it was sold."""
    await till.buy()
    return till.hear(till.bank.pay(SESSION, amount_subtotal=1))


def grant(till: Till, purchase: PurchaseView) -> None:
    till.db.transact(grant_reviewed, purchase.id, actor="usr_olga", now=till.now)


async def test_what_went_back_before_the_grant_is_taken_with_it(till: Till) -> None:
    purchase = await odd(till)
    till.report(till.bank.give_back(str(purchase.payment_intent_id), 1100))
    await till.carry_out(till.ask(purchase, K.AMOUNT, 550))
    assert (till.credits(ADA.user_id), till.again(purchase).state) == (0, "review")
    grant(till, purchase)
    assert till.balance().available == 687  # 2750 less three quarters, rounded in the shop's favour
    assert till.problems() == []


async def test_a_refund_on_its_way_takes_the_credits_of_a_grant_that_is_faster(till: Till) -> None:
    purchase = await odd(till)
    refund_id = till.ask(purchase, K.ALL)
    grant(till, purchase)
    await till.carry_out(refund_id)
    assert (till.balance().available, till.balance().owed) == (0, 0)
    assert till.problems() == []


async def test_a_goodwill_before_the_grant_takes_nothing(till: Till) -> None:
    purchase = await odd(till)
    await till.carry_out(till.ask(purchase, K.GOODWILL, 550))
    grant(till, purchase)
    assert till.balance().available == 2750
    assert till.problems() == []


@pytest.mark.parametrize("cause", ["dispute", "warning"])
async def test_credits_that_are_granted_while_the_payment_is_in_doubt_arrive_frozen(till: Till, cause: str) -> None:
    purchase = await odd(till)
    if cause == "dispute":
        till.report(till.bank.dispute(str(purchase.payment_intent_id)))
    else:
        till.db.transact(freeze, purchase.id, "issfr_1", actor="provider", now=till.now)
    grant(till, purchase)
    assert (till.balance().available, till.balance().frozen) == (0, 2750)
    assert till.problems() == []


async def test_money_that_comes_back_is_for_a_person_to_decide_about_again(till: Till) -> None:
    purchase = await odd(till)
    await till.carry_out(till.ask(purchase, K.ALL))
    assert till.again(purchase).state == "failed"
    (refund,) = till.refunds(purchase)
    till.report(till.bank.settle(str(refund.provider_id), "failed"))
    again = till.again(purchase)
    assert (again.state, again.attention is not None, again.refunded_minor) == ("review", True, 0)
    assert till.look(purchase, K.ALL).terms.amount_minor == 2200
    grant(till, purchase)
    assert till.balance().available == 2750
    assert till.problems() == []


async def test_a_dispute_of_what_was_given_back_is_heard(till: Till) -> None:
    purchase = await odd(till)
    await till.carry_out(till.ask(purchase, K.ALL))
    till.report(till.bank.dispute(str(purchase.payment_intent_id)))
    again = till.again(purchase)
    assert (again.state, again.dispute_status, "disputes" in str(again.attention)) == ("failed", "needs_response", True)


async def test_a_lost_dispute_settles_it_and_one_that_is_won_after_all_asks_again(till: Till) -> None:
    purchase = await odd(till)
    opened = till.bank.dispute(str(purchase.payment_intent_id))
    till.report(opened)
    till.report(till.bank.decide(opened.id, "lost"))
    assert till.again(purchase).state == "failed"
    with pytest.raises(NotRefundable):
        till.look(purchase, K.ALL)
    till.report(till.bank.decide(opened.id, "won"))
    assert till.again(purchase).state == "review"


async def test_nobody_is_told_of_credits_that_never_came(till: Till) -> None:
    purchase = await odd(till)
    till.report(till.bank.give_back(str(purchase.payment_intent_id), 1100))

    def credits_told(session: Session) -> int:
        return int(session.exec(select(Mail).where(Mail.template == "refunded")).one().facts["credits"])

    assert till.db.transact(credits_told) == 0
