"""Usage, grants and one movement over the raw websocket: live, and each reader's own."""

import asyncio

import pytest
from sqlmodel import Session

from creditshop.checkout import Buyer
from creditshop.clock import utcnow
from creditshop.ledger import Posted, open_wallet, post, post_one
from tests.ledger.acts import grant, open_hold, use
from tests.ui.conftest import Served, handler

CHOOSE = handler("usage", "usage_state", "choose")


def filled(session: Session, buyer: Buyer, credits: int = 100) -> str:  # noqa: A002 - the business's word
    own = open_wallet(session, buyer.user_id, now=utcnow())
    post(session, [grant(own, credits, reference="pur_canary")], now=utcnow())
    return own


def used(session: Session, own: str, amount: int, feature: str) -> Posted:
    return post_one(session, use(own, amount, feature), now=utcnow())


async def test_use_appears_on_the_open_page(live: Served) -> None:
    ada, cookie = live.person("usage")
    own = live.db.transact(filled, ada)
    async with live.visit(cookie) as page:
        await page.go("/account/usage/")
        await page.wait_for("'used_rx_state_': '0'")
        await asyncio.to_thread(live.db.transact, used, own, 40, "image.blur")
        await page.send(CHOOSE, days="7")
        await page.wait_for("'used_rx_state_': '40'")
        await page.wait_for("image.blur")
        await page.wait_for("lasts about a day")


@pytest.mark.parametrize("days", ["8", 7, None, ["7"], "7 OR 1=1"])
async def test_only_the_offered_periods_are_shown(live: Served, days: object) -> None:
    _, cookie = live.person(f"period{abs(hash(str(days)))}")
    async with live.visit(cookie) as page:
        await page.send(CHOOSE, days=days)
        await page.settle()
    assert "'days_rx_state_'" not in page.seen.replace("'days_rx_state_': '30'", "")


async def test_grants_show_what_is_held_and_for_what(live: Served) -> None:
    ada, cookie = live.person("grants")
    own = live.db.transact(filled, ada)

    def hold(session: Session) -> str:
        return post_one(session, open_hold(own, 30), now=utcnow()).hold_id

    hold_id = await asyncio.to_thread(live.db.transact, hold)
    async with live.visit(cookie) as page:
        await page.go("/account/grants/")
        await page.wait_for(hold_id)
    for shown in ("'left': '70'", "'held': '30'", "'of': 'of 100'", "job_1"):
        assert shown in page.seen


async def test_a_movement_is_explained_to_its_owner_alone(live: Served) -> None:
    ada, cookie = live.person("explain")
    own = live.db.transact(filled, ada)
    posted = await asyncio.to_thread(live.db.transact, used, own, 40, "image.canary")
    at = f"/account/movement/?id={posted.operation_id}"
    async with live.visit(cookie) as page:
        await page.go(at)
        await page.wait_for("40 credits were used: image.canary")
    _, thief_cookie = live.person("explain2")
    async with live.visit(thief_cookie) as thief:
        for address in (at, "/account/movement/?id=op_nothing", "/account/movement/?id=' OR 1=1"):
            await thief.go(address)
            await thief.wait_for("'loaded_rx_state_': True")
    assert "canary" not in thief.seen and "'found_rx_state_': True" not in thief.seen
