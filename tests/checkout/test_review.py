"""What no program should decide waits for a person, who hears of it, and is decided once."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from creditshop.accounts import Role, create_user, disable_user
from creditshop.checkout import NotInReview, PurchaseNotFound, dismiss, grant_reviewed
from creditshop.ledger import grants_of
from creditshop.notices.models import MAILS
from tests.checkout.conftest import SESSION, Shop


@pytest.mark.parametrize(
    "wrong", [{"amount_subtotal": 1}, {"currency": "eur"}, {"livemode": True}, {"id": "cs_test_other"}]
)
async def test_what_does_not_match_waits_for_a_person_without_credits(sold: Shop, wrong: dict[str, Any]) -> None:
    reviewed = sold.hear(sold.provider.pay(SESSION, **wrong))
    assert (reviewed.state, sold.credits(), sold.mails()) == ("review", 0, [])
    assert "instead of" in str(reviewed.attention)
    assert [found.id for found in sold.to_look_at()] == [reviewed.id]
    assert reviewed.session_id == SESSION
    granted = sold.db.transact(grant_reviewed, reviewed.id, actor="usr_owner", now=sold.now)
    assert (granted.state, granted.attention, sold.credits(), sold.problems()) == ("paid", None, 2_750, [])
    assert "usr_owner" in sold.detail(reviewed.id).timeline[-1].detail
    assert sold.to_look_at() == ()


async def test_money_of_another_currency_is_never_read_as_ours(sold: Shop) -> None:
    charged = {"currency": "jpy", "amount_subtotal": 330_000, "amount_total": 330_000}
    reviewed = sold.hear(sold.provider.pay(SESSION, **charged))
    assert (reviewed.currency, reviewed.amount_total) == ("usd", 2_200)  # as it was offered
    sold.db.transact(grant_reviewed, reviewed.id, actor="usr_owner", now=sold.now)
    prices = [(lot.price_minor, lot.currency) for lot in sold.db.transact(grants_of, [reviewed.id]) if lot.price_minor]
    assert prices == [(2_200, "usd")]


async def test_only_what_is_in_review_is_granted_by_hand(sold: Shop) -> None:
    with pytest.raises(NotInReview):
        sold.db.transact(grant_reviewed, sold.purchases[0].id, actor="usr_owner", now=sold.now)
    with pytest.raises(PurchaseNotFound):
        sold.db.transact(grant_reviewed, "pur_unknown", actor="usr_owner", now=sold.now)
    assert sold.credits() == 0


async def test_a_payment_after_a_grant_by_hand_grants_nothing_more_and_is_shown_to_a_person(sold: Shop) -> None:
    purchase = sold.hear(sold.provider.pay(SESSION, amount_subtotal=1))
    sold.db.transact(grant_reviewed, purchase.id, actor="usr_owner", now=sold.now)
    paid = sold.provider.pay(SESSION, amount_subtotal=2_200)
    assert "by hand" in str(sold.hear(paid).attention)
    assert (sold.credits(), sold.problems(), sold.mails()) == (2_750, [], [("receipt", "ada@example.com")])
    line = sold.detail(purchase.id).timeline[-1]
    assert (line.what, line.from_state, line.to_state) == ("flagged", "paid", "paid")
    sold.db.transact(dismiss, purchase.id, actor="usr_owner", now=sold.now)
    assert sold.hear(paid).attention is None  # told once


async def test_who_decides_about_money_hears_of_a_review_by_mail_once_each(sold: Shop) -> None:
    for role in Role:
        sold.db.transact(create_user, f"{role}@example.com", "hash", role=role, locale="de", now=sold.now)
    left = sold.db.transact(create_user, "left@example.com", "hash", role=Role.OWNER, now=sold.now)
    sold.db.transact(disable_user, left, now=sold.now)
    for wrong in (1, 2):
        sold.provider.now += timedelta(hours=1)
        reviewed = sold.hear(sold.provider.pay(SESSION, amount_subtotal=wrong))
        told = [("attention", "finance@example.com"), ("attention", "owner@example.com")]
        assert sorted(sold.mails()) == told
    facts = sold.db.transact(lambda session: session.connection().execute(select(MAILS.c.facts)).scalars().all())
    assert {mail["reason"] for mail in facts} == {"amount: 1 instead of 2200"}
    assert {mail["url"] for mail in facts} == {f"http://localhost:8000/admin/payment/?id={reviewed.id}"}
    sold.db.transact(grant_reviewed, reviewed.id, actor="usr_owner", now=sold.now)
    sold.provider.now += timedelta(hours=1)
    sold.hear(sold.provider.pay(SESSION, id="cs_test_other"))  # and again, once something new is odd
    assert [template for template, _ in sold.mails()].count("attention") == 4


async def test_a_second_payment_for_one_purchase_is_shown_to_a_person_and_dismissed_by_one(sold: Shop) -> None:
    paid = sold.hear(sold.provider.pay(SESSION))
    again = sold.hear(sold.provider.pay(SESSION, id="cs_test_other"))
    assert (again.state, again.session_id, sold.credits()) == ("paid", SESSION, 2_750)
    assert [found.id for found in sold.to_look_at()] == [paid.id]
    sold.db.transact(dismiss, paid.id, actor="usr_owner", now=sold.now)
    assert sold.to_look_at() == ()
    with pytest.raises(NotInReview):
        sold.db.transact(dismiss, paid.id, actor="usr_owner", now=sold.now)
