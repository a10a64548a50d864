"""Closing an account: nothing is left that says who it was, and every book is whole."""

from datetime import timedelta

import pytest

from creditshop import apikeys, notices, outgoing
from creditshop.accounts import Role, account, ask_for_change, change_role, confirm_change, create_user, session_user
from creditshop.accounts.errors import NoSuchUser
from creditshop.alerts import violations
from creditshop.apikeys import CUSTOMER_SCOPES, KeyInvalid
from creditshop.checkout import Buyer, find_purchase
from creditshop.closing import (
    AddressUnsettled,
    DisputeOpen,
    OnTheTeamStill,
    PaymentUnderWay,
    RefundUnderWay,
    close_account,
    what_goes,
)
from creditshop.refunds import RefundKind, RefundState
from tests.accounts.people import DEVICE, NOW, link_in, mails, new_user, open_for
from tests.refunds.conftest import Till, till
from tests.security.test_secrets import everything

__all__ = ["till"]
EMAIL = "ada.canary@example.com"


@pytest.fixture
def ada(till: Till) -> Buyer:
    """A customer with all that a customer can have."""
    return Buyer(till.db.transact(new_user, EMAIL), EMAIL, "en")


async def all_books(till: Till) -> list[str]:
    return [str(one) async for one in violations()] + till.problems()


async def test_nobody_is_left_and_every_book_is_whole(till: Till, ada: Buyer) -> None:
    purchase = await till.sell(buyer=ada)
    till.hold(100, ada.user_id)
    opened = till.db.transact(open_for, ada.user_id, till.now)
    key = till.db.transact(
        apikeys.create_key,
        owner_id=ada.user_id,
        name=EMAIL,
        scopes=CUSTOMER_SCOPES,
        created_by=ada.user_id,
        now=till.now,
    )
    till.db.transact(
        outgoing.add_endpoint, ada.user_id, url=f"https://example.com/{EMAIL}", events=["credits.spent"], now=till.now
    )
    before = till.db.transact(what_goes, ada.user_id, now=till.now)
    assert (before.credits, before.held, before.obstacle) == (2650, 100, None)
    assert EMAIL in till.db.transact(everything)

    till.db.transact(close_account, ada.user_id, now=till.now)
    till.db.transact(notices.forget_mail, key=f"closed:{ada.user_id}")  # a day later
    assert EMAIL not in till.db.transact(everything)
    assert till.db.transact(session_user, opened.token, now=till.now) is None
    with pytest.raises(KeyInvalid):
        till.db.transact(apikeys.authenticate, key.token)
    assert till.db.transact(find_purchase, purchase.id).amount_total == 2200
    parts = till.balance(ada.user_id)
    assert (parts.available, parts.held, parts.suspended) == (0, 100, True)
    assert await all_books(till) == []


def test_who_has_the_address_begins_anew(till: Till, ada: Buyer) -> None:
    till.db.transact(close_account, ada.user_id, now=till.now)
    till.db.transact(close_account, ada.user_id, now=till.now)
    closed = till.db.transact(account, ada.user_id)
    assert (closed.email, closed.name, closed.verified) == ("", "", False)
    assert till.db.transact(create_user, EMAIL, "hash", now=till.now) != ada.user_id


async def test_money_that_goes_back_later_is_booked_all_the_same(till: Till, ada: Buyer) -> None:
    purchase = await till.sell(buyer=ada)
    till.db.transact(close_account, ada.user_id, now=till.now)
    till.db.transact(notices.forget_mail, key=f"closed:{ada.user_id}")
    till.report(till.bank.give_back(str(purchase.payment_intent_id), 2200))
    dispute = till.bank.dispute(str(purchase.payment_intent_id))
    till.report(dispute)
    assert till.again(purchase).refunded_minor == 2200
    assert till.balance(ada.user_id).available == 0
    assert await all_books(till) == []
    assert EMAIL not in till.db.transact(everything)


async def test_what_is_under_way_comes_to_its_end_first(till: Till, ada: Buyer) -> None:
    url = await till.buy(buyer=ada)
    with pytest.raises(PaymentUnderWay):
        till.db.transact(close_account, ada.user_id, now=till.now)
    purchase = till.hear(till.bank.pay(url.rsplit("/", 1)[1]))
    dispute = till.bank.dispute(str(purchase.payment_intent_id))
    till.report(dispute)
    with pytest.raises(DisputeOpen):
        till.db.transact(close_account, ada.user_id, now=till.now)
    assert till.db.transact(what_goes, ada.user_id, now=till.now).obstacle == "dispute_open"
    till.report(till.bank.decide(dispute.id, "won"))
    till.db.transact(close_account, ada.user_id, now=till.now)
    assert till.db.transact(account, ada.user_id).email == ""


async def test_money_on_its_way_back_arrives_first(till: Till, ada: Buyer) -> None:
    purchase = await till.sell(buyer=ada)
    refund = till.ask(purchase, RefundKind.ALL)
    for state in (RefundState.REQUESTED, RefundState.PENDING):
        assert till.refunds(purchase)[0].state == state
        with pytest.raises(RefundUnderWay):
            till.db.transact(close_account, ada.user_id, now=till.now)
        await till.carry_out(refund)
    till.report(till.bank.settle(str(till.refunds(purchase)[0].provider_id), "succeeded"))
    till.db.transact(close_account, ada.user_id, now=till.now)


def test_staff_leave_the_team_first(till: Till, ada: Buyer) -> None:
    till.db.transact(change_role, ada.user_id, Role.SUPPORT, now=NOW)
    with pytest.raises(OnTheTeamStill):
        till.db.transact(close_account, ada.user_id, now=till.now)
    with pytest.raises(NoSuchUser):
        till.db.transact(close_account, "usr_none", now=till.now)


def test_who_has_moved_the_account_cannot_close_it_before_its_owner_objects(till: Till, ada: Buyer) -> None:
    opened = till.db.transact(open_for, ada.user_id, till.now)
    user = till.db.transact(session_user, opened.token, now=till.now)
    assert user
    till.db.transact(ask_for_change, user, "thief@example.com", now=till.now)
    (token,) = [
        link_in(text, "email")[1]["token"] for name, _, text in till.db.transact(mails) if name == "email_confirm"
    ]
    till.db.transact(confirm_change, token, DEVICE, now=till.now)
    with pytest.raises(AddressUnsettled):
        till.db.transact(close_account, ada.user_id, now=till.now)
    till.db.transact(close_account, ada.user_id, now=till.now + timedelta(days=8))


async def test_money_that_a_person_looks_at_comes_to_its_end_first(till: Till, ada: Buyer) -> None:
    purchase = await till.sell(buyer=ada, amount_subtotal=1, amount_total=1)
    with pytest.raises(PaymentUnderWay):
        till.db.transact(close_account, ada.user_id, now=till.now + timedelta(days=2))
    assert till.again(purchase).state == "review"
