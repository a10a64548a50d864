"""A session that has ended opens nothing: not on its own old socket, not on a new one, not over HTTP."""

import asyncio
from collections.abc import Callable
from functools import partial

import httpx
import pytest
from sqlmodel import Session

from creditshop.accounts import Role, change_role, disable_user, hash_password_sync
from creditshop.accounts.models import User
from creditshop.clock import utcnow
from creditshop.ui.door import BURST
from tests.accounts.people import PASSWORD
from tests.security.conftest import Person, Scene
from tests.security.registry import HYDRATE, calls, refused
from tests.ui.bought import paid
from tests.ui.websocket import ROOT, send_all

RECEIPT = f"{ROOT}.creditshop___ui___states___receipt____receipt_state.load"
DOWNLOADS = ("/api/account/payments.csv", "/api/account/movements.csv", "/api/account/statement.json")
HASH = hash_password_sync(PASSWORD)
Ending = Callable[[Scene, Person], None]


def browser(scene: Scene, visitor: Person | None = None) -> httpx.Client:
    """A page of this shop in this person's browser."""
    headers = {"Origin": scene.web.url} | ({"Cookie": visitor.cookie} if visitor else {})
    return httpx.Client(base_url=scene.web.url, headers=headers, verify=False, timeout=20)


def _sign_out(scene: Scene, victim: Person) -> None:
    assert browser(scene, victim).post("/auth/logout", data={"now": "1"}).status_code == httpx.codes.SEE_OTHER


def _change_password(scene: Scene, victim: Person) -> None:
    def know(session: Session) -> None:
        session.get_one(User, victim.buyer.user_id).password_hash = HASH

    scene.db.transact(know)
    form = {"current": PASSWORD, "password": "another good password"}
    assert "done=password" in browser(scene, victim).post("/auth/password", data=form).headers["location"]


def _change_role(scene: Scene, victim: Person) -> None:
    scene.db.transact(change_role, victim.buyer.user_id, Role.SUPPORT, now=utcnow())


def _disable(scene: Scene, victim: Person) -> None:
    scene.db.transact(disable_user, victim.buyer.user_id, now=utcnow())


ENDINGS: dict[str, Ending] = {
    "sign-out": _sign_out,
    "password": _change_password,
    "role": _change_role,
    "disabled": _disable,
}


@pytest.mark.parametrize("ending", ENDINGS)
async def test_an_ended_session_opens_nothing_anywhere(scene: Scene, ending: str) -> None:
    """OWASP ASVS 5.0, 7.4.1."""
    victim, bob = scene.person(f"victim-{ending}"), scene.person(f"next-{ending}")
    purchase = await asyncio.to_thread(paid, scene.shop, victim.buyer)
    theirs, asked = (purchase.id, victim.buyer.email), list(calls(refused(None), [scene.paid.id]))
    async with scene.visit(victim) as tab:
        await tab.send(RECEIPT, at=f"/account/receipt/?purchase={purchase.id}")
        await tab.wait_for("'found_rx_state_': True")
        assert theirs[1] in tab.seen
        await asyncio.to_thread(ENDINGS[ending], scene, victim)
        tab.received.clear()
        await tab.send(HYDRATE)
        for handler, at, payload in asked[: BURST // 2]:
            await tab.send(handler, at, **payload)
        await tab.send(RECEIPT, at=f"/?purchase={purchase.id[:-1]}")
        await tab.settle()
        assert not [value for value in theirs if value in tab.seen]
    seen = await send_all(partial(scene.visit, victim, token=tab.token), asked)
    assert not [value for value in theirs if value in seen]
    for who in (victim, None, bob):
        async with scene.visit(who, token=tab.token) as later:
            await later.send(HYDRATE)
            await later.settle()
            assert not [value for value in theirs if value in later.seen]
    for path in DOWNLOADS:
        assert browser(scene, victim).get(path).status_code == httpx.codes.UNAUTHORIZED


async def test_what_a_tab_holds_is_not_sent_to_the_cookie_of_an_ended_session(scene: Scene) -> None:
    victim, bob = scene.person("came-back"), scene.person("came-after")
    purchase = await asyncio.to_thread(paid, scene.shop, victim.buyer)
    async with scene.visit(victim) as tab:
        await tab.send(RECEIPT, at=f"/account/receipt/?purchase={purchase.id}")
        await tab.wait_for("'found_rx_state_': True")
    await asyncio.to_thread(_sign_out, scene, victim)
    for who in (victim, None, bob):
        for begin in (HYDRATE, f"{ROOT}.hydrate_and_load"):
            async with scene.visit(who, token=tab.token) as thief:
                await thief.send(begin)
                await thief.settle()
                assert "is_hydrated" in thief.seen
                assert victim.buyer.email not in thief.seen


async def test_what_a_tab_holds_is_for_its_owner_only(scene: Scene) -> None:
    owner, bob = scene.person("leaves-the-tab"), scene.person("takes-the-tab")
    purchase = await asyncio.to_thread(paid, scene.shop, owner.buyer)
    theirs = (purchase.id, owner.buyer.email)
    async with scene.visit(owner) as tab:
        await tab.send(RECEIPT, at=f"/account/receipt/?purchase={purchase.id}")
        await tab.wait_for("'found_rx_state_': True")
    async with scene.visit(owner, token=tab.token) as again:
        await again.send(HYDRATE)
        await again.wait_for("'found_rx_state_': True")
        assert [value for value in theirs if value not in again.seen] == []
    async with scene.visit(bob, token=tab.token) as later:
        await later.send(HYDRATE)
        await later.settle()
        assert "is_hydrated" in later.seen
        assert [value for value in theirs if value in later.seen] == []


async def test_signing_out_elsewhere_empties_all_that_an_open_page_holds(scene: Scene) -> None:
    """OWASP ASVS 5.0, 14.3.1."""
    victim = scene.person("left-open")
    purchase = await asyncio.to_thread(paid, scene.shop, victim.buyer)
    async with scene.visit(victim) as tab:
        await tab.send(RECEIPT, at=f"/account/receipt/?purchase={purchase.id}")
        await tab.wait_for("'found_rx_state_': True")
        await tab.go("/account/")
        await tab.wait_for("'available_rx_state_': '2,750'")
        tab.received.clear()
        await asyncio.to_thread(_sign_out, scene, victim)
        await tab.wait_for("'available_rx_state_': ''")
        await tab.wait_for("'found_rx_state_': False")
