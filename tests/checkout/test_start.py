"""Opening a checkout: one wish, one open session, whatever buyers and their tabs do."""

import asyncio
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from creditshop.catalog import OfferNotFound
from creditshop.catalog.models import Package, PackagePrice
from creditshop.checkout import (
    Agreement,
    AgreementMissing,
    Buyer,
    CheckoutUnavailable,
    find_purchase,
    start_checkout,
)
from creditshop.checkout.models import Purchase
from creditshop.database import read
from creditshop.payments.gateway import CheckoutRequest
from tests.checkout.conftest import ADA, AGREED, Shop

BOB = Buyer("usr_bob", "bob@example.com", "de")


async def test_the_buyer_gets_a_session_for_what_the_shop_sells_at_its_price(shop: Shop) -> None:
    url = await shop.buy("maker", currency="eur")
    (purchase,) = shop.purchases
    (request,) = shop.provider.requests
    assert url == purchase.session_url == "https://pay.test/cs_test_1"
    assert (purchase.state, purchase.credits, purchase.bonus_credits) == ("open", 2_500, 250)
    assert (request.amount_minor, request.currency) == (purchase.amount_minor, "eur") == (2_100, "eur")
    assert request.metadata == {"creditshop_purchase": purchase.id}
    assert request.client_reference_id == purchase.id
    assert purchase.id in request.idempotency_key
    assert (request.customer_email, request.locale) == ("ada@example.com", "en")
    assert request.success_url == "http://localhost:8000/checkout/success?session_id={CHECKOUT_SESSION_ID}"
    assert request.cancel_url == "http://localhost:8000/?checkout=cancelled"
    assert timedelta(minutes=30) < request.expires_at - shop.now <= timedelta(hours=24)


async def test_the_provider_hears_of_a_purchase_only_after_it_is_stored(shop: Shop) -> None:
    seen = []

    async def look(request: CheckoutRequest) -> None:
        seen.append(await read(find_purchase, request.client_reference_id))

    shop.provider.before_opening = look
    await shop.buy()
    assert [purchase.state for purchase in seen] == ["created"]


async def test_the_agreement_is_recorded_and_renewed_with_every_click(shop: Shop) -> None:
    await shop.buy()
    offer, later = shop.offer(), shop.now + timedelta(minutes=5)
    await start_checkout(ADA, offer.package_id, "usd", Agreement("2026-12", "Other words."), now=later)

    def agreement(session: Session) -> tuple[object, ...]:
        row = session.exec(select(Purchase)).one()
        return row.terms_version, row.withdrawal_wording, row.agreed_at

    assert shop.db.transact(agreement) == ("2026-12", "Other words.", later)


@pytest.mark.parametrize("agreement", [Agreement("", AGREED.withdrawal_wording), Agreement("2026-11", "")])
async def test_without_agreement_nothing_is_stored_or_opened(shop: Shop, agreement: Agreement) -> None:
    with pytest.raises(AgreementMissing):
        await start_checkout(ADA, shop.offer().package_id, "usd", agreement, now=shop.now)
    assert (shop.purchases, shop.provider.calls) == ([], 0)


async def test_what_is_not_on_sale_cannot_be_bought(shop: Shop) -> None:
    with pytest.raises(OfferNotFound):
        await shop.buy("maker", currency="usd") and await start_checkout(ADA, "pkg_x", "usd", AGREED, now=shop.now)
    with pytest.raises(OfferNotFound):
        await start_checkout(ADA, shop.offer().package_id, "chf", AGREED, now=shop.now)


async def test_the_same_wish_gives_the_same_session(shop: Shop) -> None:
    first = await shop.buy()
    shop.provider.now += timedelta(minutes=45)
    assert await shop.buy() == first
    assert (shop.provider.calls, len(shop.purchases)) == (1, 1)


async def test_clicks_and_tabs_at_once_give_one_open_session(shop: Shop) -> None:
    urls = await asyncio.gather(*(shop.buy() for _ in range(8)))
    assert len(set(urls)) == len(shop.provider.sessions) == len(shop.purchases) == 1


async def test_tabs_that_want_different_things_at_once_leave_one_open_session(shop: Shop) -> None:
    wishes = ("starter", "maker", "studio", "maker")
    outcomes = await asyncio.gather(*(shop.buy(slug) for slug in wishes), return_exceptions=True)
    assert all(isinstance(outcome, str | CheckoutUnavailable) for outcome in outcomes)
    assert len(shop.provider.open) <= 1
    assert shop.states().count("open") + shop.states().count("created") <= 1
    last = await shop.buy("scale")
    assert [seen.url for seen in shop.provider.open] == [last]


async def test_fifty_buyers_at_once_each_get_their_own_session(shop: Shop) -> None:
    buyers = [Buyer(f"usr_{n}", f"buyer{n}@example.com", "en") for n in range(50)]
    urls = await asyncio.gather(*(shop.buy(buyer=buyer) for buyer in buyers))
    assert len(set(urls)) == len(shop.provider.open) == 50
    assert {(purchase.owner_id, purchase.session_url) for purchase in shop.purchases} == {
        (buyer.user_id, url) for buyer, url in zip(buyers, urls, strict=True)
    }


async def test_another_wish_closes_the_old_session_first(shop: Shop) -> None:
    old = await shop.buy("starter")
    new = await shop.buy("maker")
    assert old != new
    assert [seen.url for seen in shop.provider.open] == [new]
    assert shop.states() == ["expired", "open"]


async def test_another_currency_or_a_new_price_is_another_wish(shop: Shop) -> None:
    await shop.buy("maker", currency="usd")
    await shop.buy("maker", currency="eur")

    def raise_price(session: Session) -> None:
        package = session.exec(select(Package).where(Package.slug == "maker")).one()
        session.get_one(PackagePrice, (package.id, "eur")).amount_minor = 99_00

    shop.db.transact(raise_price)
    await shop.buy("maker", currency="eur")
    assert shop.states() == ["expired", "expired", "open"]
    assert shop.provider.open[0].amount_total == 99_00


async def test_an_old_session_that_was_paid_meanwhile_counts(shop: Shop) -> None:
    await shop.buy("starter")
    shop.provider.pay("cs_test_1")
    await shop.buy("maker")
    assert shop.states() == ["paid", "open"]
    assert shop.credits() == 500


async def test_a_session_about_to_end_is_replaced(shop: Shop) -> None:
    old = await shop.buy()
    shop.provider.now += timedelta(minutes=55)
    assert await shop.buy() != old
    assert shop.states() == ["expired", "open"]


async def test_nobody_pays_twice_for_one_wish(shop: Shop) -> None:
    await shop.buy()
    shop.provider.pay("cs_test_1")
    shop.provider.now += timedelta(minutes=55)
    assert await shop.buy() == "http://localhost:8000/checkout/success?session_id=cs_test_1"
    assert (shop.states(), shop.credits()) == (["paid"], 2_750)


async def test_after_paying_one_can_buy_the_same_again(shop: Shop) -> None:
    first = await shop.buy()
    shop.hear(shop.provider.pay("cs_test_1"))
    assert await shop.buy() != first
    assert shop.states() == ["paid", "open"]


async def test_buyers_do_not_see_each_other(shop: Shop) -> None:
    assert await shop.buy(buyer=ADA) != await shop.buy(buyer=BOB)
    assert shop.states() == ["open", "open"]
    assert [request.locale for request in shop.provider.requests] == ["en", "de"]
