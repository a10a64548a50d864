"""Paying a session: what the buyer sees, what the API says afterwards, which events arrive."""

from tests.sandbox.shop import CARD, Shop, browser


def test_a_test_card_pays_the_session_and_everything_agrees(shop: Shop) -> None:
    session = shop.session(client_reference_id="usr_1", customer_email="ada@example.com")
    assert (session.status, session.payment_status, session.payment_intent) == ("open", "unpaid", None)

    answer = shop.pay(session)

    assert answer.status_code == 303
    assert answer.headers["location"] == f"http://shop.test/success?session_id={session.id}"
    paid = shop.sdk.v1.checkout.sessions.retrieve(
        session.id, {"expand": ["payment_intent.latest_charge.balance_transaction", "line_items"]}
    )
    assert (paid.status, paid.payment_status, paid.url) == ("complete", "paid", None)
    intent = paid.payment_intent
    assert (intent.status, intent.amount_received, intent.metadata["purchase"]) == ("succeeded", 2200, "pur_1")
    charge = intent.latest_charge
    assert (charge.paid, charge.captured, charge.outcome.type) == (True, True, "authorized")
    assert charge.payment_method_details.card.last4 == "4242"
    assert charge.balance_transaction.net == 2200 - 94
    assert "Receipt" in browser.get(charge.receipt_url).text
    completed = shop.receiver.wait_for("checkout.session.completed")["data"]["object"]
    assert (completed["payment_status"], completed["client_reference_id"]) == ("paid", "usr_1")
    shop.receiver.wait_for("charge.updated")
    assert set(shop.receiver.types()) == {
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
        "charge.updated",
        "checkout.session.completed",
    }


def test_a_declined_card_leaves_the_session_open_for_another_try(shop: Shop) -> None:
    session = shop.session()

    declined = shop.pay(session, "4000000000000002")

    assert declined.status_code == 402
    assert "Your card was declined" in declined.text
    failed = shop.receiver.wait_for("payment_intent.payment_failed")["data"]["object"]
    assert failed["last_payment_error"]["decline_code"] == "generic_decline"
    assert failed["metadata"] == {"purchase": "pur_1"}
    charge = shop.receiver.wait_for("charge.failed")["data"]["object"]
    assert (charge["status"], charge["failure_code"], charge["paid"]) == ("failed", "card_declined", False)
    assert shop.sdk.v1.checkout.sessions.retrieve(session.id).status == "open"

    assert shop.pay(session).status_code == 303
    paid = shop.sdk.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent"]})
    assert paid.payment_intent.id == failed["id"]
    assert paid.payment_intent.last_payment_error is None


def test_insufficient_funds_are_named(shop: Shop) -> None:
    declined = shop.pay(shop.session(), "4000000000009995")

    assert "insufficient funds" in declined.text
    failed = shop.receiver.wait_for("payment_intent.payment_failed")["data"]["object"]
    assert failed["last_payment_error"]["decline_code"] == "insufficient_funds"


def test_three_d_secure_pays_only_after_the_buyer_confirms(shop: Shop) -> None:
    session = shop.session()

    step = shop.pay(session, "4000002500003155")

    assert step.headers["location"] == f"/pay/{session.id}/authenticate"
    assert shop.receiver.wait_for("payment_intent.requires_action")["data"]["object"]["status"] == "requires_action"
    assert "Confirm it is you" in browser.get(f"{session.url}/authenticate").text
    refused = browser.post(f"{session.url}/authenticate", data={"answer": "fail"})
    assert refused.status_code == 402
    failed = shop.receiver.wait_for("payment_intent.payment_failed")["data"]["object"]
    assert failed["last_payment_error"]["code"] == "payment_intent_authentication_failure"

    shop.pay(session, "4000002500003155")
    done = browser.post(f"{session.url}/authenticate", data={"answer": "complete"})
    assert done.status_code == 303
    charge = shop.receiver.wait_for("charge.succeeded")["data"]["object"]
    assert charge["payment_method_details"]["card"]["three_d_secure"]["result"] == "authenticated"


def test_a_bank_debit_completes_unpaid_and_settles_later(shop: Shop) -> None:
    session = shop.session()

    answer = shop.pay(session, method="debit", settlement="succeed", after_seconds="0")

    assert answer.status_code == 303
    assert shop.receiver.wait_for("checkout.session.completed")["data"]["object"]["payment_status"] == "unpaid"
    assert shop.receiver.wait_for("payment_intent.processing")["data"]["object"]["status"] == "processing"
    settled = shop.receiver.wait_for("checkout.session.async_payment_succeeded")["data"]["object"]
    assert (settled["id"], settled["payment_status"]) == (session.id, "paid")
    shop.receiver.wait_for("charge.succeeded")


def test_a_bank_debit_can_fail_later(shop: Shop) -> None:
    session = shop.session()

    shop.pay(session, method="debit", settlement="fail", after_seconds="0")

    failed = shop.receiver.wait_for("checkout.session.async_payment_failed")["data"]["object"]
    assert (failed["status"], failed["payment_status"]) == ("complete", "unpaid")
    assert shop.receiver.wait_for("payment_intent.payment_failed")["data"]["object"]["status"] == (
        "requires_payment_method"
    )
    shop.receiver.wait_for("charge.failed")


def test_a_test_decides_a_bank_debit_at_once(shop: Shop) -> None:
    session = shop.session(line_items=[_item("eur")])
    shop.pay(session, method="debit", after_seconds="600000")

    settled = shop.control(f"sessions/{session.id}/settle", {"outcome": "fail"})

    assert settled["payment_status"] == "unpaid"
    shop.receiver.wait_for("checkout.session.async_payment_failed")


def test_every_currency_with_bank_debits_takes_one(shop: Shop) -> None:
    for currency in ("usd", "eur", "gbp"):
        session = shop.session(line_items=[_item(currency)])
        assert shop.pay(session, method="debit", after_seconds="0").status_code == 303
    shop.receiver.wait_for("checkout.session.async_payment_succeeded", times=3)


def test_a_second_submit_goes_to_the_shop_and_charges_nothing(shop: Shop) -> None:
    session = shop.session()

    first, second = shop.pay(session), shop.pay(session)

    assert first.headers["location"] == second.headers["location"]
    assert len(shop.sdk.v1.charges.list().data) == 1
    assert "This order is complete" in browser.get(str(session.url)).text


def test_a_free_order_needs_no_payment(shop: Shop) -> None:
    session = shop.session(amount=0)
    assert session.payment_status == "no_payment_required"
    assert "Complete order" in browser.get(str(session.url)).text

    answer = browser.post(str(session.url), data={"email": "ada@example.com"})

    assert answer.status_code == 303
    completed = shop.receiver.wait_for("checkout.session.completed")["data"]["object"]
    assert (completed["payment_status"], completed["payment_intent"]) == ("no_payment_required", None)


def test_a_session_expires_when_its_time_is_over(shop: Shop) -> None:
    session = shop.session()
    shop.pay(session, "4000000000000002")

    shop.control("clock", {"offset_seconds": 24 * 3600 + 1})

    shop.receiver.wait_for("checkout.session.expired")
    shop.receiver.wait_for("payment_intent.canceled")
    assert browser.get(str(session.url)).status_code == 410
    assert shop.pay(session).status_code == 410
    assert shop.sdk.v1.checkout.sessions.retrieve(session.id).status == "expired"


def test_the_shop_can_expire_an_open_session_once(shop: Shop) -> None:
    session = shop.session()

    assert shop.sdk.v1.checkout.sessions.expire(session.id).status == "expired"

    assert "has expired" in browser.get(str(session.url)).text
    shop.receiver.wait_for("checkout.session.expired")


def test_terms_must_be_accepted_when_the_shop_asks_for_it(shop: Shop) -> None:
    terms = {"message": "I agree to the [terms](https://shop.test/terms) <b>now</b>."}
    session = shop.session(
        consent_collection={"terms_of_service": "required"}, custom_text={"terms_of_service_acceptance": terms}
    )
    page = browser.get(str(session.url)).text
    assert '<a href="https://shop.test/terms"' in page
    assert "&lt;b&gt;now" in page

    assert shop.pay(session).status_code == 422
    assert shop.pay(session, terms="yes").status_code == 303
    assert shop.receiver.wait_for("checkout.session.completed")["data"]["object"]["consent"] == {
        "promotions": None,
        "terms_of_service": "accepted",
    }


def test_a_customer_is_made_when_the_shop_wants_one(shop: Shop) -> None:
    session = shop.session(customer_creation="always")

    shop.pay(session)

    paid = shop.sdk.v1.checkout.sessions.retrieve(session.id, {"expand": ["customer"]})
    assert paid.customer.email == CARD["email"]


def test_no_card_number_or_security_code_is_kept(shop: Shop) -> None:
    shop.pay(shop.session())
    shop.pay(shop.session(), "4000000000000002")

    kept = b"".join(path.read_bytes() for path in shop.state.parent.iterdir() if path.is_file())
    assert b"4242424242424242" not in kept
    assert b"4000000000000002" not in kept


def _item(currency: str) -> dict[str, object]:
    return {"price_data": {"currency": currency, "unit_amount": 2200, "product_data": {"name": "Maker"}}, "quantity": 1}
