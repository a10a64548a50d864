"""Back from paying: what became of it, at once and as it changes, for the buyer alone."""

import asyncio
from typing import Any

import reflex as rx

from creditshop.accounts import SignedIn
from creditshop.checkout import PurchaseState, PurchaseView, look_after_payment, purchase_by_session
from creditshop.clock import utcnow
from creditshop.database import read
from creditshop.ui import format as fmt
from creditshop.ui.gate import signed_in
from creditshop.ui.live import HEARTBEAT, OpenPage, subscribed
from creditshop.ui.states.reading import own_balance, own_purchase
from creditshop.ui.states.rows import charged
from creditshop.ui.states.session import signed_in_user
from creditshop.ui.states.visit import farewell, is_id, locale_of

_ADDRESS = "/checkout/success/"
_PENDING = (PurchaseState.CREATED, PurchaseState.OPEN, PurchaseState.PROCESSING)
_LOOK_EVERY = 3.0  # seconds: a push can be lost
_PATIENCE = 4.0  # seconds for the provider's answer
_LONGEST_ID = 255


class SuccessState(rx.State):
    """`phase` is empty while nothing is known, else a purchase's state, `missing`, or `held` for a review of ours."""

    phase: str = ""
    purchase_id: str = ""
    package: str = ""
    amount: str = ""
    credits: str = ""
    balance: str = ""
    email: str = ""
    pay_url: str = ""

    @rx.event(background=True)
    @signed_in
    async def listen(self) -> Any:
        """Show what became of the purchase until the page is left.

        The provider sends the buyer here with a session id. It is exchanged for the purchase's own id, which is good
        for its owner only: neither the address bar nor the browser's history keeps it, and a reload still works.
        """
        user = await signed_in_user(self)
        query = self.router.url.query_parameters
        if user and (session_id := query.get("session_id", "")):
            return rx.redirect(await _own_address(session_id, user), replace=True)
        async with self:
            self.reset()
        if user:
            with subscribed(user.user_id) as page:
                await self._follow(query.get("purchase", ""), page)
        return await farewell(self)

    async def _follow(self, purchase_id: str, page: OpenPage) -> None:
        rounds, pushed = 0, False
        while user := await signed_in_user(self):
            purchase = await read(own_purchase, purchase_id, user.user_id) if is_id(purchase_id) else None
            async with self:
                await self._show(purchase, user)
            pending = purchase is not None and purchase.state in _PENDING
            if purchase and pending and not pushed:
                await _ask_provider(purchase, user, rounds)
            pushed = await page.changed(within=_LOOK_EVERY if pending else HEARTBEAT)
            rounds += not pushed

    async def _show(self, purchase: PurchaseView | None, user: SignedIn) -> None:
        if purchase is None:
            self.phase = "missing"
            return
        locale = await locale_of(self)
        balance = await read(own_balance, user.user_id)
        held = purchase.state is PurchaseState.REVIEW and purchase.held_at is not None
        self.phase = "held" if held else purchase.state
        self.purchase_id, self.package = purchase.id, purchase.name
        self.amount = fmt.money(charged(purchase), purchase.currency, locale)
        self.credits = fmt.credits(purchase.all_credits, locale)
        self.balance = fmt.credits(balance.available, locale)
        self.email = purchase.email
        self.pay_url = (purchase.session_url or "") if purchase.state is PurchaseState.OPEN else ""


async def _own_address(session_id: str, user: SignedIn) -> str:
    """This page's address for the purchase behind the session; without one for a foreign or forged id."""
    found = await read(purchase_by_session, session_id[:_LONGEST_ID], user.user_id)
    return f"{_ADDRESS}?purchase={found.id}" if found else _ADDRESS


async def _ask_provider(purchase: PurchaseView, user: SignedIn, rounds: int) -> None:
    """Ask at the first look, then ever more seldom: a delayed payment takes days. What is new comes back as a push."""
    if purchase.session_id is None or rounds & (rounds - 1):
        return
    try:
        async with asyncio.timeout(_PATIENCE):
            await look_after_payment(purchase.session_id, user.user_id, now=utcnow())
    except TimeoutError:
        return  # the page already shows what is known
