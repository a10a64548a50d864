"""Two days of a shop, made by hand through its services."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlmodel import Session

from creditshop.checkout import Buyer, record_failed_attempt
from creditshop.insights import roll
from creditshop.insights.models import FIGURES
from creditshop.ledger import Lot, open_wallet, wallet_of
from creditshop.ledger.models import WALLETS
from tests.checkout.conftest import ADA, Shop, shop
from tests.conftest import Database
from tests.ledger.acts import do, grant, revoke, spend

__all__ = ["shop"]
BOB, CLEO = Buyer("usr_bob", "bob@example.com", "en"), Buyer("usr_cleo", "cleo@example.com", "en")
FIRST, SECOND = date(2026, 11, 22), date(2026, 11, 23)
DAY = timedelta(days=1)
LONG_AFTER = datetime(2026, 11, 24, 12, tzinfo=UTC)
Figures = dict[tuple[str, str], tuple[int, int]]


@pytest.fixture
async def history(shop: Shop) -> Shop:
    """Ada is declined, pays and spends; Bob goes away; Cleo has a gift, pays in euros, and uses up what is taken back.

    Bob leaves, and Cleo comes, on the second day.
    """
    await shop.buy("maker", ADA)
    shop.db.transact(record_failed_attempt, shop.provider.decline("cs_test_1"), event_id="evt_1", now=shop.now)
    shop.hear(shop.provider.pay("cs_test_1", amount_total=2_000, amount_discount=200))
    await shop.buy("starter", BOB)
    do(shop.db, spend(wallet(shop, ADA), 100), now=shop.now)
    shop.provider.now += DAY
    shop.hear(shop.provider.expire("cs_test_2"))
    gift = Lot(10, "promotion", expires_at=shop.now + timedelta(hours=1))
    do(shop.db, grant(shop.db.transact(open_wallet, CLEO.user_id, now=shop.now), gift), now=shop.now)
    shop.provider.now += timedelta(hours=2)
    await shop.buy("starter", CLEO, "eur")
    bought = shop.hear(shop.provider.pay("cs_test_3"))
    cleo = wallet(shop, CLEO)
    do(shop.db, spend(cleo, 450), revoke(cleo, 80, reference=bought.id), now=shop.now)
    return shop


def wallet(shop: Shop, buyer: Buyer) -> str:
    """The buyer's wallet."""
    found = shop.db.transact(wallet_of, buyer.user_id)
    assert found
    return found


def counted(db: Database, now: datetime, limit: int = 100) -> date | None:
    """Count what is to be counted at this time; the day that is left."""
    return db.transact(roll, limit=limit, now=now)


def figures(db: Database) -> Mapping[date, Figures]:
    """What is in the table, by day: count and amount."""

    def read(session: Session) -> dict[date, Figures]:
        found: dict[date, Figures] = {}
        for day, figure, currency, count, amount in session.connection().execute(select(FIGURES)):
            found.setdefault(day, {})[figure, currency] = (count, amount)
        return found

    return db.transact(read)


def in_wallets(session: Session) -> int:
    """What all wallets hold, less their debts."""
    parts = WALLETS.c
    return int(session.connection().scalar(select(func.sum(parts.available + parts.held + parts.frozen - parts.owed))))
