"""Giving money back: amounts, states, errors, events, and the account's balance."""

from typing import Any

import pytest
import stripe

from tests.sandbox.shop import Shop, browser


def test_a_refund_of_everything(shop: Shop) -> None:
    intent = str(shop.paid().payment_intent)

    refund = shop.sdk.v1.refunds.create(
        {"payment_intent": intent, "reason": "requested_by_customer", "metadata": {"refund": "ref_1"}}
    )

    assert (refund.amount, refund.status, refund.payment_intent) == (2200, "succeeded", intent)
    charge = shop.sdk.v1.charges.retrieve(str(refund.charge), {"expand": ["refunds"]})
    assert (charge.amount_refunded, charge.refunded, charge.refunds.data[0].id) == (2200, True, refund.id)
    assert "refunded" in browser.get(str(charge.receipt_url)).text
    booked = shop.sdk.v1.balance_transactions.retrieve(str(refund.balance_transaction), {"expand": ["source"]})
    assert (booked.amount, booked.fee, booked.source.id) == (-2200, 0, refund.id)
    assert shop.receiver.wait_for("refund.created")["data"]["object"]["metadata"] == {"refund": "ref_1"}
    changed = shop.receiver.wait_for("charge.refunded")["data"]
    assert (changed["object"]["refunded"], changed["previous_attributes"]["amount_refunded"]) == (True, 0)


def test_parts_add_up_and_no_cent_goes_back_twice(shop: Shop) -> None:
    charge = shop.charge(shop.paid())
    for amount in (200, 2000):
        shop.sdk.v1.refunds.create({"charge": charge.id, "amount": amount})
        if amount == 200:
            with pytest.raises(
                stripe.InvalidRequestError, match=r"\$21.00.* greater than unrefunded .*\$20.00"
            ) as much:
                shop.sdk.v1.refunds.create({"charge": charge.id, "amount": 2100})
            assert much.value.param == "amount"
    with pytest.raises(stripe.InvalidRequestError, match="already been refunded") as refused:
        shop.sdk.v1.refunds.create({"charge": charge.id})
    assert refused.value.code == "charge_already_refunded"
    assert sorted(refund.amount for refund in shop.sdk.v1.refunds.list({"charge": charge.id})) == [200, 2000]


@pytest.mark.parametrize(
    "params", [{}, {"charge": "ch_nothing"}, {"payment_intent": "pi_nothing"}, {"charge": "a", "payment_intent": "b"}]
)
def test_a_refund_of_nothing_is_refused(shop: Shop, params: Any) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        shop.sdk.v1.refunds.create(params)


def test_a_payment_that_never_succeeded_cannot_be_refunded(shop: Shop) -> None:
    session = shop.session()
    shop.pay(session, "4000000000000002")
    intent = shop.sdk.v1.checkout.sessions.retrieve(session.id).payment_intent
    with pytest.raises(stripe.InvalidRequestError, match="does not have a successful charge"):
        shop.sdk.v1.refunds.create({"payment_intent": str(intent)})


def test_one_card_takes_refunds_slowly(shop: Shop) -> None:
    refund = _refund(shop, "4000000000007726")
    assert refund.status == "pending"

    shop.later()

    updated = shop.receiver.wait_for("refund.updated")["data"]
    assert updated["object"]["status"] == "succeeded"
    before = {"reference": None, "reference_status": "pending", "type": "pending"}
    assert updated["previous_attributes"] == {"destination_details": {"card": before}, "status": "pending"}
    assert shop.receiver.wait_for("charge.refund.updated")["data"]["object"]["id"] == refund.id


def test_one_card_gives_refunds_back(shop: Shop) -> None:
    refund = _refund(shop, "4000000000005126")
    assert refund.status == "succeeded"

    shop.later()

    failed = shop.receiver.wait_for("refund.failed")["data"]["object"]
    assert (failed["status"], failed["failure_reason"]) == ("failed", "expired_or_canceled_card")
    charge = shop.sdk.v1.charges.retrieve(str(refund.charge))
    assert (charge.amount_refunded, charge.refunded) == (0, False)
    returned = shop.sdk.v1.balance_transactions.retrieve(failed["failure_balance_transaction"])
    assert returned.amount == 2200
    assert shop.sdk.v1.refunds.create({"charge": charge.id, "amount": 2000}).amount == 2000


@pytest.mark.parametrize(("outcome", "refunded"), [("succeed", 500), ("fail", 0)])
def test_a_pending_refund_is_decided_at_once_when_somebody_wants_it(shop: Shop, outcome: str, refunded: int) -> None:
    charge = shop.charge(shop.paid("4000000000007726"))
    refund = shop.sdk.v1.refunds.create({"charge": charge.id, "amount": 500})

    decided = shop.control(f"refunds/{refund.id}/decide", {"outcome": outcome})

    assert decided["status"] == {"succeed": "succeeded", "fail": "failed"}[outcome]
    assert shop.sdk.v1.charges.retrieve(charge.id).amount_refunded == refunded
    again = browser.post(f"{shop.url}/_control/refunds/{refund.id}/decide", json={"outcome": "succeed"})
    assert again.status_code == 409
    shop.later()
    assert shop.sdk.v1.refunds.retrieve(refund.id).status == decided["status"]


def test_a_refund_from_the_dashboard_reaches_the_shop_by_its_events_only(shop: Shop) -> None:
    session = shop.paid()

    part = shop.control(f"payments/{session.id}/refund", {"amount": 700, "reason": "duplicate"})
    typed = shop.control(f"payments/{session.payment_intent}/refund", {"amount_major": "1,5"})
    rest = shop.control(f"payments/{part['charge']}/refund")

    assert [refund["amount"] for refund in (part, typed, rest)] == [700, 150, 1350]
    told = shop.receiver.wait_for("refund.created", times=3)["data"]["object"]
    assert (told["metadata"], told["payment_intent"]) == ({}, session.payment_intent)
    assert shop.receiver.wait_for("charge.refunded", times=3)["data"]["object"]["refunded"] is True
    for amount, status in (("1.234", 400), ("x", 400), ("0.10", 400)):
        answer = browser.post(f"{shop.url}/_control/payments/{session.id}/refund", json={"amount_major": amount})
        assert answer.status_code == status, amount


def test_a_refunded_bank_debit_and_changed_metadata(shop: Shop) -> None:
    session = shop.session()
    shop.pay(session, method="debit", after_seconds="0")
    shop.receiver.wait_for("checkout.session.async_payment_succeeded")
    intent = shop.sdk.v1.checkout.sessions.retrieve(session.id).payment_intent
    refund = shop.sdk.v1.refunds.create({"payment_intent": str(intent)})
    assert shop.sdk.v1.refunds.update(refund.id, {"metadata": {"note": "x"}}).metadata.to_dict() == {"note": "x"}
    assert shop.sdk.v1.refunds.retrieve(refund.id).destination_details.type == "us_bank_account"


def test_money_becomes_available_after_two_days(shop: Shop) -> None:
    charge = shop.charge(shop.paid())
    booked = shop.sdk.v1.balance_transactions.retrieve(str(charge.balance_transaction))
    assert booked.status == "pending"
    shop.control("clock", {"offset_seconds": 2 * 24 * 3600 + 1})
    shop.control("flush")
    assert shop.sdk.v1.balance_transactions.retrieve(booked.id).status == "available"


def _refund(shop: Shop, number: str) -> stripe.Refund:
    return shop.sdk.v1.refunds.create({"payment_intent": str(shop.paid(number).payment_intent)})
