"""Whatever the provider answers, or fails to: what it made counts once, and nothing counts that it did not make."""

from dataclasses import replace

import pytest
from sqlmodel import Session

from creditshop.inbox import Unreadable
from creditshop.payments.errors import GatewayRefused
from creditshop.payments.events import PURCHASE_KEY, REFUND_KEY, Refund
from creditshop.payments.gateway import RefundRequest
from creditshop.refunds import AmountNotRefundable, RefundKind, models
from tests.refunds.bank import Bank
from tests.refunds.conftest import Till

K = RefundKind


class Refusing(Bank):
    """Refuses what it is asked for, whatever it did before."""

    def __init__(self, bank: Bank) -> None:
        self.__dict__.update(bank.__dict__)

    async def create_refund(self, request: RefundRequest) -> Refund:
        raise GatewayRefused("Stripe does not accept this key", "key_refused")


async def test_a_refund_that_was_made_although_it_seemed_to_be_refused_counts(till: Till) -> None:
    purchase = await till.sell()
    refund_id = till.ask(purchase, K.UNSPENT)
    till.use(Refusing(till.bank))
    await till.carry_out(refund_id)
    assert (till.refunds(purchase)[0].state, till.balance().available) == ("failed", 2750)
    ours = {PURCHASE_KEY: purchase.id, REFUND_KEY: refund_id}
    made = till.bank.give_back(str(purchase.payment_intent_id), 2200, **ours)  # by a try whose answer was lost
    till.report(made)
    (refund,) = till.refunds(purchase)
    assert (refund.state, refund.provider_id, till.balance().available) == ("pending", made.id, 0)
    till.report(till.bank.settle(made.id, "failed"))
    till.report(made)  # once more, late
    assert (till.refunds(purchase)[0].state, till.balance().available) == ("failed", 2750)
    assert till.problems() == []


async def test_a_refund_in_another_currency_is_for_a_person(till: Till) -> None:
    purchase = await till.sell()
    made = till.bank.give_back(str(purchase.payment_intent_id), 1100)
    with pytest.raises(Unreadable):
        till.report(replace(made, currency="eur"))


async def test_more_refunded_than_paid_is_a_violation(till: Till) -> None:
    purchase = await till.sell()
    await till.carry_out(till.ask(purchase, K.ALL))

    def twice(session: Session) -> None:
        session.get_one(models.Refund, till.refunds(purchase)[0].id).amount_minor = 4400

    till.db.transact(twice)
    assert till.problems() == [f"{purchase.id} has 4400 refunded of 2200"]


async def test_only_what_the_provider_moves_in_this_currency_is_refunded(till: Till) -> None:
    purchase = await till.sell()
    till.edit(purchase.id, currency="isk")  # whole krónur only, in hundredths
    till.spend(1501)
    assert till.look(purchase, K.UNSPENT).terms.amount_minor == 1000  # and not 1099
    with pytest.raises(AmountNotRefundable):
        till.look(purchase, K.AMOUNT, 1050)
    assert till.look(purchase, K.AMOUNT, 1100).terms.amount_minor == 1100
