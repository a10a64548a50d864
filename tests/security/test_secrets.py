"""Secrets pushed through every door: none is written down, in the log, in a page or (but as a hash) in the database."""

import asyncio
import csv
import re
from functools import partial

from sqlmodel import Session, SQLModel, select

from creditshop.accounts import cookie_name
from creditshop.accounts.models import User
from creditshop.checkout import PurchaseView
from tests.accounts.people import PASSWORD
from tests.security.conftest import SMTP_PASSWORD, STRIPE_KEY, WEBHOOK_SECRET, Person, Scene
from tests.security.registry import HANDLERS, calls
from tests.security.test_theft import HASH, browser
from tests.ui.bought import opened
from tests.ui.websocket import send_all

WRONG = "canaryofawrongpassword"
FORMULA = '=HYPERLINK("https://evil.example")<script>alert(1)</script>'


def everything(session: Session) -> str:
    """Every value of every table."""
    return "\n".join(repr(row) for table in SQLModel.metadata.sorted_tables for row in session.execute(select(table)))


def test_secrets_are_in_no_log_page_or_table(scene: Scene) -> None:
    """OWASP ASVS 5.0, 16.2.5."""
    bob = scene.person("discreet")
    scene.db.transact(_know_password, bob)
    pages, token = _push(scene, bob)
    asyncio.run(_push_over_the_websocket(scene, bob))
    secrets = [STRIPE_KEY, WEBHOOK_SECRET, SMTP_PASSWORD, WRONG, PASSWORD, bob.token, token]
    log, rows = scene.web.log(), scene.db.transact(everything)
    assert "signed_in" in log
    assert bob.buyer.email in rows
    for secret in secrets:
        assert secret not in log
        assert secret not in rows
        assert secret not in pages


def test_the_log_names_nobodys_address(scene: Scene) -> None:
    assert re.findall(r"[\w.+-]+@example\.com", scene.web.log()) == []


def _know_password(session: Session, person: Person) -> None:
    session.get_one(User, person.buyer.user_id).password_hash = HASH


def _push(scene: Scene, bob: Person) -> tuple[str, str]:
    """Use every route with secrets in all places; what came back, and the token of a new session."""
    answers = []
    with browser(scene, bob) as page:
        for path in (
            "/",
            "/health",
            "/ready",
            "/account/",
            "/missing",
            "/api/account/payments.csv",
            "/_upload",
            "/ping",
        ):
            answers.append(page.get(path, params={"token": "x"}))
        answers.append(page.post("/auth/password", data={"current": WRONG, "password": WRONG}))
        answers.append(page.post("/auth/verify", data={"token": "forged", "password": WRONG}))
        answers.append(page.post("/auth/login", data={"email": bob.buyer.email, "password": WRONG}))
        answers.append(page.post("/auth/sessions/revoke", data={"session_id": "\0"}))
        answers.append(page.post("/api/stripe/webhook", content=b"{}", headers={"Stripe-Signature": WEBHOOK_SECRET}))
        answers.append(page.post("/api/stripe/webhook", content=WEBHOOK_SECRET.encode()))
    with browser(scene) as page:
        done = page.post("/auth/login", data={"email": bob.buyer.email, "password": PASSWORD})
    token = done.cookies[cookie_name()]
    assert not [answer.url for answer in answers if answer.status_code >= 500]
    return "\n".join(f"{answer.headers}{answer.text}" for answer in answers), token


async def _push_over_the_websocket(scene: Scene, bob: Person) -> None:
    async with scene.visit(bob) as page:
        await page.send("reflex___state____state.of_an_older_version", at=f"/?token={bob.token}")
        await page.settle()
    await send_all(partial(scene.visit, bob), calls(HANDLERS, ["x"]))


def test_a_name_runs_neither_in_a_spreadsheet_nor_in_a_mail(scene: Scene) -> None:
    """OWASP ASVS 5.0, 1.2.1 and 1.2.10."""
    bob = scene.person("formula")
    purchase = _named(scene, bob)
    with browser(scene, bob) as page:
        (line,) = csv.DictReader(page.get("/api/account/payments.csv").text.splitlines())
    assert line["package"] == f"'{FORMULA}"
    (letter,) = scene.letters(bob.buyer.email)
    assert purchase.name == FORMULA
    assert "&lt;script&gt;" in letter.html
    assert "<script>" not in letter.html


def _named(scene: Scene, bob: Person) -> PurchaseView:
    """A paid purchase of a package with a hostile name."""
    purchase = opened(scene.shop, bob.buyer)
    scene.shop.edit(purchase.id, name=FORMULA)
    return scene.shop.hear(scene.shop.provider.pay(str(purchase.session_id)))
