"""What Stripe tells of refunds, disputes, warnings and reviews: read out of the sandbox's own events, with care."""

import json
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditshop.handlers import HANDLERS
from creditshop.payments.events import (
    PURCHASE_KEY,
    REFUND_KEY,
    Dispute,
    Event,
    FraudWarning,
    MoneyReturned,
    Refund,
    Review,
)
from creditshop.providers.stripe import parse_event
from tests.providers.test_events import any_json
from tests.sandbox.shop import Shop

Json = dict[str, Any]
RETURNS = sorted(type_ for type_ in HANDLERS if not type_.startswith(("checkout.", "payment_intent.")))


@pytest.fixture(scope="module")
def told(running: Shop) -> dict[str, Json]:
    """All that was ever told of a payment to which everything happened; the last event of each type."""
    session = running.paid()
    refund = running.control(f"payments/{session.id}/refund", {"amount": 500, "reason": "duplicate"})
    running.control(f"refunds/{refund['id']}/decide", {"outcome": "fail"})
    running.control(f"payments/{session.id}/warn", {"fraud_type": "made_with_stolen_card"})
    review = running.control(f"payments/{session.id}/review")
    running.control(f"reviews/{review['id']}/approve")
    dispute = running.control(f"payments/{session.id}/dispute", {"reason": "duplicate"})
    running.sdk.v1.disputes.update(dispute["id"], {"evidence": {"uncategorized_text": "It was not."}})
    running.control(f"disputes/{dispute['id']}/decide", {"outcome": "won"})
    events = [event.to_dict() for event in running.sdk.v1.events.list({"limit": 100}).data]
    intent = str(session.payment_intent)
    return {event["type"]: event for event in reversed(events) if intent in json.dumps(event["data"]["object"])}


def seen(told: dict[str, Json], type_: str, **changes: object) -> Event:
    """The event read, with these changes in its object."""
    event = deepcopy(told[type_])
    event["data"]["object"] |= changes
    return parse_event(event)


@pytest.mark.parametrize("type_", RETURNS)
def test_every_event_of_a_return_is_read_and_names_its_payment(told: dict[str, Json], type_: str) -> None:
    event = seen(told, type_)
    assert event.fault is None
    assert event.subject is not None
    assert event.payment_intent_id == told["charge.refunded"]["data"]["object"]["payment_intent"]


def test_whatever_kind_of_object_an_event_has_it_is_known_which_payment_it_is_about(told: dict[str, Json]) -> None:
    assert told.keys() >= {"payment_intent.succeeded", "charge.succeeded", "checkout.session.completed"}
    assert {seen(told, type_).payment_intent_id for type_ in told} == {seen(told, "refund.created").payment_intent_id}


def test_a_refund_and_what_of_the_payment_went_back(told: dict[str, Json]) -> None:
    made, failed = seen(told, "refund.created").subject, seen(told, "refund.failed").subject
    assert isinstance(made, Refund)
    assert isinstance(failed, Refund)
    assert (made.status, made.amount_minor, made.currency, made.reason) == ("succeeded", 500, "usd", "duplicate")
    assert (made.purchase_id, made.refund_id, made.failure_reason) == (None, None, None)
    assert (failed.id, failed.status, failed.failure_reason) == (made.id, "failed", "expired_or_canceled_card")
    assert abs(made.created - datetime.now(UTC)) < timedelta(minutes=5)
    returned = seen(told, "charge.refunded").subject
    assert returned == MoneyReturned(made.payment_intent_id, 500, "usd")


def test_a_refund_of_ours_is_known_by_its_metadata_and_a_very_old_one_is_done(told: dict[str, Json]) -> None:
    ours = seen(told, "refund.created", metadata={PURCHASE_KEY: "pur_1", REFUND_KEY: "rfd_1"}, status=None).subject
    assert isinstance(ours, Refund)
    assert (ours.purchase_id, ours.refund_id, ours.status) == ("pur_1", "rfd_1", "succeeded")


def test_a_dispute_with_the_money_that_it_has_moved_so_far(told: dict[str, Json]) -> None:
    opened, won = seen(told, "charge.dispute.created").subject, seen(told, "charge.dispute.closed").subject
    assert isinstance(opened, Dispute)
    assert isinstance(won, Dispute)
    assert (opened.status, opened.reason, opened.amount_minor) == ("needs_response", "duplicate", 2200)
    assert (opened.withdrawn_minor, opened.fee_minor, opened.movements, opened.submissions) == (2200, 1500, 1, 0)
    due_by = told["charge.dispute.created"]["data"]["object"]["evidence_details"]["due_by"]
    assert opened.due_by == datetime.fromtimestamp(due_by, UTC)
    assert (won.id, won.status, won.submissions) == (opened.id, "won", 1)
    assert (won.withdrawn_minor, won.fee_minor, won.movements) == (0, 0, 2)


@pytest.mark.parametrize("details", [{"due_by": 0, "submission_count": 2}, {"due_by": None, "submission_count": 2}])
def test_a_dispute_that_takes_no_answer_has_no_due_date(told: dict[str, Json], details: Json) -> None:
    dispute = seen(told, "charge.dispute.created", evidence_details=details, balance_transactions=None).subject
    assert isinstance(dispute, Dispute)
    assert (dispute.due_by, dispute.submissions) == (None, 2)
    assert (dispute.withdrawn_minor, dispute.fee_minor, dispute.movements) == (0, 0, 0)


def test_a_warning_and_whether_a_refund_still_helps(told: dict[str, Json]) -> None:
    warned, settled = (seen(told, f"radar.early_fraud_warning.{name}").subject for name in ("created", "updated"))
    assert isinstance(warned, FraudWarning)
    assert isinstance(settled, FraudWarning)
    assert (warned.fraud_type, warned.actionable) == ("made_with_stolen_card", True)
    assert (settled.id, settled.actionable) == (warned.id, False)


def test_a_review_and_how_it_ended(told: dict[str, Json]) -> None:
    opened, closed = seen(told, "review.opened").subject, seen(told, "review.closed").subject
    assert isinstance(opened, Review)
    assert isinstance(closed, Review)
    assert (opened.open, opened.reason, closed.open, closed.reason) == (True, "manual", False, "approved")


@pytest.mark.parametrize("type_", RETURNS)
@pytest.mark.parametrize("payment", [{"id": "pi_1", "object": "payment_intent"}, "pi_1", None])
def test_a_payment_may_be_expanded_or_none(told: dict[str, Json], type_: str, payment: object) -> None:
    event = seen(told, type_, payment_intent=payment)
    assert event.fault is None
    assert event.subject is not None
    expected = "pi_1" if payment else None
    assert event.payment_intent_id == event.subject.payment_intent_id == expected  # type: ignore[union-attr]


COMMON: list[Json] = [{"payment_intent": 4}, {"payment_intent": {}}, {"payment_intent": "pi 1"}, {"metadata": ["x"]}]
AMOUNT: list[Json] = [{"amount": value} for value in (None, "500", 5.5, True, 2**53)]
UNREADABLE: dict[str, list[Json]] = {
    "refund.created": [
        *COMMON, *AMOUNT, {"id": None}, {"id": "re\0"}, {"currency": None}, {"status": 3}, {"created": "now"},
        {"created": 10**15}, {"reason": {}}, {"failure_reason": "a\0b"},
    ],
    "charge.refunded": [*COMMON, {"amount_refunded": None}, {"amount_refunded": "1"}, {"currency": 3}],
    "charge.dispute.created": [
        *COMMON, *AMOUNT, {"id": "du 1"}, {"status": None}, {"reason": None}, {"currency": None}, {"created": None},
        {"evidence_details": []}, {"evidence_details": {"submission_count": None}},
        {"evidence_details": {"due_by": "soon", "submission_count": 0}},
        {"evidence_details": {"due_by": True, "submission_count": 0}},
        {"evidence_details": {"due_by": 10**15, "submission_count": 0}},
        {"balance_transactions": {}}, {"balance_transactions": ["txn_1"]}, {"balance_transactions": [{"amount": 1}]},
        {"balance_transactions": [{"amount": "-1", "fee": 0}]},
    ],
    "radar.early_fraud_warning.created": [
        *COMMON, {"id": None}, {"fraud_type": None}, {"actionable": None}, {"actionable": 1}, {"created": 1.5},
    ],
    "review.opened": [*COMMON, {"id": ""}, {"open": None}, {"open": "true"}, {"reason": None}, {"created": {}}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("type_", "change"), [(type_, change) for type_, all_ in UNREADABLE.items() for change in all_]
)
def test_an_unreadable_return_is_kept_with_its_fault(told: dict[str, Json], type_: str, change: Json) -> None:
    event = seen(told, type_, **change)
    assert event.subject is None
    assert event.fault


@given(st.sampled_from(RETURNS), st.data())
def test_no_return_does_worse_than_have_a_fault(told: dict[str, Json], type_: str, data: st.DataObject) -> None:
    fields = st.sampled_from(sorted(told[type_]["data"]["object"]))
    event = seen(told, type_, **data.draw(st.dictionaries(fields, any_json, min_size=1)))
    assert (event.subject is None) == bool(event.fault)
