"""Signing in leads to a path of this shop, whatever the address of the page that somebody was lured to says."""

from urllib.parse import urlencode

import httpx
import pytest
from sqlmodel import Session

from creditshop.accounts.models import User
from tests.accounts.people import PASSWORD, link_in
from tests.security.conftest import Scene
from tests.security.test_theft import HASH, browser
from tests.ui.websocket import ROOT

LOAD = f"{ROOT}.creditshop___ui___states___auth____auth_state.load"
HOME = "/account/"
ELSEWHERE = [
    "https://evil.example", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example",
    "/\t/evil.example", "http:evil.example", "javascript:alert(1)", "data:text/html,x", "evil.example",
    "@evil.example", " //evil.example", "/\r\nSet-Cookie: creditshop_session=planted",
    "/ok\nLocation: https://evil.example", "/\u2028/evil.example", "", "/" + "x" * 5000,
]  # fmt: skip


def test_signing_in_leads_nowhere_else(scene: Scene) -> None:
    bob = scene.person("lured")

    def know(session: Session) -> None:
        session.get_one(User, bob.buyer.user_id).password_hash = HASH

    scene.db.transact(know)
    with browser(scene) as page:
        for wanted in ELSEWHERE:
            form = {"email": bob.buyer.email, "password": PASSWORD, "next": wanted}
            leads_home(page.post("/auth/login", data=form), wanted)


@pytest.mark.parametrize("wanted", ELSEWHERE[:4])
def test_a_mailed_link_leads_nowhere_else(scene: Scene, wanted: str) -> None:
    email = f"new{ELSEWHERE.index(wanted)}@example.com"
    with browser(scene) as page:
        assert page.post("/auth/register", data={"email": email, "next": wanted}).status_code == httpx.codes.SEE_OTHER
    (letter,) = scene.letters(email)
    _, link = link_in(letter.text)
    assert link["next"] == HOME
    with browser(scene) as page:
        form = {"token": link["token"], "password": PASSWORD, "next": wanted}
        leads_home(page.post("/auth/verify", data=form), wanted)


async def test_no_page_offers_a_way_elsewhere(scene: Scene) -> None:
    for wanted in ELSEWHERE:
        async with scene.visit(None) as nobody:
            await nobody.send(LOAD, at=f"/login/?{urlencode({'next': wanted})}")
            await nobody.settle()
            paths = [
                value
                for update in nobody.received
                for changes in (update.get("delta") or {}).values()
                for name, value in changes.items()
                if name.startswith(("next_path", "login_href", "register_href"))
            ]
            assert not [path for path in paths if "evil" in path or "planted" in path], wanted


def leads_home(answer: httpx.Response, wanted: str) -> None:
    assert (answer.status_code, answer.headers["location"]) == (httpx.codes.SEE_OTHER, HOME), wanted
    assert [name for name in answer.cookies if "planted" in answer.cookies[name]] == []
