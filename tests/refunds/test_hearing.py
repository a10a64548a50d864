"""What the provider tells of refunds is followed to the end, also where two of them look alike."""

import pytest
from sqlmodel import Session

from creditshop.jobs.models import JOBS
from creditshop.payments.errors import GatewayUnavailable
from creditshop.payments.events import PURCHASE_KEY, REFUND_KEY
from creditshop.refunds import RefundKind, hear_money_returned
from tests.refunds.conftest import Till

K = RefundKind


async def test_a_second_refund_that_names_ours_is_one_of_its_own_and_is_followed(till: Till) -> None:
    purchase = await till.sell()
    refund_id = till.ask(purchase, K.AMOUNT, 1100)
    await till.carry_out(refund_id)
    ours = {PURCHASE_KEY: purchase.id, REFUND_KEY: refund_id}
    twin = till.bank.give_back(str(purchase.payment_intent_id), 1100, **ours)
    for told in (twin, twin, till.bank.settle(twin.id, "succeeded")):
        till.report(told)
    found = {str(one.kind): str(one.state) for one in till.refunds(purchase)}
    assert found == {"amount": "pending", "elsewhere": "succeeded"}
    assert (till.balance().available, till.again(purchase).refunded_minor) == (0, 2200)
    assert till.problems() == []


async def test_money_that_went_back_before_the_provider_refused_is_gone_all_the_same(till: Till) -> None:
    purchase = await till.sell()
    refund_id = till.ask(purchase, K.ALL)
    till.bank.trouble = ["lost", "refused"]  # the second time with a key that was revoked, say
    with pytest.raises(GatewayUnavailable):
        await till.carry_out(refund_id)
    await till.carry_out(refund_id)
    assert (till.refunds(purchase)[0].state, till.balance().available) == ("failed", 2750)
    (made,) = till.bank.refunds.values()
    for told in (made, made, till.bank.settle(made.id, "succeeded")):
        till.report(told)
    (refund,) = till.refunds(purchase)
    assert (refund.state, refund.provider_id, refund.failure) == ("succeeded", made.id, None)
    assert (till.balance().available, till.again(purchase).refunded_minor) == (0, 2200)
    assert till.problems() == []


async def test_a_payment_is_looked_at_again_when_another_refund_comes_to_the_same_amount(till: Till) -> None:
    purchase = await till.sell()
    intent = str(purchase.payment_intent_id)
    first = till.bank.give_back(intent, 1100)
    for _ in range(2):
        till.db.transact(hear_money_returned, till.bank.returned(intent), now=till.now)
    assert till.db.transact(_looks) == 1
    till.report(till.bank.settle(first.id, "failed"))
    till.bank.give_back(intent, 1100)
    till.db.transact(hear_money_returned, till.bank.returned(intent), now=till.now)
    assert till.db.transact(_looks) == 2


def _looks(session: Session) -> int:
    return len(session.connection().execute(JOBS.select().where(JOBS.c.kind == "refunds.look")).all())
