"""Acts that cannot be undone ask staff who signed in a while ago to prove who they are, on the server."""

from datetime import timedelta

from sqlalchemy import update
from sqlmodel import Session

from creditshop.accounts import Role
from creditshop.accounts.models import UserSession
from creditshop.audit import entries
from creditshop.clock import utcnow
from creditshop.ui.gate import asks_for_proof
from tests.security.registry import HANDLERS, arguments
from tests.ui.conftest import Served, live

__all__ = ["live"]
ASKING = [name for name in HANDLERS if asks_for_proof(name)]
MONEY = ("refund_dialog_state.confirm", "adjusting_state.confirm", "admin_keys_state.create", "acts_state.suspend")


def long_ago(session: Session) -> None:
    """Everybody signed in an hour ago."""
    session.execute(update(UserSession).values(confirmed_at=utcnow() - timedelta(hours=1)))


def test_what_moves_credits_or_opens_doors_asks() -> None:
    assert all(any(name.endswith(act) for name in ASKING) for act in MONEY)


async def test_each_of_them_leads_to_the_proof_and_does_nothing(live: Served) -> None:
    """OWASP ASVS 5.0, 7.5.1 and 7.5.3."""
    _, owner = live.person("paula", Role.OWNER)
    live.db.transact(long_ago)
    before = live.db.transact(entries).entries
    async with live.visit(owner) as page:
        for name in ASKING:
            looked = len(page.received)
            await page.send(name, "/admin/payment/?id=pur_1", **dict.fromkeys(arguments(name), "pur_1"))
            await page.wait_for("/confirm/?next=%2Fadmin%2Fpayment")
            page.received = page.received[looked:]
    assert live.db.transact(entries).entries == before
