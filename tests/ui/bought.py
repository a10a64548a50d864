"""People with purchases, made through the services, for tests of the private pages."""

import asyncio

from creditshop.accounts import Role
from creditshop.catalog import seed_packages
from creditshop.checkout import Buyer, PurchaseView
from creditshop.clock import utcnow
from tests.accounts.people import new_user, open_for
from tests.checkout.conftest import Shop, purchases_of
from tests.checkout.provider import Provider
from tests.conftest import Database


def make_shop(db: Database) -> Shop:
    """A shop on this database whose provider takes what a test says, at the real time."""
    db.transact(seed_packages)
    shop = Shop(db, Provider(now=utcnow()))
    shop.use(shop.provider)
    return shop


def person(db: Database, email: str, role: Role = Role.CUSTOMER) -> tuple[Buyer, str]:
    """Somebody new, as a buyer, and the token of their session."""
    user_id = db.transact(new_user, email, role)
    return Buyer(user_id, email, "en"), db.transact(open_for, user_id, utcnow()).token


def opened(shop: Shop, buyer: Buyer, slug: str = "maker") -> PurchaseView:
    """A purchase that can be paid."""
    asyncio.run(shop.buy(slug, buyer))
    return shop.db.transact(purchases_of, buyer.user_id)[-1]


def paid(shop: Shop, buyer: Buyer, slug: str = "maker") -> PurchaseView:
    """A purchase with its credits."""
    purchase = opened(shop, buyer, slug)
    return shop.hear(shop.provider.pay(str(purchase.session_id)))


def reviewed(shop: Shop, buyer: Buyer) -> PurchaseView:
    """A purchase that was paid, but not as it was sold."""
    purchase = opened(shop, buyer)
    return shop.hear(shop.provider.pay(str(purchase.session_id), amount_subtotal=1, amount_total=1))
