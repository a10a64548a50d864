"""People buy credits: every card of the plan, the ways out, and the ways to do it twice by mistake."""

import re

from playwright.sync_api import Page, expect

from tests.e2e import steps
from tests.served import ServedShop


def received(page: Page, balance: str) -> None:
    expect(page.get_by_role("heading", name="Payment received")).to_be_visible()
    steps.sees_balance(page, balance)
    assert "cs_" not in page.url


def test_a_card_that_pays_brings_credits_and_a_receipt(page: Page, shop: ServedShop) -> None:
    email = steps.new_buyer(page, shop)
    steps.to_checkout(page, shop)
    steps.pay(page)
    received(page, "2,750")
    page.goto(f"{shop.url}/account/")
    steps.sees_balance(page, "2,750")
    page.goto(f"{shop.url}/mailbox/")
    expect(page.locator("main").get_by_text(email).first).to_be_visible()


def test_a_declined_card_is_said_in_words_and_another_one_pays(page: Page, shop: ServedShop) -> None:
    steps.new_buyer(page, shop)
    steps.to_checkout(page, shop, "Starter")
    steps.pay(page, steps.DECLINED)
    expect(page.get_by_role("alert")).to_contain_text("declined")
    steps.pay(page, steps.INSUFFICIENT)
    expect(page.get_by_role("alert")).to_contain_text(re.compile("funds|money"))
    steps.pay(page)
    received(page, "500")


def test_authentication_can_fail_and_then_succeed(page: Page, shop: ServedShop) -> None:
    steps.new_buyer(page, shop)
    steps.to_checkout(page, shop, "Starter")
    steps.pay(page, steps.AUTHENTICATES)
    page.get_by_role("button", name="Fail").click()
    expect(page.get_by_role("alert")).to_be_visible()
    steps.pay(page, steps.AUTHENTICATES)
    page.get_by_role("button", name="Complete").click()
    received(page, "500")


def test_going_back_without_paying_keeps_the_choice(page: Page, shop: ServedShop) -> None:
    steps.new_buyer(page, shop)
    steps.to_checkout(page, shop)
    first = steps.session_id(page)
    page.get_by_role("link", name="Back to the shop").click()
    expect(page.get_by_text("Nothing was paid")).to_be_visible()
    steps.to_checkout(page, shop)
    assert steps.session_id(page) == first


def test_an_expired_checkout_is_replaced_by_a_new_one(page: Page, shop: ServedShop) -> None:
    steps.new_buyer(page, shop)
    steps.to_checkout(page, shop)
    first = steps.session_id(page)
    steps.control(shop, f"sessions/{first}/expire")
    page.reload()
    expect(page.get_by_role("heading", name="expired")).to_be_visible()
    page.goto(f"{shop.url}/account/history/")
    expect(page.locator("main").get_by_text("Expired").first).to_be_visible()
    steps.to_checkout(page, shop)
    assert steps.session_id(page) != first
    steps.pay(page)
    received(page, "2,750")


def test_a_delayed_payment_is_pending_until_the_money_is_there(page: Page, shop: ServedShop) -> None:
    steps.new_buyer(page, shop)
    steps.to_checkout(page, shop)
    session = steps.session_id(page)
    steps.pay_by_debit(page, "succeed")
    expect(page.get_by_role("heading", name="on its way")).to_be_visible()
    steps.control(shop, f"sessions/{session}/settle", outcome="succeed")
    received(page, "2,750")


def test_a_delayed_payment_that_fails_is_said_and_mailed(page: Page, shop: ServedShop) -> None:
    email = steps.new_buyer(page, shop)
    steps.to_checkout(page, shop)
    session = steps.session_id(page)
    steps.pay_by_debit(page, "fail")
    expect(page.get_by_role("heading", name="on its way")).to_be_visible()
    steps.control(shop, f"sessions/{session}/settle", outcome="fail")
    expect(page.get_by_role("heading", name="did not succeed")).to_be_visible()
    page.goto(f"{shop.url}/mailbox/")
    expect(page.locator("main").get_by_text(email).first).to_be_visible()


def test_a_double_click_opens_one_checkout(page: Page, shop: ServedShop) -> None:
    email = steps.new_buyer(page, shop)
    steps.choose(page, shop).dblclick()
    page.wait_for_url(re.compile("/sandbox/pay/"))
    assert open_sessions(shop, email) == 1


def test_two_tabs_share_one_checkout(page: Page, shop: ServedShop) -> None:
    email = steps.new_buyer(page, shop)
    other = page.context.new_page()
    buttons = [steps.choose(tab, shop) for tab in (page, other)]
    for button in buttons:
        button.click()
    for tab in (page, other):
        tab.wait_for_url(re.compile("/sandbox/pay/"))
    assert steps.session_id(page) == steps.session_id(other)
    assert open_sessions(shop, email) == 1
    steps.pay(page)
    received(page, "2,750")
    other.reload()
    expect(other.get_by_role("heading", name="complete")).to_be_visible()


def open_sessions(shop: ServedShop, email: str) -> int:
    answer = shop.api.get(
        "/sandbox/v1/checkout/sessions", params={"limit": 100}, headers={"Authorization": "Bearer sk_test_sandbox"}
    )
    return sum(one["status"] == "open" and one["customer_email"] == email for one in answer.json()["data"])


def test_reload_and_back_after_paying_change_nothing(page: Page, shop: ServedShop) -> None:
    steps.new_buyer(page, shop)
    steps.to_checkout(page, shop, "Starter")
    steps.pay(page)
    received(page, "500")
    page.reload()
    received(page, "500")
    page.go_back()
    page.goto(f"{shop.url}/account/")
    steps.sees_balance(page, "500")


def test_signing_up_during_the_purchase_keeps_the_choice(page: Page, shop: ServedShop) -> None:
    email = steps.somebody()
    page.goto(f"{shop.url}/")
    page.get_by_role("link", name="Buy Studio").click()
    page.get_by_role("link", name="Create an account").click()
    expect(
        page.get_by_role("heading", name="Create your account")
    ).to_be_visible()  # the page before has such a field, too
    page.get_by_label("E-mail").fill(email)
    page.get_by_role("button", name="Create account").click()
    page.get_by_role("link", name="sandbox mailbox").click()
    page.get_by_text(email).first.click()
    page.frame_locator("iframe").get_by_role("link").first.click()
    page.get_by_label("password").fill(steps.PASSWORD)
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("dialog")).to_contain_text("Studio")
    steps.agree(page).click()
    page.wait_for_url(re.compile("/sandbox/pay/"))
    steps.pay(page)
    received(page, "11,500")


def test_credits_arrive_live_in_another_tab(page: Page, shop: ServedShop) -> None:
    steps.new_buyer(page, shop)
    account = page.context.new_page()
    account.goto(f"{shop.url}/account/")
    expect(account.get_by_text("No credits yet")).to_be_visible()
    steps.to_checkout(page, shop, "Starter")
    steps.pay(page)
    expect(account.locator("main")).to_contain_text("500")


def test_the_success_page_fulfils_when_no_webhook_comes(page: Page, shop: ServedShop) -> None:
    steps.new_buyer(page, shop)
    steps.control(shop, "modes", drop="always")
    try:
        steps.to_checkout(page, shop, "Starter")
        steps.pay(page)
        received(page, "500")
    finally:
        steps.behave(shop)


def test_a_foreign_or_forged_session_shows_nothing(page: Page, shop: ServedShop) -> None:
    steps.new_buyer(page, shop)
    steps.to_checkout(page, shop, "Starter")
    session = steps.session_id(page)
    steps.pay(page)
    received(page, "500")
    stranger = page.context.browser.new_context().new_page()  # type: ignore[union-attr]
    steps.new_buyer(stranger, shop)
    for forged in (session, "cs_test_forged", ""):
        stranger.goto(f"{shop.url}/checkout/success?session_id={forged}")
        expect(stranger.get_by_role("heading", name="no payment to show")).to_be_visible()
        assert "500" not in stranger.locator("main").inner_text()
    stranger.context.close()
