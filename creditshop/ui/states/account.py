"""The account's front page: what is left, what goes first, what happened lately."""

from typing import Any

import reflex as rx

from creditshop.accounts import SignedIn
from creditshop.clock import utcnow
from creditshop.database import read
from creditshop.ledger import Movement
from creditshop.ui import format as fmt
from creditshop.ui.gate import signed_in
from creditshop.ui.states.reading import Overview, overview
from creditshop.ui.states.rows import GrantRow, MovementRow, PaymentRow, grant_row, movement_row, payment_row
from creditshop.ui.states.visit import farewell, locale_of, visits
from creditshop.ui.texts import text

_RECENT = 6
_BESIDE = 4  # rows of the lists at the side


class AccountState(rx.State):
    """Kept up to date by a listener while the page is open."""

    loaded: bool = False
    available: str = ""
    notes: list[str] = []  # noqa: RUF012 - Reflex copies the defaults for every client
    owed: str = ""
    suspended: bool = False
    grants: list[GrantRow] = []  # noqa: RUF012
    movements: list[MovementRow] = []  # noqa: RUF012
    payments: list[PaymentRow] = []  # noqa: RUF012
    landed: str = ""
    _newest: str = ""

    @rx.event(background=True)
    @signed_in
    async def listen(self) -> Any:
        """Show the signed-in user's credits for as long as the page is open."""
        async for user in visits(self):
            async with self:
                await self._show(user)
        return await farewell(self)

    async def _show(self, user: SignedIn) -> None:
        found = await read(overview, user.user_id, recent=_RECENT, now=utcnow())
        locale = await locale_of(self)
        self._show_balance(found, locale)
        self._announce_arrivals(found.movements, locale)
        self.grants = [grant_row(grant, found.names, locale) for grant in found.grants[:_BESIDE]]
        self.movements = [movement_row(movement, found.names, locale) for movement in found.movements]
        self.payments = [payment_row(purchase, locale) for purchase in found.payments[:_BESIDE]]
        self.loaded = True

    def _show_balance(self, found: Overview, locale: str) -> None:
        balance = found.balance
        self.available = fmt.credits(balance.available, locale)
        self.notes = [
            text(locale, f"account.{part}", credits=fmt.credits(count, locale))
            for part, count in (("held", balance.held), ("frozen", balance.frozen))
            if count
        ]
        self.owed = text(locale, "account.owed", credits=fmt.credits(balance.owed, locale)) if balance.owed else ""
        self.suspended = balance.suspended

    def _announce_arrivals(self, moved: tuple[Movement, ...], locale: str) -> None:
        """Say what came since the last look; nothing at the first one."""
        newest = moved[0].id if moved else ""
        if self.loaded and newest != self._newest:
            known = [movement.id for movement in moved]
            fresh = moved[: known.index(self._newest)] if self._newest in known else moved
            came = sum(movement.change for movement in fresh if movement.change > 0)
            self.landed = text(locale, "account.landed", credits=fmt.credits(came, locale)) if came else ""
        self._newest = newest
