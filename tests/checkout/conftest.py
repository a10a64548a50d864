"""A shop with packages on sale and a provider in memory."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from creditshop.catalog import Offer, offers, seed_packages
from creditshop.checkout import (
    Agreement,
    Buyer,
    PurchaseFilter,
    Screen,
    apply_session,
    latest_purchases,
    purchase_detail,
    screen,
    start_checkout,
    verify_purchases,
)
from creditshop.checkout.models import Purchase
from creditshop.checkout.views import PurchaseDetail, PurchaseView, view
from creditshop.ledger import balance, wallet_of
from creditshop.notices.models import Mail
from creditshop.payments import current
from creditshop.payments.events import CheckoutSession, Event
from tests.checkout.provider import Provider
from tests.conftest import Database

SESSION = "cs_test_1"
ADA = Buyer("usr_ada", "ada@example.com", "en")
AGREED = Agreement("2026-11", "Credits that I use before the 14 days are over cannot be returned.")


def _no_webhooks(*_: Any) -> Event:
    raise AssertionError("these tests have no webhooks")


@dataclass
class Shop:
    """What a test does and sees."""

    db: Database
    provider: Provider

    def use(self, provider: Provider) -> Provider:
        """Buy through this provider from now on."""
        current.bind(provider, _no_webhooks, _no_webhooks)
        self.provider = provider
        return provider

    @property
    def now(self) -> datetime:
        return self.provider.now

    def offer(self, slug: str = "maker", currency: str = "usd") -> Offer:
        return next(offer for offer in self.db.transact(offers, currency) if offer.slug == slug)

    async def buy(self, slug: str = "maker", buyer: Buyer = ADA, currency: str = "usd") -> str:
        """The URL that the buyer is sent to; every click is a second later than the last."""
        self.provider.now += timedelta(seconds=1)
        return await start_checkout(buyer, self.offer(slug).package_id, currency, AGREED, now=self.now)

    def hear(self, seen: CheckoutSession, *, failed: bool = False) -> PurchaseView:
        return self.db.transact(apply_session, seen, failed=failed, now=self.now)

    @property
    def purchases(self) -> list[PurchaseView]:
        """All of them, oldest first."""
        return self.db.transact(purchases_of)

    def detail(self, purchase_id: str) -> PurchaseDetail:
        return self.db.transact(purchase_detail, purchase_id)

    def to_look_at(self) -> tuple[PurchaseView, ...]:
        """Those that call for a person."""
        return self.db.transact(latest_purchases, PurchaseFilter(attention=True)).purchases

    def states(self) -> list[str]:
        return [str(purchase.state) for purchase in self.purchases]

    def credits(self, owner_id: str = ADA.user_id) -> int:
        return self.db.transact(credits_of, owner_id)

    def mails(self) -> list[tuple[str, str]]:
        """Template and address of every mail, oldest first."""
        return self.db.transact(_mails)

    def problems(self) -> list[str]:
        return self.db.transact(lambda session: [found.problem for found in verify_purchases(session)])

    def edit(self, purchase_id: str, **values: object) -> None:
        """Put a purchase's row into a condition that would take long to reach."""

        def edit(session: Session) -> None:
            purchase = session.get_one(Purchase, purchase_id)
            for name, value in values.items():
                setattr(purchase, name, value)

        self.db.transact(edit)


def purchases_of(session: Session, owner_id: str | None = None) -> list[PurchaseView]:
    """One buyer's or everybody's purchases, oldest first."""
    rows = select(Purchase).order_by(col(Purchase.created_at))
    return [view(row) for row in session.exec(rows.where(Purchase.owner_id == owner_id) if owner_id else rows)]


def _mails(session: Session) -> list[tuple[str, str]]:
    found = select(col(Mail.template), col(Mail.recipient)).order_by(col(Mail.created_at), col(Mail.id))
    return [(template, to) for template, to in session.exec(found)]


def credits_of(session: Session, owner_id: str) -> int:
    """What the owner can spend."""
    wallet_id = wallet_of(session, owner_id)
    return balance(session, wallet_id).available if wallet_id else 0


@contextmanager
def suspicious(reason: str = "odd", *, refuses: bool = False) -> Iterator[None]:
    """Meanwhile the shop holds every payment back for this reason, and perhaps sells nothing new."""
    screen(Screen(refuses=lambda *_: refuses, holds=lambda *_: reason))
    try:
        yield
    finally:
        screen()


@pytest.fixture
def shop(db: Database) -> Shop:
    db.transact(seed_packages)
    made = Shop(db, Provider())
    made.use(made.provider)
    return made


@pytest.fixture
async def sold(shop: Shop) -> Shop:
    """A shop with one open purchase."""
    await shop.buy()
    return shop
