"""Early fraud warnings and reviews: who raises them, and what answers them."""

import pytest
import stripe

from tests.sandbox.shop import Shop, browser


def test_a_card_is_warned_about_and_a_full_refund_settles_it(shop: Shop) -> None:
    session = shop.paid("4000000000005423")
    shop.later()

    charge = shop.charge(session).id
    warnings = shop.sdk.v1.radar.early_fraud_warnings
    warning = warnings.list({"charge": charge}).data[0]
    assert (warning.actionable, warning.payment_intent) == (True, session.payment_intent)
    assert warnings.list({"payment_intent": "pi_other"}).data == []
    shop.receiver.wait_for("radar.early_fraud_warning.created")

    shop.sdk.v1.refunds.create({"charge": charge, "amount": 200})
    assert warnings.retrieve(warning.id).actionable is True
    shop.sdk.v1.refunds.create({"charge": charge})

    updated = shop.receiver.wait_for("radar.early_fraud_warning.updated")["data"]
    assert (updated["object"]["actionable"], updated["previous_attributes"]) == (False, {"actionable": True})
    assert shop.control(f"payments/{charge}/warn", {"fraud_type": "made_with_lost_card"})["actionable"] is False


def test_a_dispute_settles_a_warning_and_closes_a_review_but_an_inquiry_does_not(shop: Shop) -> None:
    session = shop.paid()
    warning = shop.control(f"payments/{session.id}/warn")
    review = shop.control(f"payments/{session.id}/review")
    inquiry = shop.control(f"payments/{session.id}/dispute", {"inquiry": True})
    assert shop.sdk.v1.radar.early_fraud_warnings.retrieve(warning["id"]).actionable is True
    assert shop.sdk.v1.reviews.retrieve(review["id"]).open is True

    shop.control(f"disputes/{inquiry['id']}/decide", {"outcome": "escalate"})

    assert shop.sdk.v1.radar.early_fraud_warnings.retrieve(warning["id"]).actionable is False
    assert shop.receiver.wait_for("review.closed")["data"]["object"]["closed_reason"] == "disputed"


def test_a_risky_card_is_put_in_review_and_the_shop_approves_it(shop: Shop) -> None:
    session = shop.paid("4000000000009235")

    review = shop.sdk.v1.reviews.list().data[0]
    assert (review.open, review.opened_reason, review.reason) == (True, "rule", "rule")
    charge = shop.charge(session)
    intent = shop.sdk.v1.payment_intents.retrieve(str(session.payment_intent))
    assert (charge.review, intent.review, review.charge) == (review.id, review.id, charge.id)
    assert (charge.outcome.type, charge.outcome.risk_level) == ("manual_review", "elevated")
    shop.receiver.wait_for("review.opened")

    approved = shop.sdk.v1.reviews.approve(review.id)

    assert (approved.open, approved.closed_reason, approved.reason) == (False, "approved", "approved")
    assert shop.receiver.wait_for("review.closed")["data"]["object"]["id"] == review.id
    assert shop.charge(session).review is None
    assert shop.sdk.v1.payment_intents.retrieve(intent.id).review is None
    with pytest.raises(stripe.InvalidRequestError, match="already closed"):
        shop.sdk.v1.reviews.approve(review.id)


@pytest.mark.parametrize(
    ("reason", "closed", "report"),
    [("fraudulent", "refunded_as_fraud", {"user_report": "fraudulent"}), ("duplicate", "refunded", {})],
)
def test_a_full_refund_closes_a_review(shop: Shop, reason: str, closed: str, report: dict[str, str]) -> None:
    session = shop.paid()
    opened = shop.control(f"payments/{session.id}/review")
    assert (opened["opened_reason"], opened["open"]) == ("manual", True)
    assert browser.post(f"{shop.url}/_control/payments/{session.id}/review").status_code == 409

    shop.control(f"payments/{session.id}/refund", {"reason": reason})

    review = shop.sdk.v1.reviews.retrieve(opened["id"])
    assert (review.open, review.closed_reason) == (False, closed)
    charge = shop.charge(session)
    assert (charge.review, charge.fraud_details.to_dict()) == (None, report)
