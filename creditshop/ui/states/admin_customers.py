"""Everybody for staff: the latest, those in trouble, and whoever is looked for."""

from dataclasses import dataclass
from typing import Any, get_args

import reflex as rx

from creditshop.accounts import SignedIn
from creditshop.customers import CustomerPage, CustomerView, customers_in, find_customers, latest_customers
from creditshop.database import read
from creditshop.ledger import Trouble
from creditshop.ui import format as fmt
from creditshop.ui.gate import staff
from creditshop.ui.states.paging import PAGE, StaffList
from creditshop.ui.states.session import signed_in_user
from creditshop.ui.states.visit import locale_of
from creditshop.ui.texts import text

TROUBLES: tuple[Trouble, ...] = get_args(Trouble)
LONGEST_SEARCH = 255


@dataclass(frozen=True)
class CustomerRow:
    """A person in the list; `role` is empty for customers."""

    id: str
    title: str
    name: str
    since: str
    available: str
    owed: str
    role: str
    suspended: bool
    disabled: bool


class AdminCustomersState(StaffList, rx.State):
    """One list or the other: `search` is what is looked for, `trouble` one of TROUBLES, and both are empty for all.

    `visit` counts what the form should begin anew for.
    """

    rows: list[CustomerRow] = []  # noqa: RUF012 - Reflex copies the default for every client
    search: str = ""
    trouble: str = ""
    visit: int = 0

    @rx.event
    @staff()
    async def find(self, form: Any) -> None:
        """Show who is looked for."""
        if isinstance(form, dict):
            await self._list(form.get("search"), "")

    @rx.event
    @staff()
    async def choose(self, trouble: Any) -> None:
        """Show those in this trouble; everybody for none."""
        self.visit += 1
        await self._list("", trouble)

    async def _list(self, search: Any, trouble: Any) -> None:
        if await signed_in_user(self):
            self._filter(search, trouble)
            await self._go(older=False)

    def _begin(self) -> None:
        query = self.router.url.query_parameters
        self._filter(query.get("search", ""), query.get("state", ""))
        self.visit += 1

    def _filter(self, search: Any, trouble: Any) -> None:
        self._rewind()
        self.search = search.strip()[:LONGEST_SEARCH] if isinstance(search, str) else ""
        self.trouble = trouble if isinstance(trouble, str) and trouble in TROUBLES and not self.search else ""

    async def _show(self, _user: SignedIn) -> None:
        page, locale = await self._read(), await locale_of(self)
        self.rows = [customer_row(customer, locale) for customer in page.customers]
        self._arrived(page.next_before)

    async def _read(self) -> CustomerPage:
        before = self._before()
        if self.search:
            return await read(find_customers, self.search, before=before, limit=PAGE)
        for trouble in TROUBLES:
            if trouble == self.trouble:
                return await read(customers_in, trouble, before=before, limit=PAGE)
        return await read(latest_customers, before=before, limit=PAGE)


def customer_row(customer: CustomerView, locale: str) -> CustomerRow:
    """The person as the list shows them; who has no address is called by name, or by their id."""
    account, balance = customer.account, customer.balance
    title = account.email or account.name or account.user_id
    return CustomerRow(
        id=account.user_id,
        title=title,
        name=account.name if account.name != title else "",
        since=fmt.day(account.created_at, locale),
        available=fmt.credits(balance.available, locale),
        owed=fmt.credits(balance.owed, locale) if balance.owed else "",
        role=text(locale, f"role.{account.role}") if account.role.is_staff else "",
        suspended=balance.suspended,
        disabled=account.disabled_at is not None,
    )
