"""The pricing page and the pages around it, as a visitor meets them."""

import re

from playwright.sync_api import Page, expect

from creditshop.accounts.demo import DEMO_PASSWORD
from tests.e2e.steps import new_buyer, sign_in
from tests.served import ServedShop


def test_the_currency_is_changed_and_remembered(page: Page, shop: ServedShop) -> None:
    page.goto(shop.url)
    maker = page.get_by_role("article").filter(has_text="Maker")
    page.get_by_role("button", name="gbp").click()
    expect(maker).to_contain_text("£18")
    page.reload()
    expect(maker).to_contain_text("£18")
    expect(page.get_by_role("button", name="gbp")).to_have_attribute("aria-pressed", "true")


def test_the_language_is_changed_and_remembered_with_its_figures(page: Page, shop: ServedShop) -> None:
    page.goto(shop.url)
    page.get_by_role("button", name="Deutsch").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Einmal Credits kaufen")
    expect(page.get_by_role("article").filter(has_text="Maker")).to_contain_text("2.500")
    page.goto(f"{shop.url}/login/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Anmelden")
    expect(page).to_have_title(re.compile("^Anmelden"))


def test_nobody_pays_without_agreeing(page: Page, shop: ServedShop) -> None:
    new_buyer(page, shop)
    page.goto(shop.url)
    page.get_by_role("button", name="Buy Studio").click()
    dialog = page.get_by_role("dialog", name="Before you pay")
    expect(dialog).to_contain_text("11,500 credits, 1,500 of them as a bonus")
    dialog.get_by_role("checkbox").first.check()
    dialog.get_by_role("button", name="Pay with Stripe").click()
    expect(dialog.get_by_role("button", name="Pay with Stripe · $80.00")).to_be_enabled()
    expect(dialog.locator("input:invalid")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_a_package_that_is_gone_is_said_beside_the_button(page: Page, shop: ServedShop) -> None:
    new_buyer(page, shop)
    page.goto(shop.url)
    page.get_by_role("button", name="Buy Starter").click()
    dialog = page.get_by_role("dialog", name="Before you pay")
    dialog.locator("input[name=currency]").evaluate("field => field.value = 'xau'")  # what is not on sale
    for box in dialog.get_by_role("checkbox").all():
        box.check()
    pay = dialog.locator("button[type=submit]")
    pay.click()
    expect(dialog.get_by_role("alert")).to_contain_text("no longer offered")
    expect(pay).to_have_text(re.compile("^Pay with Stripe"))
    expect(pay).to_be_enabled()


def test_coming_back_from_a_cancelled_checkout_is_said(page: Page, shop: ServedShop) -> None:
    page.goto(f"{shop.url}/?checkout=cancelled")
    expect(page.get_by_text("Nothing was paid.")).to_be_visible()


def test_a_wrong_password_is_said_in_words(page: Page, shop: ServedShop) -> None:
    page.goto(f"{shop.url}/login/?next=/admin/")
    page.get_by_label("E-mail").fill("nobody@example.com")
    page.get_by_label("Password").fill("not the right one")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("alert").filter(has_text="do not belong together")).to_be_visible()
    assert "nobody" not in page.url


def test_an_address_without_a_page_says_so(page: Page, shop: ServedShop) -> None:
    answer = page.goto(f"{shop.url}/no/such/page")
    assert answer
    assert answer.status == 404
    expect(page.get_by_role("heading", level=1)).to_have_text("This page does not exist")


def test_legal_pages_can_be_read(page: Page, shop: ServedShop) -> None:
    for path, words in (("terms", "right of withdrawal"), ("privacy", "Cookies"), ("imprint", "owner of this shop")):
        page.goto(f"{shop.url}/{path}/")
        expect(page.get_by_role("main")).to_contain_text(words)


def test_a_demo_buyer_signs_in_and_out(page: Page, shop: ServedShop) -> None:
    sign_in(page, shop, "demo@example.com", DEMO_PASSWORD)
    page.get_by_role("button", name="Sign out").first.click()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()
    page.goto(f"{shop.url}/account/")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
