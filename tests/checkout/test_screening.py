"""Who judges sales from above may refuse one before it is stored, or hold its payment back for a person."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from creditshop.checkout import Buyer, CheckoutBlocked, grant_reviewed, look_after_payment
from creditshop.checkout.models import Purchase
from tests.checkout.conftest import ADA, SESSION, Shop, suspicious


async def test_a_held_payment_gives_no_credits_until_a_person_grants_them_however_often_it_is_reported(
    sold: Shop,
) -> None:
    with suspicious("odd"):
        held = sold.hear(sold.provider.pay(SESSION))
    assert (held.state, held.attention, held.held_at, sold.credits()) == ("review", "odd", sold.now, 0)
    assert [found.id for found in sold.to_look_at()] == [held.id]
    for _ in range(3):
        sold.hear(sold.provider.pay(SESSION))
        await look_after_payment(SESSION, ADA.user_id, now=sold.now)
    sold.hear(sold.provider.pay(SESSION, amount_subtotal=1))
    sold.hear(sold.provider.pay(SESSION, amount_subtotal=2_200))
    assert (sold.states(), sold.credits(), sold.mails(), sold.problems()) == (["review"], 0, [], [])
    assert [line.what for line in sold.detail(held.id).timeline] == ["opened", "held", "mismatch"]
    sold.db.transact(grant_reviewed, held.id, actor="usr_owner", now=sold.now)
    granted = sold.hear(sold.provider.pay(SESSION))
    assert (granted.state, granted.attention) == ("paid", None)  # it had been paid: nothing is odd about that
    assert (sold.credits(), sold.problems(), sold.mails()) == (2_750, [], [("receipt", "ada@example.com")])


async def test_a_review_that_turns_out_to_be_paid_may_be_held_as_well(sold: Shop) -> None:
    sold.hear(sold.provider.pay(SESSION, amount_subtotal=1))
    with suspicious("odd"):
        held = sold.hear(sold.provider.pay(SESSION, amount_subtotal=2_200))
    assert (held.state, held.attention, sold.credits()) == ("review", "odd", 0)
    assert sold.hear(sold.provider.pay(SESSION)).state == "review"


async def test_a_delayed_payment_is_judged_when_its_money_arrives(sold: Shop) -> None:
    with suspicious("odd"):
        assert sold.hear(sold.provider.complete(SESSION)).state == "processing"
        assert sold.hear(sold.provider.pay(SESSION)).state == "review"


async def test_a_refused_sale_is_neither_stored_nor_opened(shop: Shop) -> None:
    with suspicious(refuses=True), pytest.raises(CheckoutBlocked):
        await shop.buy()
    assert (shop.purchases, shop.provider.calls) == ([], 0)
    url = await shop.buy()
    with suspicious(refuses=True):
        assert await shop.buy() == url  # what is open stays open
        with pytest.raises(CheckoutBlocked):
            await shop.buy("starter")
    assert (len(shop.purchases), shop.provider.open) == (1, [])


@pytest.mark.parametrize(
    ("ip", "kept"),
    [
        ("203.0.113.7", ("203.0.113.7", "203.0.113.0/24")),
        ("::ffff:203.0.113.7", ("203.0.113.7", "203.0.113.0/24")),
        ("2001:db8:1:2::7", ("2001:db8:1:2::/64", "2001:db8:1::/48")),
        *((ip, (None, None)) for ip in ("", "127.0.0.1", "::1", "nonsense")),
    ],
)
async def test_a_purchase_knows_where_its_buyer_was(shop: Shop, ip: str, kept: tuple[str | None, str | None]) -> None:
    await shop.buy(buyer=Buyer(ADA.user_id, ADA.email, "en", ip))

    def place(session: Session) -> tuple[str | None, str | None]:
        row = session.exec(select(Purchase)).one()
        return row.ip, row.network

    assert shop.db.transact(place) == kept


async def test_one_who_is_refused_may_come_back_later(shop: Shop) -> None:
    with suspicious(refuses=True), pytest.raises(CheckoutBlocked):
        await shop.buy()
    shop.provider.now += timedelta(hours=1)
    assert await shop.buy()
