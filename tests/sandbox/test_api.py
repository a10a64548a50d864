"""The API as Stripe documents it: keys, errors, lists, filters, expansion, idempotency."""

import threading
from typing import Any

import httpx
import pytest
import stripe

from tests.sandbox.shop import KEY, Shop, browser
from tests.waiting import until


def test_a_wrong_or_missing_key_is_refused(shop: Shop) -> None:
    with pytest.raises(stripe.AuthenticationError, match="Invalid API Key provided: sk_test_"):
        shop.client(key="sk_test_somebody_else").v1.products.list()
    assert browser.get(f"{shop.url}/v1/products").status_code == 401
    assert browser.get(f"{shop.url}/v1/products", auth=(KEY, "")).status_code == 200


def test_another_api_version_is_refused(shop: Shop) -> None:
    answer = _raw(shop, "GET", "/v1/products", headers={"Stripe-Version": "2020-08-27"})

    assert (answer.status_code, answer.json()["error"]["type"]) == (400, "invalid_request_error")


def test_what_does_not_exist_is_a_404_with_stripes_words(shop: Shop) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="No such session: 'cs_test_nothing'") as missing:
        shop.sdk.v1.checkout.sessions.retrieve("cs_test_nothing")
    assert (missing.value.http_status, missing.value.code) == (404, "resource_missing")
    assert missing.value.request_id
    assert _raw(shop, "GET", "/v1/nonsense").status_code == 404
    product = shop.sdk.v1.products.create({"name": "Maker"})
    with pytest.raises(stripe.InvalidRequestError, match="No such session"):
        shop.sdk.v1.checkout.sessions.retrieve(product.id)


@pytest.mark.parametrize(
    ("change", "param", "code"),
    [
        ({"colour": "green"}, "colour", "parameter_unknown"),
        ({"payment_method_types": ["card"]}, "payment_method_types", "parameter_unknown"),
        ({"mode": "subscription"}, "mode", None),
        ({"customer_email": "nobody"}, "customer_email", "email_invalid"),
        ({"success_url": "shop.test"}, "success_url", "url_invalid"),
        ({"expires_at": "soon"}, "expires_at", "parameter_invalid_integer"),
        ({"client_reference_id": ""}, "client_reference_id", "parameter_invalid_empty"),
        ({"metadata": {"k" * 41: "v"}}, "metadata", None),
        ({"customer": "cus_nobody"}, "customer", "resource_missing"),
        ({"line_items": [{"price": "price_nothing", "quantity": 1}]}, "line_items[0][price]", "resource_missing"),
        ({"line_items": [{"quantity": 1}]}, "line_items[0][price]", "parameter_missing"),
        ({"line_items": [{"price": "price_1", "quantity": 0}]}, "line_items[0][quantity]", None),
    ],
)
def test_wrong_parameters_are_named(shop: Shop, change: dict[str, Any], param: str, code: str | None) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        shop.session(**change)
    assert (refused.value.http_status, refused.value.param, refused.value.code) == (400, param, code)
    assert shop.sdk.v1.checkout.sessions.list().data == []


def test_sessions_live_from_thirty_minutes_to_a_day(shop: Shop) -> None:
    now = int(shop.clock().timestamp())
    for seconds in (60, 25 * 3600):
        with pytest.raises(stripe.InvalidRequestError, match="expires_at"):
            shop.session(expires_at=now + seconds)
    assert shop.session(expires_at=now + 1800).expires_at == now + 1800
    assert abs(shop.session().expires_at - now - 24 * 3600) < 60


def test_a_total_too_small_to_charge_is_refused(shop: Shop) -> None:
    with pytest.raises(stripe.InvalidRequestError, match=r"at least \$0.50") as refused:
        shop.session(amount=49)
    assert refused.value.code == "amount_too_small"


def test_metadata_may_have_keys_that_are_digits(shop: Shop) -> None:
    assert shop.session(metadata={"0": "a", "1": "b"}).metadata.to_dict() == {"0": "a", "1": "b"}


def test_catalog_prices_sell_and_can_be_retired(shop: Shop) -> None:
    product = shop.sdk.v1.products.create({"name": "Maker", "metadata": {"credits": "2500"}})
    price = shop.sdk.v1.prices.create({"product": product.id, "currency": "EUR", "unit_amount": 2000})
    session = shop.session(line_items=[{"price": price.id, "quantity": 3}])
    assert (session.amount_subtotal, session.amount_total, session.currency) == (6000, 6000, "eur")
    item = shop.sdk.v1.checkout.sessions.line_items.list(session.id).data[0]
    assert (item.description, item.quantity, item.amount_total, item.price.id) == ("Maker", 3, 6000, price.id)

    assert shop.sdk.v1.prices.update(price.id, {"active": False}).active is False
    assert shop.sdk.v1.products.update(product.id, {"metadata": {"credits": ""}}).metadata.to_dict() == {}
    with pytest.raises(stripe.InvalidRequestError, match="inactive"):
        shop.session(line_items=[{"price": price.id, "quantity": 1}])
    assert shop.sdk.v1.prices.list({"active": True}).data == []
    assert [found.id for found in shop.sdk.v1.prices.list({"product": product.id})] == [price.id]
    shop.receiver.wait_for("price.updated")


def test_a_customer_prefills_the_session(shop: Shop) -> None:
    customer = shop.sdk.v1.customers.create({"email": "ada@example.com", "name": "Ada"})
    customer = shop.sdk.v1.customers.update(customer.id, {"name": "Ada L", "metadata": {"user": "usr_1"}})
    assert (customer.name, customer.email) == ("Ada L", "ada@example.com")
    session = shop.session(customer=customer.id)
    assert session.customer_details.email == "ada@example.com"
    assert 'value="ada@example.com" readonly' in browser.get(str(session.url)).text
    with pytest.raises(stripe.InvalidRequestError, match="only specify one"):
        shop.session(customer=customer.id, customer_email="b@example.com")
    changed = shop.receiver.wait_for("customer.updated")
    assert changed["data"]["previous_attributes"] == {"metadata": {}, "name": "Ada"}


def test_lists_page_in_both_directions(shop: Shop) -> None:
    made = [shop.sdk.v1.products.create({"name": f"P{number}"}).id for number in range(5)][::-1]

    first = shop.sdk.v1.products.list({"limit": 2})
    assert ([product.id for product in first.data], first.has_more) == (made[:2], True)
    second = shop.sdk.v1.products.list({"limit": 2, "starting_after": made[1]})
    assert [product.id for product in second.data] == made[2:4]
    back = shop.sdk.v1.products.list({"limit": 2, "ending_before": made[4]})
    assert ([product.id for product in back.data], back.has_more) == (made[2:4], True)
    assert [product.id for product in shop.sdk.v1.products.list({"limit": 2}).auto_paging_iter()] == made
    for wrong in ({"limit": 0}, {"limit": 101}, {"starting_after": "prod_nothing"}):
        with pytest.raises(stripe.InvalidRequestError):
            shop.sdk.v1.products.list(wrong)


def test_lists_filter_by_time_and_properties(shop: Shop) -> None:
    shop.control("clock", {"offset_seconds": -3600})
    old = shop.paid(customer_email="old@example.com")
    shop.control("clock", {"offset_seconds": 0})
    new = shop.session(customer_email="new@example.com")
    list_sessions = shop.sdk.v1.checkout.sessions.list

    assert [s.id for s in list_sessions({"created": {"gte": old.created + 1}})] == [new.id]
    assert [s.id for s in list_sessions({"created": {"lt": new.created, "gt": 0}})] == [old.id]
    assert [s.id for s in list_sessions({"created": old.created})] == [old.id]
    assert [s.id for s in list_sessions({"status": "open"})] == [new.id]
    assert [s.id for s in list_sessions({"customer_details": {"email": "old@example.com"}})] == [old.id]
    assert [s.id for s in list_sessions({"payment_intent": old.payment_intent})] == [old.id]
    charge = shop.sdk.v1.charges.list({"payment_intent": old.payment_intent}).data[0]
    assert [b.source for b in shop.sdk.v1.balance_transactions.list({"source": charge.id})] == [charge.id]
    assert shop.sdk.v1.payment_intents.list({"created": {"gte": new.created}}).data == []


def test_events_can_be_listed_and_retrieved_as_they_were_sent(shop: Shop) -> None:
    shop.paid()
    sent = shop.receiver.wait_for("checkout.session.completed")
    shop.control("flush")

    kept = shop.sdk.v1.events.retrieve(sent["id"])

    assert kept.data.object.id == sent["data"]["object"]["id"]
    assert (sent["pending_webhooks"], kept.pending_webhooks, kept.api_version) == (1, 0, "2026-10-28.endive")
    listed = shop.sdk.v1.events.list({"type": "charge.*"})
    assert {event.type for event in listed} == {"charge.succeeded", "charge.updated"}
    assert len(shop.sdk.v1.events.list({"types": ["charge.succeeded", "payment_intent.created"]}).data) == 2
    assert shop.sdk.v1.events.list({"delivery_success": False}).data == []


def test_expansion_reaches_four_levels_and_refuses_nonsense(shop: Shop) -> None:
    session = shop.paid()

    listed = shop.sdk.v1.checkout.sessions.list({"expand": ["data.payment_intent.latest_charge.payment_intent"]})

    assert listed.data[0].payment_intent.latest_charge.payment_intent.id == session.payment_intent
    charge = listed.data[0].payment_intent.latest_charge
    assert shop.sdk.v1.charges.retrieve(charge.id, {"expand": ["refunds"]}).refunds.data == []
    for nonsense in ("currency", "nothing", "payment_intent.nothing", "a.b.c.d.e"):
        with pytest.raises(stripe.InvalidRequestError, match="expand"):
            shop.sdk.v1.checkout.sessions.retrieve(session.id, {"expand": [nonsense]})


def test_the_account_and_payment_methods_can_be_read(shop: Shop) -> None:
    assert shop.sdk.v1.accounts.retrieve_current().id == "acct_sandbox"
    intent = shop.sdk.v1.payment_intents.retrieve(str(shop.paid().payment_intent))
    method = shop.sdk.v1.payment_methods.retrieve(str(intent.payment_method))
    assert (method.card.brand, method.card.last4, method.card.exp_year) == ("visa", "4242", 2034)


def test_the_same_key_and_parameters_have_one_effect_and_one_answer(shop: Shop) -> None:
    first = shop.session(idempotency_key="key-1")
    second = shop.session(idempotency_key="key-1")

    assert first.id == second.id
    assert len(shop.sdk.v1.checkout.sessions.list().data) == 1
    (_, made), (_, replayed) = shop.transport.answers[:2]
    assert "idempotent-replayed" not in made
    assert replayed["idempotent-replayed"] == "true"
    assert made["request-id"] == replayed["request-id"]


def test_the_same_key_with_other_parameters_is_an_error(shop: Shop) -> None:
    shop.session(idempotency_key="key-1")
    with pytest.raises(stripe.IdempotencyError, match="same parameters") as refused:
        shop.session(amount=999, idempotency_key="key-1")
    assert refused.value.http_status == 400


def test_a_refused_act_is_replayed_and_a_malformed_request_is_not(shop: Shop) -> None:
    params: Any = {"payment_intent": "pi_nothing"}
    for _ in range(2):
        with pytest.raises(stripe.InvalidRequestError):
            shop.sdk.v1.refunds.create(params, {"idempotency_key": "key-1"})
    assert shop.transport.answers[-1][1]["idempotent-replayed"] == "true"
    with pytest.raises(stripe.InvalidRequestError):
        shop.session(idempotency_key="key-2", colour="green")
    assert shop.session(idempotency_key="key-2").status == "open"


def test_a_key_whose_request_is_under_way_is_taken(shop: Shop) -> None:
    shop.control("modes", {"hold_answer_seconds": 2})
    slow = threading.Thread(target=shop.session, kwargs={"idempotency_key": "key-1"})
    slow.start()
    made = until(lambda: shop.sdk.v1.checkout.sessions.list().data, what="the first request to act")
    shop.control("modes", method="DELETE")

    with pytest.raises(stripe.IdempotencyError, match="same parameters"):
        shop.session(amount=999, idempotency_key="key-1")
    with pytest.raises(stripe.StripeError, match="another in-progress request") as refused:
        shop.session(idempotency_key="key-1")

    assert refused.value.http_status == 409
    slow.join()
    assert shop.session(idempotency_key="key-1").id == made[0].id


def test_keys_are_forgotten_after_a_day(shop: Shop) -> None:
    first = shop.session(idempotency_key="key-1")
    shop.control("clock", {"offset_seconds": 24 * 3600 + 1})
    assert shop.session(idempotency_key="key-1").id != first.id


@pytest.mark.parametrize("body", ["a[b", "a[b]=1&a=2", "a=1&a[b]=2", "a" + "[b]" * 50 + "=1", "mode=%ff"])
def test_malformed_forms_are_refused_and_never_crash(shop: Shop, body: str) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = _raw(shop, "POST", "/v1/checkout/sessions", content=body, headers=headers)
    assert (answer.status_code, answer.json()["error"]["type"]) == (400, "invalid_request_error")


def test_an_endless_body_is_refused(shop: Shop) -> None:
    answer = _raw(shop, "POST", "/v1/customers", content=b"name=" + b"x" * 1_100_000)
    assert answer.status_code == 413


def _raw(shop: Shop, method: str, path: str, headers: dict[str, str] | None = None, **kwargs: Any) -> httpx.Response:
    return browser.request(
        method, shop.url + path, headers={"Authorization": f"Bearer {KEY}", **(headers or {})}, **kwargs
    )
