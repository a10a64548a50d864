"""Staff download a customer's movements, and the audit log says so; to everybody else there is no such file."""

import asyncio

import httpx
import pytest
from sqlmodel import Session, select
from starlette.applications import Starlette

from creditshop import ratelimit
from creditshop.accounts import Role
from creditshop.api import staff_exports
from creditshop.audit.models import AuditEntry
from creditshop.ledger import wallet_of
from tests.api.test_exports import browser, rows
from tests.conftest import Database
from tests.ui.bought import make_shop, paid, person

APP = Starlette(routes=staff_exports.routes)
PATH = "/api/admin/movements.csv"


@pytest.fixture(autouse=True)
def fresh_counters() -> None:
    ratelimit.forget()


def noted(session: Session) -> list[tuple[str, str, str, dict[str, object]]]:
    entries = session.exec(select(AuditEntry).where(AuditEntry.action == "customer.export"))
    return [(entry.actor_email, entry.action, entry.target, entry.after) for entry in entries]


def test_staff_get_all_movements_of_a_wallet(db: Database) -> None:
    shop = make_shop(db)
    ada, ada_token = person(db, "ada@example.com")
    _, sue = person(db, "sue@example.com", Role.SUPPORT)
    purchase = paid(shop, ada)
    wallet = str(db.transact(wallet_of, ada.user_id))

    async def ask(token: str, wallet_id: str) -> httpx.Response:
        async with browser(token, APP) as reader:
            return await reader.get(PATH, params={"wallet": wallet_id})

    movements = rows(asyncio.run(ask(sue, wallet)))
    assert sorted((int(row["change"]), row["reference"]) for row in movements) == [
        (250, purchase.id),
        (2500, purchase.id),
    ]
    assert db.transact(noted) == [("sue@example.com", "customer.export", ada.user_id, {"wallet": wallet})]
    for token, wallet_id, status in (
        ("", wallet, 401),
        ("forged", wallet, 401),
        (ada_token, wallet, 404),
        (sue, "wal_none", 404),
        (sue, "\0", 404),
        (sue, "", 404),
    ):
        assert asyncio.run(ask(token, wallet_id)).status_code == status, (token, wallet_id)
    assert len(db.transact(noted)) == 1
