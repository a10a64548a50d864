"""Disputes and inquiries: what opens and ends them, where the money goes, what the shop hears in which order."""

from typing import Any

import pytest
import stripe

from tests.sandbox.shop import Shop, browser

DAY = 24 * 3600


def test_a_card_is_disputed_some_seconds_after_the_payment(shop: Shop) -> None:
    session = shop.paid("4000000000000259")
    assert shop.charge(session).disputed is False
    assert shop.sdk.v1.disputes.list().data == []

    shop.later()

    dispute = shop.sdk.v1.disputes.list({"payment_intent": str(session.payment_intent)}).data[0]
    assert (dispute.status, dispute.reason, dispute.amount) == ("needs_response", "fraudulent", 2200)
    assert (dispute.is_charge_refundable, dispute.network_reason_code) == (False, "10.4")
    assert dispute.payment_method_details.card.case_type == "chargeback"
    assert 8 * DAY <= dispute.evidence_details.due_by - dispute.created < 9 * DAY
    taken = dispute.balance_transactions[0]
    assert (taken.type, taken.amount, taken.fee, taken.net) == ("adjustment", -2200, 1500, -3700)
    assert (taken.reporting_category, taken.source) == ("dispute", dispute.id)
    assert shop.charge(session).disputed is True
    assert _told(shop) == ["created", "funds_withdrawn"]
    created = shop.receiver.wait_for("charge.dispute.created")
    assert created["data"]["object"]["balance_transactions"][0]["id"] == taken.id
    expanded = shop.sdk.v1.disputes.retrieve(dispute.id, {"expand": ["charge", "payment_intent"]})
    assert (expanded.charge.id, expanded.payment_intent.id) == (dispute.charge, session.payment_intent)


@pytest.mark.parametrize(
    ("number", "status", "reason", "code"),
    [
        ("4000000000002685", "needs_response", "product_not_received", "13.1"),
        ("4000000000001976", "warning_needs_response", "fraudulent", "10"),
    ],
)
def test_each_dispute_card_brings_its_own_kind(shop: Shop, number: str, status: str, reason: str, code: str) -> None:
    shop.paid(number)
    shop.later()
    dispute = shop.sdk.v1.disputes.list().data[0]
    assert (dispute.status, dispute.reason, dispute.network_reason_code) == (status, reason, code)


def test_a_test_says_how_long_a_card_waits_and_a_refund_comes_before_it(shop: Shop) -> None:
    shop.control("modes", {"aftermath_seconds": 7200})
    charge = shop.charge(shop.paid("4000000000000259"))
    shop.later(4000)
    assert shop.sdk.v1.disputes.list().data == []
    shop.sdk.v1.refunds.create({"charge": charge.id})
    shop.later(8000)
    assert shop.sdk.v1.disputes.list().data == []


def test_a_disputed_charge_is_not_refunded_until_it_is_won(shop: Shop) -> None:
    charge = shop.charge(shop.paid())
    shop.sdk.v1.refunds.create({"charge": charge.id, "amount": 200})
    dispute = _disputed(shop, charge.id)
    assert dispute.amount == 2000

    with pytest.raises(stripe.InvalidRequestError, match="has been charged back; cannot issue a refund") as refused:
        shop.sdk.v1.refunds.create({"charge": charge.id})
    assert (refused.value.code, refused.value.http_status) == ("charge_disputed", 400)

    shop.control(f"disputes/{dispute.id}/decide", {"outcome": "won"})
    assert shop.sdk.v1.refunds.create({"charge": charge.id}).amount == 2000
    assert shop.sdk.v1.charges.retrieve(charge.id).disputed is True


def test_winning_evidence_brings_the_money_and_the_fee_back(shop: Shop) -> None:
    dispute = _disputed(shop)

    answered = _submit(shop, dispute, "winning_evidence")

    assert (answered.status, answered.evidence_details.submission_count) == ("under_review", 1)
    assert (answered.evidence_details.has_evidence, answered.evidence_details.submission_method) == (True, "manual")
    changed = shop.receiver.wait_for("charge.dispute.updated")["data"]["previous_attributes"]
    assert (changed["status"], changed["evidence"]) == ("needs_response", {"uncategorized_text": None})
    shop.later()
    won = shop.sdk.v1.disputes.retrieve(dispute.id)
    assert (won.status, won.is_charge_refundable) == ("won", True)
    returned = won.balance_transactions[1]
    assert (returned.amount, returned.fee, returned.net) == (2200, -1500, 3700)
    assert returned.reporting_category == "dispute_reversal"
    assert _told(shop) == ["created", "funds_withdrawn", "updated", "funds_reinstated", "closed"]
    with pytest.raises(stripe.InvalidRequestError, match="already closed"):
        shop.sdk.v1.disputes.close(dispute.id)


def test_losing_evidence_loses_and_other_evidence_waits_for_the_bank(shop: Shop) -> None:
    losing, waiting = _disputed(shop), _disputed(shop)
    _submit(shop, losing, "losing_evidence")
    _submit(shop, waiting, "They downloaded it.")

    shop.later()

    assert [shop.sdk.v1.disputes.retrieve(d.id).status for d in (losing, waiting)] == ["lost", "under_review"]
    with pytest.raises(stripe.InvalidRequestError, match="already been submitted"):
        _submit(shop, waiting, "winning_evidence")
    shop.later(10 * DAY)
    assert shop.sdk.v1.disputes.retrieve(waiting.id).status == "lost"
    assert "funds_reinstated" not in _told(shop)


def test_evidence_can_be_staged_and_taken_back_before_it_is_submitted(shop: Shop) -> None:
    dispute = _disputed(shop)
    staged: Any = {"evidence": {"customer_name": "Ada", "service_date": "May"}, "submit": False, "metadata": {"a": "b"}}

    kept = shop.sdk.v1.disputes.update(dispute.id, staged)
    assert (kept.status, kept.evidence_details.has_evidence, kept.metadata["a"]) == ("needs_response", True, "b")
    none: Any = {"evidence": {"customer_name": "", "service_date": ""}, "submit": False}
    assert shop.sdk.v1.disputes.update(dispute.id, none).evidence_details.has_evidence is False
    assert shop.sdk.v1.disputes.update(dispute.id, {"metadata": {"c": "d"}}).status == "needs_response"
    assert shop.sdk.v1.disputes.update(dispute.id, {"submit": True}).status == "under_review"
    with pytest.raises(stripe.InvalidRequestError) as unknown:
        shop.sdk.v1.disputes.update(dispute.id, {"evidence": {"alibi": "x"}})  # type: ignore[typeddict-unknown-key]
    assert unknown.value.param == "evidence[alibi]"


def test_a_dispute_that_nobody_answers_is_lost_on_its_due_date_and_an_inquiry_closes(shop: Shop) -> None:
    dispute, inquiry = _disputed(shop), _disputed(shop, inquiry=True)
    shop.sdk.v1.disputes.update(dispute.id, {"metadata": {"note": "seen"}})
    shop.later(10 * DAY)
    assert [shop.sdk.v1.disputes.retrieve(d.id).status for d in (dispute, inquiry)] == ["lost", "warning_closed"]
    assert _told(shop)[-2:] == ["closed", "closed"]


def test_the_shop_accepts_a_dispute_and_it_is_lost(shop: Shop) -> None:
    dispute = _disputed(shop, amount=500)
    assert shop.sdk.v1.disputes.close(dispute.id).status == "lost"
    assert _told(shop) == ["created", "funds_withdrawn", "closed"]
    with pytest.raises(stripe.InvalidRequestError) as refused:
        shop.sdk.v1.refunds.create({"charge": str(dispute.charge)})
    assert refused.value.code == "charge_disputed"


def test_an_inquiry_moves_no_money_and_leaves_the_refund_open(shop: Shop) -> None:
    inquiry = _disputed(shop, inquiry=True)
    assert (inquiry.balance_transactions, inquiry.is_charge_refundable) == ([], True)
    assert inquiry.payment_method_details.card.case_type == "inquiry"
    shop.sdk.v1.refunds.create({"charge": str(inquiry.charge), "amount": 100})

    assert _submit(shop, inquiry, "winning_evidence").status == "warning_under_review"
    shop.later()

    assert shop.sdk.v1.disputes.retrieve(inquiry.id).status == "warning_closed"
    assert _told(shop) == ["created", "updated", "closed"]


def test_an_inquiry_escalates_to_a_dispute_which_overtakes_a_pending_refund(shop: Shop) -> None:
    charge = shop.charge(shop.paid("4000000000007726"))
    inquiry = _disputed(shop, charge.id, inquiry=True)
    _submit(shop, inquiry, "escalate_inquiry_evidence")
    shop.control("modes", {"aftermath_seconds": 7200})
    refund = shop.sdk.v1.refunds.create({"charge": charge.id})
    assert refund.status == "pending"

    shop.later()

    dispute = shop.sdk.v1.disputes.retrieve(inquiry.id)
    assert (dispute.status, dispute.is_charge_refundable) == ("needs_response", False)
    assert (dispute.payment_method_details.card.case_type, dispute.network_reason_code) == ("chargeback", "10.4")
    assert [booked.amount for booked in dispute.balance_transactions] == [-2200]
    failed = shop.sdk.v1.refunds.retrieve(refund.id)
    assert (failed.status, failed.failure_reason) == ("failed", "charge_for_pending_refund_disputed")
    assert shop.sdk.v1.charges.retrieve(charge.id).amount_refunded == 0
    assert _told(shop) == ["created", "updated", "updated", "funds_withdrawn"]
    shop.later(10 * DAY)
    assert shop.sdk.v1.disputes.retrieve(inquiry.id).status == "lost"


def test_a_dispute_is_over_a_pending_refund_too_which_fails(shop: Shop) -> None:
    charge = shop.charge(shop.paid("4000000000007726"))
    refund = shop.sdk.v1.refunds.create({"charge": charge.id})
    assert _disputed(shop, charge.id).amount == 2200
    assert shop.sdk.v1.refunds.retrieve(refund.id).failure_reason == "charge_for_pending_refund_disputed"


def test_the_bank_decides_only_what_there_is_to_decide(shop: Shop) -> None:
    dispute = _disputed(shop)
    assert _refusal(shop, f"disputes/{dispute.id}/decide", {"outcome": "close"}) == 409
    assert _refusal(shop, f"payments/{dispute.charge}/dispute", {"inquiry": True}) == 409
    shop.control(f"disputes/{dispute.id}/decide", {"outcome": "lost"})
    assert _refusal(shop, f"disputes/{dispute.id}/decide", {"outcome": "won"}) == 400
    other = shop.charge(shop.paid())
    assert _refusal(shop, f"payments/{other.id}/dispute", {"amount": 2201}) == 409
    shop.sdk.v1.refunds.create({"charge": other.id})
    assert _refusal(shop, f"payments/{other.id}/dispute", {}) == 409


def test_a_bank_debit_is_disputed_without_a_card(shop: Shop) -> None:
    session = shop.session()
    shop.pay(session, method="debit", after_seconds="0")
    shop.control("flush")
    disputed = shop.control(f"payments/{session.id}/dispute", {"reason": "duplicate"})
    assert shop.sdk.v1.disputes.retrieve(disputed["id"]).payment_method_details is None


def test_disputes_obey_the_modes(shop: Shop) -> None:
    charge = shop.charge(shop.paid())
    shop.control("modes", {"duplicate": 1, "drop": 1, "delay_seconds": 3600})
    _disputed(shop, charge.id)
    queued = shop.control("deliveries", method="GET")["deliveries"][:4]
    assert [(delivery["event_type"], delivery["state"]) for delivery in queued[::-1]] == [
        ("charge.dispute.created", "dropped"),
        ("charge.dispute.created", "pending"),
        ("charge.dispute.funds_withdrawn", "pending"),
        ("charge.dispute.funds_withdrawn", "pending"),
    ]


def _disputed(shop: Shop, charge: str | None = None, **body: Any) -> stripe.Dispute:
    """A dispute that the control opened."""
    payment = charge or shop.paid().id
    return shop.sdk.v1.disputes.retrieve(shop.control(f"payments/{payment}/dispute", body)["id"])


def _submit(shop: Shop, dispute: stripe.Dispute, text: str) -> stripe.Dispute:
    return shop.sdk.v1.disputes.update(dispute.id, {"evidence": {"uncategorized_text": text}})


def _refusal(shop: Shop, path: str, body: Any) -> int:
    return browser.post(f"{shop.url}/_control/{path}", json=body).status_code


def _told(shop: Shop) -> list[str]:
    """What the shop is told of disputes, in the order in which it happened."""
    listed = shop.sdk.v1.events.list({"type": "charge.dispute.*", "limit": 100}).data[::-1]
    return [event.type.removeprefix("charge.dispute.") for event in listed]
