"""A receipt: one paid purchase of the reader's, to keep or to print."""

from datetime import datetime
from typing import Any

import reflex as rx

from creditshop.checkout import PurchaseView
from creditshop.database import read
from creditshop.ui import format as fmt
from creditshop.ui.gate import signed_in
from creditshop.ui.states.reading import own_purchase
from creditshop.ui.states.rows import charged
from creditshop.ui.states.session import signed_in_user
from creditshop.ui.states.visit import is_id, locale_of


class ReceiptState(rx.State):
    """`found` is False also for a purchase that was not paid, or is somebody else's."""

    loaded: bool = False
    found: bool = False
    number: str = ""
    paid: str = ""
    email: str = ""
    package: str = ""
    credits: str = ""
    bonus: str = ""
    price: str = ""
    discount: str = ""
    tax: str = ""
    total: str = ""
    refunded: str = ""

    @rx.event
    @signed_in
    async def load(self) -> Any:
        """Show the purchase that the address names."""
        self.reset()
        user = await signed_in_user(self)
        purchase_id = self.router.url.query_parameters.get("purchase", "")
        if user and is_id(purchase_id):
            purchase = await read(own_purchase, purchase_id, user.user_id)
            if purchase and purchase.paid_at:
                self._show(purchase, purchase.paid_at, await locale_of(self))
        self.loaded = True

    def _show(self, purchase: PurchaseView, paid_at: datetime, locale: str) -> None:
        def money(minor: int | None) -> str:
            return fmt.money(minor, purchase.currency, locale) if minor else ""

        self.found, self.number, self.email, self.package = True, purchase.id, purchase.email, purchase.name
        self.paid = fmt.day_and_time(paid_at, locale)
        self.credits = fmt.credits(purchase.credits, locale)
        self.bonus = fmt.credits(purchase.bonus_credits, locale) if purchase.bonus_credits else ""
        self.price, self.total = money(purchase.amount_minor), money(charged(purchase)) or money(purchase.amount_minor)
        self.refunded = money(purchase.refunded_minor)
        self.discount, self.tax = money(purchase.amount_discount), money(purchase.amount_tax)
