"""What people do in the shop, in their words, for tests to put together."""

import re
from functools import cache
from typing import Any

from playwright.sync_api import Locator, Page, expect
from sqlmodel import Session

from creditshop.accounts import Role, create_user, hash_password_sync
from creditshop.clock import utcnow
from creditshop.database import new_id
from creditshop.database.engine import make_engine
from tests.served import ServedShop

PASSWORD = "a long way to the sea"
PAYS, DECLINED, INSUFFICIENT, AUTHENTICATES = (
    "4242 4242 4242 4242",
    "4000 0000 0000 0002",
    "4000 0000 0000 9995",
    "4000 0025 0000 3155",
)


def somebody() -> str:
    """An address that nobody has yet."""
    return f"{new_id('buyer').lower()}@example.com"


def sign_in(page: Page, shop: ServedShop, email: str, password: str = PASSWORD) -> None:
    """Sign in on the sign-in page."""
    page.goto(f"{shop.url}/login/")
    fill_in_login(page, email, password)
    expect(page.get_by_role("button", name="Sign out").first).to_be_visible()


def fill_in_login(page: Page, email: str, password: str = PASSWORD) -> None:
    """Fill in and send the form of the sign-in page."""
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def new_buyer(page: Page, shop: ServedShop, role: Role = Role.CUSTOMER) -> str:
    """Make a person with an account, signed in on this page; return their address."""
    email = somebody()
    engine = make_engine(shop.environment["DATABASE_URL"])
    with Session(engine) as session:
        create_user(session, email, _password_hash(), role=role, verified=True, now=utcnow())
        session.commit()
    engine.dispose()
    form = {"email": email, "password": PASSWORD, "next": "/", "locale": "en"}
    answer = page.request.post(f"{shop.url}/auth/login", form=form, headers={"Origin": shop.url})
    assert answer.ok
    return email


@cache
def _password_hash() -> str:
    return hash_password_sync(PASSWORD)


def choose(page: Page, shop: ServedShop, package: str = "Maker") -> Locator:
    """Open the dialog before paying and agree to everything in it; return the pay button."""
    page.goto(f"{shop.url}/")
    page.get_by_role("button", name=f"Buy {package}").click()
    return agree(page)


def agree(page: Page) -> Locator:
    """Tick both boxes of the open dialog; return the pay button."""
    dialog = page.get_by_role("dialog")
    for box in dialog.get_by_role("checkbox").all():
        box.check()
    return dialog.get_by_role("button", name="Pay with Stripe")


def to_checkout(page: Page, shop: ServedShop, package: str = "Maker") -> None:
    """Go from the pricing page to the payment page."""
    choose(page, shop, package).click()
    page.wait_for_url(re.compile("/sandbox/pay/"))


def pay(page: Page, card: str = PAYS) -> None:
    """Fill in a card on the payment page and pay."""
    page.get_by_label("Card number").fill(card)
    page.get_by_label("Expiry").fill("04 / 40")
    page.get_by_label("Security code").fill("123")
    page.get_by_label("Name on card").fill("Ada Lovelace")
    page.get_by_role("button", name=re.compile("^Pay ")).click()


def pay_by_debit(page: Page, outcome: str) -> None:
    """Pay with the delayed method; it ends by itself much later, or when the test settles it."""
    page.get_by_label("Bank debit").check()
    page.get_by_label("Name on card").fill("Ada Lovelace")
    page.get_by_label("The bank will").select_option(outcome)
    page.get_by_label("After so many seconds").fill("3600")
    page.get_by_role("button", name=re.compile("^Pay ")).click()


def session_id(page: Page) -> str:
    """The id of the checkout session that the payment page is of."""
    return page.url.rsplit("/", 1)[1].split("?")[0]


def sees_balance(page: Page, balance: str) -> None:
    """The page shows this balance."""
    expect(page.locator("main")).to_contain_text(balance)


def control(shop: ServedShop, path: str, **body: Any) -> dict[str, Any]:
    """Ask the sandbox to make something happen."""
    answer = shop.api.post(f"/sandbox/_control/{path}", json=body)
    assert answer.is_success, answer.text
    return dict(answer.json())


def behave(shop: ServedShop) -> None:
    """Have the sandbox behave well again."""
    assert shop.api.delete("/sandbox/_control/modes").is_success
