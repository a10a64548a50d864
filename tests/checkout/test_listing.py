"""Lists page by keyset, newest first, and show buyers nothing but their own."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, text
from sqlmodel import Session

from creditshop.checkout import (
    Buyer,
    PurchaseNotFound,
    PurchasePage,
    PurchaseState,
    find_purchase,
    latest_purchases,
    purchase_by_session,
    purchase_detail,
    purchases,
)
from creditshop.checkout.models import Purchase
from tests.checkout.conftest import ADA, Shop
from tests.plans import plan

BOB = Buyer("usr_bob", "bob@example.com", "de")


@pytest.fixture
async def busy(shop: Shop) -> Shop:
    """A shop where Ada paid five times and Bob has one open purchase."""
    for _ in range(5):
        await shop.buy()
        shop.hear(shop.provider.pay(f"cs_test_{len(shop.provider.sessions)}"))
    shop.provider.now += timedelta(minutes=1)
    await shop.buy("starter", buyer=BOB)
    return shop


def ids(page: PurchasePage) -> list[str]:
    return [purchase.id for purchase in page.purchases]


async def test_a_buyers_purchases_come_page_by_page_each_once(busy: Shop) -> None:
    newest_first = [purchase.id for purchase in reversed(busy.purchases) if purchase.owner_id == ADA.user_id]
    seen, before = [], None
    for size in (2, 2, 1):
        page = busy.db.transact(purchases, ADA.user_id, before=before, limit=2)
        assert len(page.purchases) == size
        seen += ids(page)
        before = page.next_before
    assert (seen, before) == (newest_first, None)


async def test_purchases_of_the_same_moment_are_not_lost_between_pages(busy: Shop) -> None:
    for purchase in busy.purchases:
        busy.edit(purchase.id, created_at=busy.now)
    first = busy.db.transact(purchases, ADA.user_id, limit=3)
    second = busy.db.transact(purchases, ADA.user_id, before=first.next_before, limit=3)
    assert len({*ids(first), *ids(second)}) == 5


async def test_a_buyer_sees_no_attempt_that_never_had_a_payment_page(busy: Shop) -> None:
    busy.edit(busy.purchases[-1].id, session_id=None, session_url=None, state="created")
    assert busy.db.transact(purchases, BOB.user_id).purchases == ()


async def test_staff_find_purchases_by_state_mail_and_ids(busy: Shop) -> None:
    bobs = busy.purchases[-1]
    assert len(busy.db.transact(latest_purchases).purchases) == 6
    assert ids(busy.db.transact(latest_purchases)) == [purchase.id for purchase in reversed(busy.purchases)]
    assert ids(busy.db.transact(latest_purchases, state=PurchaseState.OPEN)) == [bobs.id]
    for search in ("bob@", " BOB@example.com ", bobs.id, str(bobs.session_id), BOB.user_id):
        assert ids(busy.db.transact(latest_purchases, search=search)) == [bobs.id], search
    assert len(busy.db.transact(latest_purchases, search="pi_cs_test_1").purchases) == 1
    for search in ("%", "_ob@", "example.com", "pur_"):
        assert ids(busy.db.transact(latest_purchases, search=search)) == [], search


async def test_a_rare_state_is_found_without_reading_the_others(shop: Shop) -> None:
    await shop.buy()
    shop.db.transact(_many_paid, shop.purchases[0].id)
    found = shop.db.transact(plan, lambda session: latest_purchases(session, state=PurchaseState.REVIEW))
    assert "purchase_latest_by_state" in found


def _many_paid(session: Session, purchase_id: str) -> None:
    row = session.get_one(Purchase, purchase_id).model_dump()
    row |= {"state": "paid", "paid_at": row["created_at"], "session_id": None}
    session.connection().execute(insert(Purchase), [row | {"id": f"pur_{n}"} for n in range(2000)])
    session.connection().execute(text("ANALYZE"))


async def test_a_session_is_shown_to_its_owner_only(busy: Shop) -> None:
    bobs = busy.purchases[-1]
    assert busy.db.transact(purchase_by_session, str(bobs.session_id), BOB.user_id) == bobs
    assert busy.db.transact(purchase_by_session, str(bobs.session_id), ADA.user_id) is None


@pytest.mark.parametrize("ask", [find_purchase, purchase_detail])
async def test_an_unknown_purchase_is_a_typed_error(shop: Shop, ask: object) -> None:
    with pytest.raises(PurchaseNotFound):
        shop.db.transact(ask, "pur_unknown")  # type: ignore[arg-type]
    with pytest.raises(PurchaseNotFound):
        shop.db.transact(purchases, ADA.user_id, before="pur_unknown")
