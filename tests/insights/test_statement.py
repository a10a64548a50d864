"""A month's statement adds up, and is for finance and owners alone."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import insert

from creditshop.insights import statement
from creditshop.reconciliation.models import MOVEMENTS
from tests.checkout.conftest import ADA, Shop
from tests.insights.conftest import LONG_AFTER, counted, history, shop, wallet
from tests.ledger.acts import do, spend

__all__ = ["history", "shop"]


def book(of: Shop, at: datetime, category: str, amount: int, fee: int) -> None:
    """Stripe moves money."""
    row = {"id": f"txn_{category}_{at:%d}", "category": category, "amount_minor": amount, "fee_minor": fee}
    of.db.transact(
        lambda session: session.connection().execute(
            insert(MOVEMENTS), row | {"currency": "usd", "created_at": at, "source": None}
        )
    )


async def test_opening_and_what_came_less_what_went_is_closing(history: Shop) -> None:
    counted(history.db, LONG_AFTER)
    found = history.db.transact(statement, 2026, 11).credits
    came = found.sold + found.bonus + found.given + found.adjusted
    assert found.opening == 0
    assert found.closing == came - found.spent - found.expired - found.revoked > 0
    assert (found.spent, found.revoked, found.expired) == (550, 80, 10)
    december = history.db.transact(statement, 2026, 12).credits
    assert (december.opening, december.closing) == (found.closing, found.closing)


async def test_money_is_told_by_currency_with_what_stripe_kept(history: Shop) -> None:
    counted(history.db, LONG_AFTER)
    book(history, datetime(2026, 11, 22, tzinfo=UTC), "charge", 2_000, 88)
    book(history, datetime(2026, 11, 25, tzinfo=UTC), "refund", -500, 0)
    book(history, datetime(2026, 11, 26, tzinfo=UTC), "payout", -1_000, 0)
    book(history, datetime(2026, 12, 1, tzinfo=UTC), "charge", 9_900, 317)
    found = history.db.transact(statement, 2026, 11)
    assert (found.first, found.last) == (date(2026, 11, 1), date(2026, 11, 30))
    money = {one.currency: one for one in found.money}
    assert set(money) == {"usd", "eur"}
    assert (money["usd"].payments, money["usd"].sold_minor) == (1, 2_000)
    assert (money["usd"].fees_minor, money["usd"].net_minor) == (88, 1_412)
    assert (money["eur"].payments, money["eur"].fees_minor) == (1, 0)


async def test_what_was_bought_and_not_used_is_told_as_money(history: Shop) -> None:
    """The bonus is used first and had no price; then 500 of the 2,500 that cost 20 dollars. Cleo has none left."""
    do(history.db, spend(wallet(history, ADA), 650), now=history.now)
    counted(history.db, LONG_AFTER)
    found = history.db.transact(statement, 2026, 11)
    assert {one.currency: one.unused_minor for one in found.money} == {"usd": 1_600, "eur": 0}
    earlier = history.db.transact(statement, 2026, 10)
    assert earlier.money == ()


@pytest.mark.parametrize("month", [0, 13])
async def test_a_month_that_is_none(history: Shop, month: int) -> None:
    with pytest.raises(ValueError, match="month"):
        history.db.transact(statement, 2026, month)
