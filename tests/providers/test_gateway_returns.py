"""The gateway's calls about money that goes back, against the sandbox: once for each key, with the reason when not."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from creditshop.database import new_id
from creditshop.payments.errors import GatewayRefused, StoredFailure
from creditshop.payments.events import PURCHASE_KEY, REFUND_KEY
from creditshop.payments.gateway import Evidence, RefundRequest
from creditshop.providers.stripe import StripeGateway
from creditshop.providers.stripe import gateway as calls
from creditshop.providers.stripe.requests import LONGEST_EVIDENCE
from tests.sandbox.shop import Shop

EVIDENCE = Evidence("2,500 credits", "ada@example.com", "192.0.2.7", "2026-11-22", "used them", "no refunds", "Look.")


def a_payment(stripe: Shop) -> str:
    """The payment intent of 22 dollars that were paid."""
    return str(stripe.paid().payment_intent)


def a_request(payment_intent_id: str, amount_minor: int = 2200, **changes: Any) -> RefundRequest:
    refund_id = new_id("rfd")
    metadata = {PURCHASE_KEY: "pur_1", REFUND_KEY: refund_id}
    request = RefundRequest(f"refund-{refund_id}-0", payment_intent_id, amount_minor, "duplicate", metadata)
    return replace(request, **changes)


async def test_a_refund_is_what_was_asked_for_and_names_ours(gateway: StripeGateway, stripe: Shop) -> None:
    request = a_request(a_payment(stripe), 700)
    made = await gateway.create_refund(request)
    assert (made.amount_minor, made.currency, made.status, made.reason) == (700, "usd", "succeeded", "duplicate")
    assert (made.purchase_id, made.refund_id) == ("pur_1", request.metadata[REFUND_KEY])
    assert made.payment_intent_id == request.payment_intent_id
    stored = stripe.sdk.v1.refunds.retrieve(made.id)
    assert (stored.amount, stored.metadata.to_dict()) == (700, request.metadata)  # type: ignore[union-attr]


async def test_a_reason_is_not_needed(gateway: StripeGateway, stripe: Shop) -> None:
    assert (await gateway.create_refund(a_request(a_payment(stripe), reason=None))).reason is None


async def test_the_same_request_gives_the_same_refund(gateway: StripeGateway, stripe: Shop) -> None:
    request = a_request(a_payment(stripe), 700)
    at_once = await asyncio.gather(*(gateway.create_refund(request) for _ in range(3)))
    assert [*at_once] == [await gateway.create_refund(request)] * 3
    assert await gateway.refunds_of(request.payment_intent_id) == (at_once[0],)


async def test_parts_go_back_until_nothing_is_left_and_then_it_says_so(gateway: StripeGateway, stripe: Shop) -> None:
    payment = a_payment(stripe)
    await gateway.create_refund(a_request(payment, 1500))
    with pytest.raises(GatewayRefused, match="greater than unrefunded amount") as too_much:
        await gateway.create_refund(a_request(payment, 701))
    assert too_much.value.code == "invalid_request_error"  # there is none in particular for this
    await gateway.create_refund(a_request(payment, 700))
    with pytest.raises(GatewayRefused) as nothing_left:
        await gateway.create_refund(a_request(payment, 1))
    assert nothing_left.value.code == "charge_already_refunded"
    assert sorted(one.amount_minor for one in await gateway.refunds_of(payment)) == [700, 1500]


async def test_other_parameters_under_the_same_key_are_refused(gateway: StripeGateway, stripe: Shop) -> None:
    request = a_request(a_payment(stripe), 700)
    await gateway.create_refund(request)
    with pytest.raises(GatewayRefused) as refused:
        await gateway.create_refund(replace(request, amount_minor=800))
    assert refused.value.code == "idempotency_error"


async def test_what_is_disputed_or_unknown_is_not_refunded(gateway: StripeGateway, stripe: Shop) -> None:
    session = stripe.paid()
    stripe.control(f"payments/{session.id}/dispute")
    with pytest.raises(GatewayRefused) as disputed:
        await gateway.create_refund(a_request(str(session.payment_intent)))
    assert disputed.value.code == "charge_disputed"
    with pytest.raises(GatewayRefused):
        await gateway.create_refund(a_request("pi_unknown"))


async def test_a_dropped_answer_is_repeated_and_gives_one_refund(gateway: StripeGateway, stripe: Shop) -> None:
    request = a_request(a_payment(stripe), 700)
    stripe.control("modes", {"drop_answer": 1})
    made = await gateway.create_refund(request)
    assert await gateway.refunds_of(request.payment_intent_id) == (made,)


async def test_a_500_that_stripe_has_stored_is_told_apart_and_the_refund_is_found(
    gateway: StripeGateway, stripe: Shop
) -> None:
    request = a_request(a_payment(stripe), 700)
    stripe.control("modes", {"fail_after_acting": 1})
    for _ in range(2):
        with pytest.raises(StoredFailure):
            await gateway.create_refund(request)
    (made,) = await gateway.refunds_of(request.payment_intent_id)
    assert (made.refund_id, made.amount_minor) == (request.metadata[REFUND_KEY], 700)


async def test_every_refund_of_a_payment_is_found_whoever_made_it(
    gateway: StripeGateway, stripe: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    payment = a_payment(stripe)
    ours = await gateway.create_refund(a_request(payment, 500))
    others = {stripe.control(f"payments/{payment}/refund", {"amount": 100})["id"] for _ in range(4)}
    monkeypatch.setattr(calls, "_PAGE", 2)  # three pages
    found = await gateway.refunds_of(payment)
    assert [one for one in found if one.refund_id] == [ours]
    assert sorted(one.id for one in found) == sorted({*others, ours.id})
    assert await gateway.refunds_of(a_payment(stripe)) == ()


async def test_a_dispute_is_read_and_answered_once_for_good(gateway: StripeGateway, stripe: Shop) -> None:
    opened = stripe.control(f"payments/{a_payment(stripe)}/dispute", {"reason": "product_not_received"})
    dispute = await gateway.retrieve_dispute(opened["id"])
    assert (dispute.status, dispute.reason, dispute.withdrawn_minor) == ("needs_response", "product_not_received", 2200)
    assert dispute.due_by == datetime.fromtimestamp(opened["evidence_details"]["due_by"], UTC)
    told = replace(EVIDENCE, access_activity_log="x" * (LONGEST_EVIDENCE + 1), customer_ip="")
    at_once = await asyncio.gather(
        *(gateway.submit_evidence(dispute.id, told, idempotency_key=f"evidence-{dispute.id}") for _ in range(2))
    )
    assert at_once[0] == at_once[1]
    assert (at_once[0].status, at_once[0].submissions) == ("under_review", 1)
    stored = stripe.sdk.v1.disputes.retrieve(dispute.id).evidence
    assert (stored.uncategorized_text, stored.customer_email_address) == ("Look.", "ada@example.com")
    assert (stored.access_activity_log, stored.customer_purchase_ip) == ("x" * LONGEST_EVIDENCE, None)
    with pytest.raises(GatewayRefused, match="already been submitted"):
        await gateway.submit_evidence(dispute.id, EVIDENCE, idempotency_key="another")
    assert await gateway.retrieve_dispute(dispute.id) == at_once[0]


async def test_a_lost_answer_to_evidence_is_repeated(gateway: StripeGateway, stripe: Shop) -> None:
    opened = stripe.control(f"payments/{a_payment(stripe)}/dispute", {"inquiry": True})
    stripe.control("modes", {"drop_answer": 1})
    answered = await gateway.submit_evidence(opened["id"], EVIDENCE, idempotency_key=f"evidence-{opened['id']}")
    assert (answered.status, answered.submissions, answered.withdrawn_minor) == ("warning_under_review", 1, 0)


async def test_an_unknown_dispute_is_refused(gateway: StripeGateway) -> None:
    with pytest.raises(GatewayRefused):
        await gateway.retrieve_dispute("du_unknown")
    with pytest.raises(GatewayRefused):
        await gateway.submit_evidence("du_unknown", EVIDENCE, idempotency_key="evidence-unknown")
