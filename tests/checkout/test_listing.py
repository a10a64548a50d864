"""Lists page by keyset, newest first, and show buyers nothing but their own."""

from datetime import date, timedelta
from functools import partial

import pytest
from sqlalchemy import insert, text
from sqlmodel import Session

from creditshop.checkout import (
    Buyer,
    PurchaseFilter,
    PurchaseNotFound,
    PurchasePage,
    PurchaseState,
    currencies_sold,
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
    assert ids(busy.db.transact(latest_purchases, PurchaseFilter(state=PurchaseState.OPEN))) == [bobs.id]
    for search in ("bob@", " BOB@example.com ", bobs.id, str(bobs.session_id), BOB.user_id):
        assert ids(busy.db.transact(latest_purchases, PurchaseFilter.read({"search": search}))) == [bobs.id], search
    assert len(busy.db.transact(latest_purchases, PurchaseFilter(search="pi_cs_test_1")).purchases) == 1
    for search in ("%", "_ob@", "example.com", "pur_"):
        assert ids(busy.db.transact(latest_purchases, PurchaseFilter.read({"search": search}))) == [], search


async def test_staff_filter_by_everything_at_once(busy: Shop) -> None:
    oldest, *_, newest, bobs = busy.purchases
    busy.edit(oldest.id, created_at=oldest.created_at - timedelta(days=1), refunded_minor=1, dispute_status="won")
    busy.edit(newest.id, amount_total=9_00, refunded_minor=1, attention="look")
    day = busy.now.date()

    def found(**wanted: object) -> list[str]:
        return ids(busy.db.transact(latest_purchases, PurchaseFilter(**wanted)))  # type: ignore[arg-type]

    assert found(refunded=True) == [newest.id, oldest.id]
    assert found(disputed=True) == [oldest.id]
    assert found(attention=True) == [newest.id]
    assert found(until=day - timedelta(days=1)) == found(since=date(2020, 1, 1), until=day - timedelta(days=1))
    assert found(until=day - timedelta(days=1)) == [oldest.id]
    assert (len(found(since=day)), len(found(since=day, until=day)), found(since=day + timedelta(days=1))) == (5, 5, [])
    assert len(found(currency="usd")) == 6
    assert found(currency="eur") == []
    assert found(currency="usd", least_minor=22_01) == []
    assert len(found(currency="usd", least_minor=22_00)) == 4, "what was charged counts, not what was offered"
    assert len(found(least_minor=22_01)) == 6, "an amount of no currency says nothing"
    paid = PurchaseState.PAID
    assert found(state=paid, refunded=True, currency="usd", since=day, search="ada@") == [newest.id]
    assert found(state=paid, refunded=True, currency="usd", since=day, search="bob@") == []
    assert found(search=f" {bobs.id}") == []


async def test_a_filtered_list_pages_by_keyset(busy: Shop) -> None:
    wanted, seen, before = PurchaseFilter(state=PurchaseState.PAID), [], None
    for size in (2, 2, 1):
        page = busy.db.transact(latest_purchases, wanted, before=before, limit=2)
        assert len(page.purchases) == size
        seen += ids(page)
        before = page.next_before
    assert (seen, before) == ([purchase.id for purchase in reversed(busy.purchases[:5])], None)


async def test_the_currencies_that_were_sold_in_are_known(busy: Shop) -> None:
    assert busy.db.transact(currencies_sold) == ("usd",)
    await busy.buy("maker", currency="eur")
    await busy.buy("maker", currency="gbp", buyer=BOB)
    assert busy.db.transact(currencies_sold) == ("eur", "gbp", "usd")


def test_a_filter_survives_its_address() -> None:
    wanted = PurchaseFilter(
        state=PurchaseState.PAID,
        currency="kwd",
        since=date(2026, 11, 1),
        until=date(2026, 11, 30),
        least_minor=1_500,
        refunded=True,
        disputed=True,
        search="ada@example.com",
    )
    for one in (
        wanted,
        PurchaseFilter(),
        PurchaseFilter(attention=True),
        PurchaseFilter(currency="usd", least_minor=0),
    ):
        assert PurchaseFilter.read(one.query()) == one
    assert PurchaseFilter().query() == {}


@pytest.mark.parametrize(
    "query",
    [
        {"state": "stolen", "currency": "xxx", "least": "5", "since": "today", "until": "2026-02-30"},
        {"state": ["paid"], "currency": None, "least": {"a": 1}, "since": 20260101, "until": "9999-12-31"},
        {"currency": "", "least": "500", "search": " \0 ", "refunded": "", "disputed": None},
        {"least": "-5", "since": "20261101", "until": "2026-W01-1"},
    ],
)
def test_what_makes_no_sense_asks_for_nothing(query: dict[str, object]) -> None:
    assert PurchaseFilter.read(query) == PurchaseFilter()


RARE = [
    ({"state": "review"}, "purchase_latest_by_state"),
    ({"state": "review", "currency": "usd", "since": "2026-01-01"}, "purchase_latest_by_state"),
    ({"state": "attention"}, "purchase_attention"),
    ({"refunded": "1"}, "purchase_refunded"),
    ({"disputed": "1", "until": "2030-01-01"}, "purchase_disputed"),
    ({"currency": "jpy"}, "purchase_latest_by_currency"),
    ({"since": "2030-01-01"}, "purchase_latest"),
    ({"search": "bob@"}, "purchase_by_email"),
    ({"search": "usr_bob"}, "purchase_by_owner"),
]
# What PostgreSQL knows about how common each value is decides where it begins; SQLite takes the first index that fits.
RARE_TOGETHER = [
    ({"refunded": "1", "state": "paid", "currency": "usd"}, "purchase_refunded"),
    ({"currency": "jpy", "state": "paid"}, "purchase_latest_by_currency"),
    ({"currency": "usd", "least": "99999", "state": "paid"}, "purchase_by_amount"),
    ({"search": "pi_9", "state": "paid"}, "payment_intent_id"),
    ({"search": "cs_test_9", "disputed": "1"}, "session_id"),
]


async def test_what_is_rare_is_found_without_reading_the_rest(shop: Shop) -> None:
    await shop.buy()
    shop.db.transact(_many_paid, shop.purchases[0].id)
    for query, index in RARE + (RARE_TOGETHER if shop.db.engine.dialect.name == "postgresql" else []):
        found = shop.db.transact(plan, partial(latest_purchases, wanted=PurchaseFilter.read(query)))
        assert index in found, (query, found)


def _many_paid(session: Session, purchase_id: str) -> None:
    row = session.get_one(Purchase, purchase_id).model_dump()
    row |= {"state": "paid", "paid_at": row["created_at"], "session_id": None, "amount_total": row["amount_minor"]}
    odd = {"refunded_minor": 1, "dispute_status": "lost", "attention": "look"}
    rows = [row | {"id": f"pur_{n}"} | (odd if n % 500 == 0 else {}) for n in range(2000)]
    session.connection().execute(insert(Purchase), rows)
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
