"""The comparison over the websocket: staff see what differs, and those who decide about money decide, once."""

import asyncio
from datetime import timedelta

from creditshop.accounts import Role
from creditshop.clock import utcnow
from creditshop.jobs import jobs
from creditshop.reconciliation import Comparison, Kind, unsettled
from creditshop.reconciliation.comparing import Found
from creditshop.reconciliation.keeping import keep
from tests.ui.bought import paid
from tests.ui.conftest import Served, handler, live

__all__ = ["live"]


async def test_a_difference_is_decided_by_deciders_with_a_reason(live: Served) -> None:
    state = "admin_reconciliation", "admin_reconciliation_state"
    run, choose, decide = (handler(*state, name) for name in ("run", "open", "decide"))
    buyer, _ = live.person("rita")
    _, support = live.person("rolf", Role.SUPPORT)
    _, finance = live.person("rosa", Role.FINANCE)
    shop, now = live.shop, utcnow()
    odd = await asyncio.to_thread(paid, shop, buyer)
    shop.edit(odd.id, credits=odd.credits + 1)
    found = Found(Kind.CREDITS, odd.id, odd.id, buyer.user_id, "usd", 2751, 2750, 1)
    seen = Comparison(now - timedelta(hours=1), now, found=[found], examined={odd.id})
    live.db.transact(keep, seen, now=now)
    (difference,) = live.db.transact(unsettled)
    for cookie, may in ((support, False), (finance, True)):
        async with live.visit(cookie) as page:
            await page.go("/admin/reconciliation/")
            await page.wait_for("The purchase sold 2,751 credits; 2,750 came.")
            await page.send(choose, difference_id=difference.id)
            for note in ("", "One was missing."):
                await page.send(decide, form={"decision": "approve", "note": note})
            await page.send(run)
            await page.settle()
            assert ("Decided." in page.seen) == ("up to 500 characters" in page.seen) == may
        assert (live.db.transact(unsettled) == ()) == may
    asked = live.db.transact(jobs, limit=50, stage=None)
    assert any(job.key.startswith("reconciliation.run:asked") for job in asked)
