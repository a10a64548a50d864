"""The gateway against the sandbox: what it asks for, and which failures may be repeated."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from creditshop.database import new_id
from creditshop.payments.errors import GatewayRefused, GatewayUnavailable, SessionMissing, StoredFailure
from creditshop.payments.events import PURCHASE_KEY
from creditshop.payments.gateway import CheckoutRequest
from creditshop.providers.stripe import Patience, StripeGateway
from tests.sandbox.shop import KEY, Shop

HURRIED = Patience(connect=0.3, answer=0.3, whole=0.6)


def a_request(**changes: object) -> CheckoutRequest:
    purchase_id = new_id("pur")
    fields = {
        "idempotency_key": f"checkout:{purchase_id}",
        "amount_minor": 2200,
        "currency": "eur",
        "product_name": "Maker",
        "product_description": "2,500 credits and 250 more",
        "customer_email": "ada@example.com",
        "client_reference_id": purchase_id,
        "metadata": {PURCHASE_KEY: purchase_id},
        "success_url": "https://shop.test/checkout/success?session_id={CHECKOUT_SESSION_ID}",
        "cancel_url": "https://shop.test/?checkout=cancelled",
        "expires_at": datetime.now(UTC) + timedelta(hours=1),
        "locale": "de",
    }
    return CheckoutRequest(**(fields | changes))  # type: ignore[arg-type]


def just_now() -> datetime:
    return datetime.now(UTC) - timedelta(minutes=1)


async def test_it_knows_its_account(gateway: StripeGateway) -> None:
    assert (await gateway.account_id()).startswith("acct_")


async def test_a_checkout_is_what_was_asked_for(gateway: StripeGateway, stripe: Shop) -> None:
    request = a_request()
    session = await gateway.create_checkout(request)
    assert (session.status, session.payment_status, session.livemode) == ("open", "unpaid", False)
    assert (session.amount_subtotal, session.amount_total, session.currency) == (2200, 2200, "eur")
    assert session.purchase_id == request.metadata[PURCHASE_KEY]
    assert session.expires_at == request.expires_at.replace(microsecond=0)
    assert session.url
    stored = stripe.sdk.v1.checkout.sessions.retrieve(session.id)
    assert (stored.customer_email, stored.client_reference_id) == ("ada@example.com", request.client_reference_id)
    assert (stored.success_url, stored.cancel_url) == (request.success_url, request.cancel_url)
    assert stored.locale == "de"


async def test_the_payment_intent_names_the_purchase_too(gateway: StripeGateway, stripe: Shop) -> None:
    request = a_request(product_description="")
    session = await gateway.create_checkout(request)
    stripe.pay(stripe.sdk.v1.checkout.sessions.retrieve(session.id))
    paid = await gateway.retrieve_checkout(session.id)
    assert (paid.status, paid.payment_status, paid.url) == ("complete", "paid", None)
    assert paid.payment_intent_id
    intent = stripe.sdk.v1.payment_intents.retrieve(paid.payment_intent_id)
    assert intent.metadata.to_dict() == request.metadata


async def test_the_same_request_gives_the_same_session(gateway: StripeGateway) -> None:
    request = a_request()
    first, second = await asyncio.gather(gateway.create_checkout(request), gateway.create_checkout(request))
    assert first == second


async def test_other_parameters_under_the_same_key_are_refused(gateway: StripeGateway) -> None:
    request = a_request()
    await gateway.create_checkout(request)
    with pytest.raises(GatewayRefused) as refused:
        await gateway.create_checkout(a_request(idempotency_key=request.idempotency_key))
    assert refused.value.code == "idempotency_error"


async def test_what_stripe_cannot_sell_is_refused(gateway: StripeGateway) -> None:
    with pytest.raises(GatewayRefused):
        await gateway.create_checkout(a_request(expires_at=datetime.now(UTC) + timedelta(days=3)))


async def test_an_unknown_session_is_missing(gateway: StripeGateway) -> None:
    with pytest.raises(SessionMissing):
        await gateway.retrieve_checkout("cs_test_missing")
    with pytest.raises(SessionMissing):
        await gateway.expire_checkout("cs_test_missing")


async def test_an_id_cannot_lead_to_another_path(gateway: StripeGateway) -> None:
    with pytest.raises(GatewayRefused):
        await gateway.retrieve_checkout("../../account?x=")


async def test_a_wrong_key_is_refused_in_words_for_the_operator(stripe: Shop) -> None:
    gateway = StripeGateway("sk_test_wrong_and_secret", stripe.url)
    with pytest.raises(GatewayRefused, match="STRIPE_SECRET_KEY") as refused:
        await gateway.account_id()
    assert "sk_test" not in str(refused.value)
    await gateway.close()


async def test_an_open_session_expires_once_and_stays_so(gateway: StripeGateway) -> None:
    session = await gateway.create_checkout(a_request())
    assert (await gateway.expire_checkout(session.id)).status == "expired"
    assert (await gateway.expire_checkout(session.id)).status == "expired"


async def test_expiring_a_paid_session_tells_that_it_is_paid(gateway: StripeGateway, stripe: Shop) -> None:
    session = await gateway.create_checkout(a_request())
    stripe.pay(stripe.sdk.v1.checkout.sessions.retrieve(session.id))
    assert (await gateway.expire_checkout(session.id)).payment_status == "paid"


async def test_a_session_is_found_by_its_purchase_among_many(gateway: StripeGateway, stripe: Shop) -> None:
    started = just_now()
    request = a_request()
    session = await gateway.create_checkout(request)
    for _ in range(101):  # one more than a page holds
        stripe.session()
    assert await gateway.find_checkout(request.metadata[PURCHASE_KEY], started) == session
    assert await gateway.find_checkout("pur_unknown", started) is None
    assert await gateway.find_checkout(request.metadata[PURCHASE_KEY], started + timedelta(hours=1)) is None
    assert await gateway.find_checkout(request.metadata[PURCHASE_KEY], started - timedelta(hours=25)) is None


async def test_a_dropped_answer_is_repeated_and_gives_one_session(gateway: StripeGateway, stripe: Shop) -> None:
    stripe.control("modes", {"drop_answer": 1})
    request = a_request()
    session = await gateway.create_checkout(request)
    assert await gateway.create_checkout(request) == session


async def test_an_answer_too_late_is_still_there_for_the_same_request(gateway: StripeGateway, stripe: Shop) -> None:
    stripe.control("modes", {"hold_answer_seconds": 1})
    request = a_request()
    impatient = StripeGateway(KEY, stripe.url, HURRIED)
    with pytest.raises(GatewayUnavailable) as failed:
        await impatient.create_checkout(request)
    await impatient.close()
    assert not isinstance(failed.value, StoredFailure)
    stripe.control("modes", method="DELETE")
    session = await gateway.create_checkout(request)
    assert await gateway.find_checkout(request.metadata[PURCHASE_KEY], just_now()) == session


async def test_a_500_that_stripe_has_stored_is_told_apart(gateway: StripeGateway, stripe: Shop) -> None:
    stripe.control("modes", {"fail_after_acting": 1})
    request = a_request()
    with pytest.raises(StoredFailure):
        await gateway.create_checkout(request)
    with pytest.raises(StoredFailure):
        await gateway.create_checkout(request)
    assert await gateway.find_checkout(request.metadata[PURCHASE_KEY], just_now())
    assert await gateway.create_checkout(a_request())
