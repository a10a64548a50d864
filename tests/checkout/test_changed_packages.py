"""What staff change in the catalog is for new purchases only."""

from dataclasses import replace

from creditshop.audit import Actor
from creditshop.catalog import change_package, packages
from tests.checkout.conftest import SESSION, Shop

FIN = Actor("usr_fin", "fin@example.com", "finance", "192.0.2.1")


async def test_a_changed_package_is_for_new_purchases_only(shop: Shop) -> None:
    await shop.buy("maker")
    paid = shop.hear(shop.provider.pay("cs_test_1"))
    await shop.buy("maker")
    waiting = shop.purchases[-1]
    maker = next(package for package in shop.db.transact(packages) if package.slug == "maker")
    dearer = replace(maker.terms, credits=1_000, bonus_credits=0, prices={"usd": 30_00})
    shop.db.transact(change_package, FIN, maker.id, maker.version, dearer, now=shop.now)
    assert shop.purchases == [paid, waiting], "what was offered stays as it was"

    await shop.buy("maker")
    assert shop.states() == ["paid", "expired", "open"], "the page with the old price is closed first"
    (session,) = shop.provider.open
    assert session.amount_total == 30_00
    shop.hear(shop.provider.pay(session.id))
    assert shop.credits() == 2_750 + 1_000


async def test_who_pays_an_open_page_gets_what_it_offered(sold: Shop) -> None:
    maker = next(package for package in sold.db.transact(packages) if package.slug == "maker")
    smaller = replace(maker.terms, credits=1, bonus_credits=0, active=False)
    sold.db.transact(change_package, FIN, maker.id, maker.version, smaller, now=sold.now)
    sold.hear(sold.provider.pay(SESSION))
    assert sold.credits() == 2_750
