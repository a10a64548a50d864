"""Money goes back: each kind of refund, refused and failed ones, disputes lost and won, a warning of fraud."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from creditshop.accounts import Role
from tests.e2e import steps
from tests.served import ServedShop

REFUND_FAILS, DISPUTED, WARNED = "4000 0000 0000 5126", "4000 0000 0000 0259", "4000 0000 0000 5423"


@pytest.fixture
def desk(new_context: Callable[[], BrowserContext]) -> Page:
    """The browser of a member of staff, beside the buyer's."""
    return new_context().new_page()


def bought(page: Page, shop: ServedShop, package: str = "Maker", card: str = steps.PAYS) -> str:
    """Buy as somebody new; the checkout session."""
    steps.new_buyer(page, shop)
    steps.to_checkout(page, shop, package)
    session = steps.session_id(page)
    steps.pay(page, card)
    expect(page.get_by_role("heading", name="Payment received")).to_be_visible()
    return session


def open_payment(desk: Page, shop: ServedShop, session: str, role: Role = Role.OWNER) -> None:
    """Find the payment by its session, as a new member of staff."""
    steps.new_buyer(desk, shop, role)
    desk.goto(f"{shop.url}/admin/payments/?search={session}")
    desk.get_by_role("table").get_by_role("link").first.click()
    expect(desk.get_by_role("heading", name="What was sold")).to_be_visible()


def ask(desk: Page, kind: str, amount: str = "") -> Locator:
    """Open the dialog, choose a kind and give a reason; the dialog with its preview."""
    desk.get_by_role("button", name="Refund", exact=True).click()
    dialog = desk.get_by_role("dialog")
    dialog.get_by_role("button", name=kind).click()
    if amount:
        dialog.get_by_label("Amount").fill(amount)
    dialog.get_by_label("Reason, for colleagues").fill("They asked for it")
    return dialog


def refund(desk: Page, kind: str, amount: str, taken: str, *, typed: str = "") -> None:
    """Give money back as the preview says, and see it arrive."""
    dialog = ask(desk, kind, typed)
    expect(dialog).to_contain_text(f"{taken} credits taken back")
    dialog.get_by_role("button", name=f"Refund {amount}").click()
    expect(desk.get_by_role("status").get_by_text(f"A refund of {amount} is requested.")).to_be_visible()
    line = desk.get_by_role("listitem").filter(has_text=f"{amount} · {kind}")
    expect(line.get_by_text("Refunded", exact=True)).to_be_visible()


def test_each_kind_of_refund_does_what_its_preview_says(page: Page, desk: Page, shop: ServedShop) -> None:
    open_payment(desk, shop, bought(page, shop))
    page.goto(f"{shop.url}/account/")
    refund(desk, "Goodwill", "$2.00", "0", typed="2")
    steps.sees_balance(page, "2,750")
    refund(desk, "An amount", "$10.00", "1,250", typed="10.00")
    steps.sees_balance(page, "1,500")
    refund(desk, "Unspent part", "$10.00", "1,500")
    expect(desk.get_by_role("button", name="Refund", exact=True)).to_have_count(0)
    page.goto(f"{shop.url}/account/history/")
    expect(page.get_by_role("row").filter(has_text="Maker")).to_contain_text("Refunded")
    open_payment(desk, shop, bought(page, shop, "Starter"))
    refund(desk, "Everything", "$5.00", "500")


def test_support_refunds_no_more_than_its_limit(page: Page, desk: Page, shop: ServedShop) -> None:
    open_payment(desk, shop, bought(page, shop, "Scale"), Role.SUPPORT)
    dialog = ask(desk, "Everything")
    dialog.get_by_role("button", name="Refund $360.00").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Support refunds up to $100.00")
    dialog.get_by_role("button", name="Cancel").click()
    refund(desk, "Goodwill", "$100.00", "0", typed="100")


def test_a_refund_that_the_bank_sends_back_gives_the_credits_back(page: Page, desk: Page, shop: ServedShop) -> None:
    open_payment(desk, shop, bought(page, shop, "Starter", REFUND_FAILS))
    page.goto(f"{shop.url}/account/")
    dialog = ask(desk, "Everything")
    dialog.get_by_role("button", name="Refund $5.00").click()
    expect(desk.get_by_text("Something odd was reported about this payment")).to_be_visible()
    expect(desk.get_by_role("listitem").filter(has_text="$5.00 · Everything").get_by_text("Failed")).to_be_visible()
    steps.sees_balance(page, "500")
    expect(desk.get_by_role("button", name="Refund", exact=True)).to_be_visible()


def open_dispute(desk: Page) -> None:
    """Go on from a disputed payment to its dispute."""
    desk.get_by_role("link", name=re.compile("Fraud: not made")).click()
    expect(desk.get_by_role("heading", name="Evidence")).to_be_visible()


def test_a_dispute_freezes_and_is_won_with_evidence(page: Page, desk: Page, shop: ServedShop) -> None:
    open_payment(desk, shop, bought(page, shop, "Starter", DISPUTED))
    open_dispute(desk)
    page.goto(f"{shop.url}/account/")
    expect(page.locator("main")).to_contain_text(re.compile("disputed", re.IGNORECASE))
    desk.get_by_label("In your words").fill("winning_evidence")
    desk.get_by_role("button", name="Hand in evidence").click()
    desk.get_by_role("dialog").get_by_role("button", name="Hand in evidence").click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Won")
    steps.sees_balance(page, "500")
    desk.get_by_role("link", name=re.compile("^pur_")).click()
    expect(desk.get_by_role("button", name="Refund", exact=True)).to_be_visible()


def test_a_lost_dispute_takes_the_credits(page: Page, desk: Page, shop: ServedShop) -> None:
    session = bought(page, shop, "Starter", DISPUTED)
    open_payment(desk, shop, session)
    open_dispute(desk)
    dispute = desk.get_by_text(re.compile("^du_")).inner_text()
    desk.get_by_role("link", name=re.compile("^pur_")).click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Disputed")
    expect(desk.get_by_role("button", name="Refund", exact=True)).to_have_count(0)
    steps.control(shop, f"disputes/{dispute}/decide", outcome="lost")
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Dispute lost")
    page.goto(f"{shop.url}/account/movements/")
    expect(page.locator("main")).to_contain_text("− 500")


def test_a_warning_of_fraud_leads_to_a_refund_before_a_dispute(page: Page, desk: Page, shop: ServedShop) -> None:
    session = bought(page, shop, "Starter", WARNED)
    open_payment(desk, shop, session)
    expect(desk.get_by_text("A refund now still prevents a dispute.")).to_be_visible()
    refund(desk, "Everything", "$5.00", "500")
    desk.get_by_role("button", name="Resolve").click()
    desk.get_by_role("dialog").get_by_label("What you found").fill("Refunded in time")
    desk.get_by_role("dialog").get_by_role("button", name="Resolve").click()
    expect(desk.get_by_role("button", name="Resolve")).to_have_count(0)
