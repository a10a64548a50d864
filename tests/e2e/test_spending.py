"""An app gets a key and spends: what the account's pages show of it, by themselves."""

import json
import re

import httpx
from playwright.sync_api import Page, expect

from tests.e2e import steps
from tests.served import ServedShop


def first_request(example: str) -> httpx.Request:
    """The request that a command line of curl makes."""
    (url,) = re.findall(r"curl (\S+)", example)
    headers = dict(header.split(": ", 1) for header in re.findall(r"-H '([^']+)'", example))
    (body,) = re.findall(r"-d '([^']+)'", example)
    return httpx.Request("POST", url, headers=headers, json=json.loads(body))


def new_key(page: Page, shop: ServedShop) -> httpx.Request:
    """Make a key on its page; the first request that the page proposes."""
    page.goto(f"{shop.url}/account/")
    page.get_by_role("link", name="API keys").click()
    page.get_by_role("button", name="New key").click()
    page.get_by_role("textbox", name="Name").fill("Photo app")
    page.get_by_role("button", name="Create key").click()
    made = page.get_by_role("dialog", name="Your new key")
    expect(made).to_contain_text("csk_")
    return first_request(made.get_by_role("region").last.inner_text())


def test_a_new_key_spends_and_the_pages_show_it(page: Page, shop: ServedShop) -> None:
    steps.new_buyer(page, shop)
    steps.to_checkout(page, shop, "Starter")
    steps.pay(page)
    steps.sees_balance(page, "500")
    request = new_key(page, shop)
    page.get_by_role("button", name="I have copied it").click()
    expect(page.get_by_role("row", name="Photo app")).to_contain_text("Never")
    page.goto(f"{shop.url}/account/usage/")
    expect(page.locator("main")).to_contain_text("Nothing was used")
    with httpx.Client(timeout=10) as client:
        answer = client.send(request)
    assert answer.status_code == 201, answer.text
    expect(page.get_by_role("img", name="1 credits used in 30 days")).to_be_visible()
    page.get_by_role("button", name="7 days").click()
    expect(page.get_by_role("img", name="1 credits used in 7 days")).to_be_visible()
    page.goto(f"{shop.url}/account/movements/")
    page.locator("main").get_by_role("link", name="Use").click()
    expect(page.get_by_role("heading", name="1 credits were used")).to_be_visible()
    expect(page.locator("main")).to_contain_text("API key Photo app")
    page.get_by_role("link", name="Receipt").click()
    expect(page.get_by_role("heading", name="Receipt")).to_be_visible()


def test_a_key_is_gone_from_the_browser_once_its_page_is_left(page: Page, shop: ServedShop) -> None:
    steps.new_buyer(page, shop)
    for leave in (page.reload, lambda: (page.go_back(), page.go_forward())):
        token = new_key(page, shop).headers["Authorization"].removeprefix("Bearer ")
        leave()
        expect(page.get_by_role("row", name="Photo app").first).to_be_visible()
        expect(page.get_by_role("dialog", name="Your new key")).to_be_hidden()
        assert token not in page.content()
