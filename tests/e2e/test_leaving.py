"""Somebody takes their data along and closes their account; staff set up two factors and invite somebody."""

import json
from pathlib import Path

import pyotp
from playwright.sync_api import Page, expect

from creditshop.accounts import Role
from tests.e2e import steps
from tests.served import ServedShop


def test_a_buyer_takes_their_data_along_and_closes_the_account(page: Page, shop: ServedShop) -> None:
    email = steps.new_buyer(page, shop)
    steps.to_checkout(page, shop, "Starter")
    steps.pay(page)
    steps.sees_balance(page, "500")
    page.goto(f"{shop.url}/account/settings/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download your data").click()
    mine = json.loads(Path(download.value.path()).read_text())
    assert (mine["account"]["email"], len(mine["purchases"])) == (email, 1)
    page.get_by_role("link", name="What that means").click()
    expect(page.locator("main")).to_contain_text("You lose 500 credits")
    page.get_by_label("Type your address").fill(email)
    page.get_by_label("Current password").fill(steps.PASSWORD)
    page.get_by_role("button", name="Close my account for good").click()
    expect(page.get_by_role("status").filter(has_text="Your account is closed")).to_be_visible()
    page.goto(f"{shop.url}/login/")
    steps.fill_in_login(page, email)
    expect(page.get_by_role("alert").filter(has_text="do not")).to_be_visible()


def test_staff_set_up_two_factors_and_invite_somebody(page: Page, shop: ServedShop) -> None:
    owner, guest = steps.new_buyer(page, shop, Role.OWNER), steps.somebody()
    page.goto(f"{shop.url}/account/two-factor/")
    page.get_by_role("button", name="Set up").click()
    expect(page.get_by_role("img", name="QR code for an authenticator app")).to_be_visible()
    secret = page.locator("main p.font-mono").inner_text().replace(" ", "")
    page.get_by_label("Code").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Turn on").click()
    expect(page.get_by_role("heading", name="Keep these recovery codes")).to_be_visible()
    recovery = page.locator("main li.font-mono, main ul.font-mono li").first.inner_text()

    page.context.clear_cookies()
    page.goto(f"{shop.url}/login/")
    steps.fill_in_login(page, owner)
    page.get_by_label("Code").fill(recovery)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("button", name="Sign out").first).to_be_visible()

    page.goto(f"{shop.url}/admin/team/")
    page.get_by_role("button", name="Invite").click()
    page.get_by_label("E-mail").fill(guest)
    page.get_by_label("Role").select_option("finance")
    page.get_by_role("button", name="Send invitation").click()
    expect(page.get_by_role("row", name=guest)).to_contain_text("Finance")
