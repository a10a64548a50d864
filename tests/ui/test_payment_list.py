"""The list of payments over the raw websocket: what is shown stands in the address, for everybody of staff."""

import asyncio
from urllib.parse import parse_qs, urlsplit

import pytest

from creditshop.accounts import Role
from tests.ui.bought import opened, paid
from tests.ui.conftest import Served, handler
from tests.ui.test_private_pages import redirects

FIND = handler("payments_list", "admin_payments_state", "find")
HERE = "/admin/payments/"


async def test_the_list_shows_what_its_address_asks_for(live: Served) -> None:
    (ada, _), (bob, _) = live.person("listada"), live.person("listbob")
    _, cookie = live.person("listsue", Role.SUPPORT)
    bought = await asyncio.to_thread(paid, live.shop, ada)
    other = await asyncio.to_thread(opened, live.shop, bob, "scale")
    live.shop.edit(bought.id, refunded_minor=5_00, dispute_status="lost")
    async with live.visit(cookie) as page:
        await page.go(f"{HERE}?state=paid&currency=usd&least=2000&refunded=1&search=listada%40")
        await page.wait_for(bought.id)
    assert "'given_back': '− $5.00'" in page.seen
    assert "Dispute lost" in page.seen
    assert "'least': '20.00'" in page.seen
    assert other.id not in page.seen
    assert "'may_export_rx_state_': True" not in page.seen, "support exports nothing"


@pytest.mark.parametrize(
    ("form", "query"),
    [
        ({"search": " ada@ ", "state": "paid"}, {"search": ["ada@"], "state": ["paid"]}),
        ({"currency": "usd", "least": "1,234.50"}, {"currency": ["usd"], "least": ["123450"]}),
        ({"since": "2026-11-01", "until": "x", "refunded": True, "disputed": False}, None),
        ({"search": None, "state": ["paid"], "least": "", "since": 5}, {}),
    ],
)
async def test_a_form_leads_to_its_address(
    live: Served, form: dict[str, object], query: dict[str, list[str]] | None
) -> None:
    _, cookie = live.person(f"list{abs(hash(str(form)))}", Role.FINANCE)
    async with live.visit(cookie) as page:
        await page.send(FIND, at=HERE, form=form)
        await page.wait_for("_redirect")
    (address,) = redirects(page)
    expected = {"since": ["2026-11-01"], "refunded": ["1"]} if query is None else query
    assert (urlsplit(address).path, parse_qs(urlsplit(address).query)) == (HERE, expected)


async def test_an_amount_that_cannot_be_read_is_said_so(live: Served) -> None:
    _, cookie = live.person("listfin", Role.FINANCE)
    async with live.visit(cookie) as page:
        await page.send(FIND, at=HERE, form={"currency": "usd", "least": "1,50"})
        await page.wait_for("Please write the amount as in 21.50.")
        await page.send(FIND, at=HERE, form={"least": "5"})
        await page.wait_for("Please choose the currency of the amount")
    assert redirects(page) == []
