"""Off, flag, hold and block each do what they say, and repeated news flags once."""

import pytest

from creditshop.checkout import CheckoutBlocked, grant_reviewed
from creditshop.fraud import Action, RuleName, flags_of, flags_of_owner
from tests.checkout.conftest import ADA, Shop
from tests.fraud.conftest import decline, flags, paid, set_rule, wish

RULE = RuleName.DECLINES_ACCOUNT


async def declined(shop: Shop, action: Action) -> str:
    """A session on which two attempts were declined, which is one more than the rule needs."""
    set_rule(shop, RULE, action, threshold=1)
    session_id = await wish(shop, ADA)
    decline(shop, session_id, times=2)
    return session_id


async def test_off_does_nothing(guarded: Shop) -> None:
    purchase = guarded.hear(guarded.provider.pay(await declined(guarded, Action.OFF)))
    assert (purchase.state, purchase.attention, flags(guarded)) == ("paid", None, [])


async def test_flag_asks_for_a_person_and_lets_the_purchase_go_on(guarded: Shop) -> None:
    session_id = await declined(guarded, Action.FLAG)
    for _ in range(3):
        purchase = guarded.hear(guarded.provider.pay(session_id))
    (flag,) = flags(guarded)
    assert (purchase.state, purchase.attention, guarded.credits()) == ("paid", flag.reason, 2_750)
    assert guarded.db.transact(flags_of, purchase.id) == guarded.db.transact(flags_of_owner, ADA.user_id) == (flag,)
    again = await paid(guarded, ADA)
    assert [one.purchase_id for one in flags(guarded)] == [purchase.id, again.id]


async def test_hold_keeps_the_credits_back_until_a_person_grants_them(guarded: Shop) -> None:
    session_id = await declined(guarded, Action.HOLD)
    for _ in range(3):
        purchase = guarded.hear(guarded.provider.pay(session_id))
    (flag,) = flags(guarded)
    assert (purchase.state, guarded.credits(), flag.purchase_id) == ("review", 0, purchase.id)
    assert "account: 2 within 60 min" in str(purchase.attention)
    granted = guarded.db.transact(grant_reviewed, purchase.id, actor="usr_owner", now=guarded.now)
    assert (granted.state, guarded.credits(), guarded.problems()) == ("paid", 2_750, [])
    assert guarded.purchases[0].attention is None  # it was decided in spite of the flag


async def test_block_refuses_new_purchases_and_holds_what_is_paid_all_the_same(guarded: Shop) -> None:
    session_id = await declined(guarded, Action.BLOCK)
    purchase = guarded.hear(guarded.provider.pay(session_id))
    assert (purchase.state, guarded.credits()) == ("review", 0)
    calls = guarded.provider.calls
    for _ in range(3):
        with pytest.raises(CheckoutBlocked):
            await guarded.buy()
    assert (len(guarded.purchases), guarded.provider.calls) == (1, calls)
    about = [(flag.rule, flag.purchase_id, flag.owner_id) for flag in flags(guarded)]
    assert about == [(RULE, purchase.id, ADA.user_id), (RULE, None, ADA.user_id)]
    set_rule(guarded, RULE, Action.FLAG, threshold=1)
    assert await guarded.buy()


async def test_a_rule_that_does_not_fire_lets_everything_pass(guarded: Shop) -> None:
    for name in RuleName:
        set_rule(guarded, name, Action.FLAG)
    set_rule(guarded, RULE, Action.BLOCK)
    assert (await paid(guarded, ADA)).attention is None
    assert flags(guarded) == []
