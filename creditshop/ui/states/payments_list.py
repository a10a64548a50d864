"""Everybody's purchases for staff, as a list."""

from typing import Any

import reflex as rx

from creditshop.accounts import SignedIn
from creditshop.checkout import PurchaseState, latest_purchases, purchases_to_look_at
from creditshop.database import read
from creditshop.ui.gate import staff
from creditshop.ui.states.paging import PAGE, StaffList
from creditshop.ui.states.rows import PaymentRow, payment_row
from creditshop.ui.states.visit import locale_of

ATTENTION = "attention"  # a filter beside the states: what needs a person
_LONGEST_SEARCH = 255


class AdminPaymentsState(StaffList, rx.State):
    """The latest purchases; `state` is one of PurchaseState, ATTENTION, or empty for all.

    `visit` counts the visits, so that the form begins each with what the address asks for.
    """

    rows: list[PaymentRow] = []  # noqa: RUF012 - Reflex copies the default for every client
    search: str = ""
    state: str = ""
    visit: int = 0

    @rx.event
    @staff()
    async def find(self, form: Any) -> None:
        """Show what a search form asks for, from the newest on."""
        if isinstance(form, dict):
            self._filter(form.get("search"), form.get("state"))
            await self._go(older=False)

    def _begin(self) -> None:
        query = self.router.url.query_parameters
        self._filter(query.get("search", ""), query.get("state", ""))
        self.visit += 1

    def _filter(self, search: Any, state: Any) -> None:
        self._rewind()
        self.search = search[:_LONGEST_SEARCH] if isinstance(search, str) else ""
        self.state = state if isinstance(state, str) and state in (ATTENTION, *PurchaseState) else ""

    async def _show(self, _user: SignedIn) -> None:
        if self.state == ATTENTION:
            page = await read(purchases_to_look_at, before=self._before(), limit=PAGE)
        else:
            state = PurchaseState(self.state) if self.state else None
            page = await read(latest_purchases, state=state, search=self.search, before=self._before(), limit=PAGE)
        locale = await locale_of(self)
        self.rows = [payment_row(purchase, locale) for purchase in page.purchases]
        self._arrived(page.next_before)
