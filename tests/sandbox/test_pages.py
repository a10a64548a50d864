"""What the pages say, and that each one says it is a sandbox."""

import re
from pathlib import Path

import httpx
import pytest

from creditshop.sandbox.app import create_app
from creditshop.sandbox.cards import TEST_CARDS, is_card_number
from tests.sandbox.shop import KEY, Shop, browser


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"number": ""}, "The card number is not valid"),
        ({"number": "4242 4242 4242 4241"}, "The card number is not valid"),
        ({"number": "٤242424242424242"}, "The card number is not valid"),
        ({"number": "4111 1111 1111 1111"}, "This is not a test card. Never type a real card here"),
        ({"expiry": "13 / 34"}, "Enter month and year"),
        ({"expiry": "soon"}, "Enter month and year"),
        ({"expiry": "01 / 20"}, "This card has expired"),
        ({"cvc": "12"}, "Enter the 3 digits"),
        ({"name": " "}, "Enter the name on the card"),
        ({"email": "nobody"}, "Enter an e-mail address"),
        ({"method": "debit", "after_seconds": "nan"}, "Enter a number of seconds"),
    ],
)
def test_mistakes_are_explained_beside_the_field_and_charge_nothing(
    shop: Shop, typed: dict[str, str], message: str
) -> None:
    session = shop.session()

    answer = shop.pay(session, **{"number": "4242424242424242", **typed})

    assert answer.status_code == 422
    assert message in answer.text
    assert 'role="alert"' in answer.text
    assert shop.sdk.v1.payment_intents.list().data == []


def test_card_numbers_are_never_sent_back(shop: Shop) -> None:
    declined = shop.pay(shop.session(), "4000000000000002")
    assert 'value="Ada Lovelace"' in declined.text
    assert 'value="123"' not in declined.text
    assert 'value="4000000000000002"' not in declined.text


def test_the_e_mail_address_from_the_shop_cannot_be_changed(shop: Shop) -> None:
    session = shop.session(customer_email="ada@example.com")
    assert 'value="ada@example.com" readonly' in browser.get(str(session.url)).text
    shop.pay(session, email="eve@example.com")
    paid = shop.sdk.v1.checkout.sessions.retrieve(session.id)
    assert paid.customer_details is not None
    assert paid.customer_details.email == "ada@example.com"


def test_names_from_the_shop_are_shown_as_text(shop: Shop) -> None:
    product = {"name": "<script>alert(1)</script>"}
    item = {"price_data": {"currency": "jpy", "unit_amount": 2200, "product_data": product}, "quantity": 2}
    page = browser.get(str(shop.session(line_items=[item]).url)).text
    assert "&lt;script&gt;alert" in page
    assert "¥4,400" in page
    assert "Bank debit" not in page


def test_every_page_says_that_it_is_a_sandbox_and_loads_nothing_from_elsewhere(shop: Shop) -> None:
    session, paid = shop.session(), shop.paid()
    receipt = shop.sdk.v1.charges.list({"payment_intent": str(paid.payment_intent)}).data[0].receipt_url
    pages = (str(session.url), f"{session.url}/authenticate", f"{shop.url}/pay/{paid.id}", str(receipt))
    for url in (*pages, f"{shop.url}/", f"{shop.url}/pay/cs_test_nothing"):
        page = browser.get(url)
        assert "Sandbox: no real money" in page.text, url
        assert page.headers["content-security-policy"].startswith("default-src 'none'")
    assert 'href="http://shop.test/?checkout=cancelled"' in browser.get(str(session.url)).text


def test_the_panels_buttons_work_without_a_script_and_only_from_here(shop: Shop) -> None:
    session = shop.session()
    button = f"{shop.url}/_control/sessions/{session.id}/expire"
    form = {"Accept": "text/html", "Content-Type": "application/x-www-form-urlencoded"}

    foreign = browser.post(button, headers={**form, "Origin": "http://elsewhere.test"})
    assert foreign.status_code == 403
    pressed = browser.post(button, headers={**form, "Origin": shop.url})
    assert (pressed.status_code, pressed.headers["location"]) == (303, "/")
    assert ">expired" in browser.get(f"{shop.url}/").text

    switched = browser.post(f"{shop.url}/_control/modes", headers=form, data={"drop": "always", "events_first": "true"})
    assert switched.status_code == 303
    modes = shop.control("modes", method="GET")
    assert (modes["drop"], modes["events_first"]) == ("always", True)


def test_the_panel_shows_what_became_of_a_payment_and_offers_what_can_still_happen(shop: Shop) -> None:
    session = shop.paid("4000000000007726")
    charge = shop.charge(session).id
    assert _offers(shop, charge) == {"refund", "dispute", "warn", "review"}

    _press(shop, f"payments/{charge}/refund", amount_major="5.00")
    _press(shop, f"payments/{charge}/warn")
    _press(shop, f"payments/{charge}/review")
    panel = browser.get(f"{shop.url}/").text
    for told in ("refunded $5.00", "Pending refund of $5.00", "fraud warning", "In review"):
        assert told in panel, told
    refund, review = (shop.sdk.v1.refunds.list().data[0].id, shop.sdk.v1.reviews.list().data[0].id)
    _press(shop, f"refunds/{refund}/decide", outcome="succeed")
    _press(shop, f"reviews/{review}/approve")
    assert _offers(shop, charge) == {"refund", "dispute", "warn", "review"}

    _press(shop, f"payments/{charge}/dispute", reason="duplicate", inquiry="true")
    dispute = shop.sdk.v1.disputes.list().data[0].id
    assert "Inquiry over $17.00, duplicate: needs response by" in browser.get(f"{shop.url}/").text
    _press(shop, f"disputes/{dispute}/decide", outcome="escalate")
    assert _offers(shop, charge) == {"warn", "review"}
    _press(shop, f"disputes/{dispute}/decide", outcome="lost")
    assert "dispute: lost" in browser.get(f"{shop.url}/").text
    assert _offers(shop, charge) == {"warn", "review"}


def test_a_button_that_cannot_do_its_work_says_why_on_a_page(shop: Shop) -> None:
    refused = _press(shop, f"payments/{shop.paid().id}/refund", 400, amount_major="99.00")
    assert "Refund amount ($99.00) is greater than unrefunded amount" in refused
    assert "Back to the panel" in refused


def _press(shop: Shop, path: str, status: int = 303, **form: str) -> str:
    """Press a button on the panel."""
    answer = browser.post(f"{shop.url}/_control/{path}", headers={"Accept": "text/html"}, data=form)
    assert answer.status_code == status, answer.text
    return answer.text


def _offers(shop: Shop, charge: str) -> set[str]:
    """What the panel offers to do with a payment."""
    return set(re.findall(rf"/_control/payments/{charge}/(\w+)#cs_test_", browser.get(f"{shop.url}/").text))


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("modes", {"drop": -1}, 400),
        ("modes", {"explode": True}, 400),
        ("clock", {}, 400),
        ("events/evt_nothing/resend", {}, 404),
        ("sessions/cs_test_nothing/expire", {}, 404),
        ("payments/pi_nothing/refund", {}, 404),
        ("payments/pi_nothing/refund", {"amount": 0}, 400),
        ("payments/pi_nothing/dispute", {"reason": "boredom"}, 400),
        ("payments/pi_nothing/warn", {"fraud_type": "none"}, 400),
        ("payments/pi_nothing/review", {"why": "x"}, 400),
        ("disputes/du_nothing/decide", {"outcome": "won"}, 404),
        ("disputes/du_nothing/decide", {"outcome": "drawn"}, 400),
        ("refunds/re_nothing/decide", {"outcome": "fail"}, 404),
        ("reviews/prv_nothing/approve", {}, 404),
    ],
)
def test_controls_explain_what_they_refuse(shop: Shop, path: str, body: dict[str, object], status: int) -> None:
    answer = browser.post(f"{shop.url}/_control/{path}", json=body)
    assert (answer.status_code, bool(answer.json()["error"])) == (status, True)


async def test_links_follow_the_prefix_it_is_mounted_under(tmp_path: Path) -> None:
    from starlette.applications import Starlette
    from starlette.routing import Mount

    base = "http://shop.test/sandbox"
    sandbox = create_app(
        state=tmp_path / "s.db", secret_key=KEY, webhook_secret="whsec_x", webhook_url=None, base_url=base
    )
    transport = httpx.ASGITransport(app=Starlette(routes=[Mount("/sandbox", sandbox)]))
    async with httpx.AsyncClient(transport=transport, auth=(KEY, "")) as client:
        form = {
            "mode": "payment",
            "success_url": "http://shop.test/",
            "line_items[0][price_data][currency]": "usd",
            "line_items[0][price_data][unit_amount]": "2200",
            "line_items[0][price_data][product_data][name]": "Maker",
        }
        session = (await client.post(f"{base}/v1/checkout/sessions", data=form)).json()
        assert session["url"] == f"{base}/pay/{session['id']}"
        page = (await client.get(session["url"])).text
        assert f'action="/sandbox/pay/{session["id"]}"' in page
        assert (await client.get(f"{base}/assets/sandbox.css")).status_code == 200
    sandbox.state.sandbox.store.close()


def test_every_test_card_has_a_valid_number() -> None:
    assert all(is_card_number(card.number) for card in TEST_CARDS)
