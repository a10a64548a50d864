"""What holds for every page: it fits a small phone in both languages, and says to screen readers what it shows."""

import pytest
from playwright.sync_api import Page, expect

from creditshop.accounts import Role
from creditshop.accounts.demo import DEMO_PASSWORD, DEMO_PEOPLE
from creditshop.ui.routes import PAGES
from tests.served import ServedShop

SMALL = {"width": 360, "height": 740}  # the narrowest phone the pages are made for
VISITED, PRIVATE = (
    [page.route for page in PAGES if page.route.startswith(("/account", "/admin", "/checkout")) is private]
    for private in (False, True)
)
FAULTS = """() => {
  const faults = [], seen = [...document.querySelectorAll("h1, h2, h3, h4")].filter(e => e.checkVisibility());
  const levels = seen.map(e => +e.tagName[1]);
  if (levels.filter(level => level === 1).length !== 1) faults.push("headings of level 1: " + levels);
  if (levels.some((level, i) => level > (levels[i - 1] ?? 0) + 1)) faults.push("headings skip a level: " + levels);
  if (document.querySelectorAll("main").length !== 1) faults.push("not one main part");
  for (const e of document.querySelectorAll("input:not([type=hidden]):not([hidden]), select, textarea"))
    if (!e.labels?.length && !e.ariaLabel) faults.push("without a label: " + e.outerHTML);
  for (const e of document.querySelectorAll("button, a, summary"))
    if (!e.textContent.trim() && !e.ariaLabel) faults.push("without a name: " + e.outerHTML);
  for (const e of document.querySelectorAll("header *, aside *")) {
    const {left, right} = e.getBoundingClientRect();
    if (e.checkVisibility() && (left < 0 || right > innerWidth)) faults.push("cut off: " + e.outerHTML);
  }
  if (document.documentElement.scrollWidth > innerWidth) faults.push("scrolls sideways");
  return faults;
}"""


def faults(page: Page, shop: ServedShop, route: str) -> list[str]:
    """What is wrong with this page once it is filled."""
    page.goto(f"{shop.url}{route.rstrip('/')}/")
    expect(page.locator("h1").first).to_be_attached()
    expect(page.locator(".skeleton, .until-known")).to_have_count(0)
    return [f"{route}: {fault}" for fault in page.evaluate(FAULTS)]


def be_owner(page: Page, shop: ServedShop) -> None:
    """Be signed in as who sees most."""
    (email,) = (email for email, role in DEMO_PEOPLE if role is Role.OWNER)
    form = {"email": email, "password": DEMO_PASSWORD, "next": "/", "locale": "en"}
    assert page.request.post(f"{shop.url}/auth/login", form=form, headers={"Origin": shop.url}).ok


@pytest.mark.parametrize("locale", ["en", "de"])
def test_every_page_fits_a_small_phone_and_is_labelled(page: Page, shop: ServedShop, locale: str) -> None:
    page.set_viewport_size(SMALL)
    page.context.add_cookies([{"name": "locale", "value": locale, "url": shop.url}])
    found = [fault for route in VISITED for fault in faults(page, shop, route)]
    be_owner(page, shop)
    found += [fault for route in PRIVATE for fault in faults(page, shop, route)]
    assert found == []


def test_a_phone_s_menu_is_opened_by_keyboard_and_closed_on_the_next_page(page: Page, shop: ServedShop) -> None:
    page.set_viewport_size(SMALL)
    be_owner(page, shop)
    page.goto(f"{shop.url}/account/")
    menu = page.get_by_role("navigation", name="Your account")
    expect(menu.get_by_role("link", name="Settings")).to_be_hidden()
    menu.locator("summary").press("Enter")
    expect(menu.get_by_role("link", name="Overview")).to_have_attribute("aria-current", "page")
    menu.get_by_role("link", name="Settings").press("Enter")
    expect(page.get_by_role("heading", level=1, name="Settings")).to_be_visible()
    expect(menu.get_by_role("link", name="Overview")).to_be_hidden()
