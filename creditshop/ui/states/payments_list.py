"""Everybody's purchases for staff, as a list; what is shown of them stands in the address."""

from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

import reflex as rx

from creditshop.accounts import DECIDERS, SignedIn
from creditshop.checkout import PurchaseFilter, PurchaseView, currencies_sold, latest_purchases
from creditshop.database import read
from creditshop.refunds import named_by_return
from creditshop.ui import format as fmt
from creditshop.ui import typed
from creditshop.ui.gate import staff
from creditshop.ui.states.paging import PAGE, StaffList
from creditshop.ui.states.rows import PaymentRow, payment_row
from creditshop.ui.states.session import signed_in_user
from creditshop.ui.states.visit import locale_of
from creditshop.ui.texts import text

_ALWAYS_SEEN = ("search", "state")  # the others are folded away on a phone


@dataclass(frozen=True)
class ListedPayment(PaymentRow):
    """A purchase in the list, and what went back of it."""

    given_back: str = ""


class AdminPaymentsState(StaffList, rx.State):
    """The latest purchases that the address asks for.

    `begins` is what the fields of the form begin with; `visit` counts how often they were filled. `query` is the
    address's own, for the export; `folded` counts the filters that are not in sight on a phone.
    """

    rows: list[ListedPayment] = []  # noqa: RUF012 - Reflex copies the defaults for every client
    begins: dict[str, str] = {}  # noqa: RUF012
    currencies: list[str] = []  # noqa: RUF012
    query: str = ""
    folded: int = 0
    failed: str = ""
    may_export: bool = False
    visit: int = 0
    _wanted: PurchaseFilter = PurchaseFilter()
    _begun: bool = False

    @rx.event
    @staff()
    async def find(self, form: Any) -> AsyncIterator[Any]:
        """Go to the address that asks for what a form asks for: the list follows, and the way back leads here."""
        user = await signed_in_user(self)
        if user is None or not user.role.is_staff or not isinstance(form, dict):
            return
        self.failed, locale = "", await locale_of(self)
        wanted = PurchaseFilter.read(form | {"least": ""})
        least = form.get("least")
        try:
            query = wanted.query() | (_least(least, wanted.currency, locale) if isinstance(least, str) else {})
        except ValueError:
            key = "unreadable" if wanted.currency else "which_currency"
            self.failed = text(locale, f"admin.payments.{key}", example=fmt.amount(2150, wanted.currency, locale))
        else:
            yield rx.redirect(f"{self.router.url.path}?{urlencode(query)}" if query else self.router.url.path)

    def _begin(self) -> None:
        self._wanted, self._begun = PurchaseFilter.read(self.router.url.query_parameters), False

    async def _show(self, user: SignedIn) -> None:
        locale = await locale_of(self)
        if not self._begun:
            await self._fill(locale)
        wanted = await read(named_by_return, self._wanted)
        page = await read(latest_purchases, wanted, before=self._before(), limit=PAGE)
        self.rows = [_listed(purchase, locale) for purchase in page.purchases]
        self.may_export = user.role in DECIDERS
        self._arrived(page.next_before)

    async def _fill(self, locale: str) -> None:
        """Let the form say what is shown."""
        wanted, query = self._wanted, self._wanted.query()
        least = fmt.amount(wanted.least_minor, wanted.currency, locale) if wanted.least_minor is not None else ""
        self.begins = query | {"least": least}
        self.currencies = sorted({*await read(currencies_sold), *filter(None, [wanted.currency])})
        self.query, self.failed = urlencode(query), ""
        self.folded = len(query.keys() - set(_ALWAYS_SEEN))
        self.visit += 1
        self._begun = True


def _least(written: str, currency: str, locale: str) -> dict[str, str]:
    """The part of an address that asks for an amount at least. Raises ValueError: unreadable, or of no currency."""
    if not written.strip():
        return {}
    if not currency:
        raise ValueError("an amount of no currency")
    return {"least": str(typed.money(written, currency, locale))}


def _listed(purchase: PurchaseView, locale: str) -> ListedPayment:
    back = fmt.money(purchase.refunded_minor, purchase.currency, locale) if purchase.refunded_minor else ""
    return ListedPayment(**asdict(payment_row(purchase, locale)), given_back=f"− {back}" if back else "")
