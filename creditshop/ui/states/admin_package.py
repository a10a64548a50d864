"""One package for staff: its form, and how the pricing page would look with it."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from typing import Any

import reflex as rx

from creditshop.accounts import DECIDERS, SignedIn
from creditshop.catalog import (
    PackageChanged,
    PackageExists,
    PackageNotFound,
    PackageTerms,
    PackageView,
    add_package,
    as_offered,
    change_package,
    currencies,
    packages,
)
from creditshop.clock import utcnow
from creditshop.database import read, transact
from creditshop.payments.charges import CURRENCIES
from creditshop.ui.gate import staff
from creditshop.ui.states.detail import StaffDetail
from creditshop.ui.states.offers import offer_card
from creditshop.ui.states.package_form import NEW, PRICE, is_field, read_slug, read_terms, read_version, written
from creditshop.ui.states.package_words import (
    PriceField,
    conflict_lines,
    further_currencies,
    price_field,
    with_edited,
)
from creditshop.ui.states.session import actor, signed_in_user
from creditshop.ui.states.visit import locale_of
from creditshop.ui.texts import text

_ADD = "new"  # stands in the address in the place of an id
_LONGEST = 200  # more than any field of the form may hold


class AdminPackageState(StaffDetail, rx.State):
    """The form of a package. What is typed reaches `_typed` field by field and makes the preview; saving takes the form
    as it is sent. `visit` counts how often the form was filled by us, so that its fields begin anew with `begins`.
    """

    adding: bool = False
    may_change: bool = False
    slug: str = ""
    version: int = 0
    begins: dict[str, Any] = {}  # noqa: RUF012 - Reflex copies the defaults for every client
    prices: list[PriceField] = []  # noqa: RUF012
    further: list[dict[str, str]] = []  # noqa: RUF012
    further_chosen: str = ""
    errors: dict[str, str] = {}  # noqa: RUF012
    failed: str = ""
    conflicts: list[str] = []  # noqa: RUF012
    offers: list[dict[str, Any]] = []  # noqa: RUF012
    currencies: list[str] = []  # noqa: RUF012
    currency: str = ""
    visit: int = 0
    _typed: dict[str, Any] = {}  # noqa: RUF012

    @rx.event
    @staff(*DECIDERS)
    async def edit(self, name: Any, value: Any) -> None:
        """A field was left, or a box ticked: show what is wrong with it, and the preview with it."""
        user = await self._decider()
        if user and is_field(name) and (isinstance(value, bool) or (isinstance(value, str) and len(value) <= _LONGEST)):
            self._typed = self._typed | {name: value}
            wrong = read_terms(self._typed, await locale_of(self)).errors
            self.errors = {field: words for field, words in wrong.items() if field == name or field in self.errors}
            await self._preview()

    @rx.event
    @staff(*DECIDERS)
    async def choose_further(self, currency: Any) -> None:
        """Have another currency ready to be added."""
        self.further_chosen = currency if currency in CURRENCIES else ""

    @rx.event
    @staff(*DECIDERS)
    async def add_price(self) -> None:
        """Let the package have a price in the currency that was made ready."""
        currency = self.further_chosen
        if await self._decider() and currency and all(price.currency != currency for price in self.prices):
            self.prices = [*self.prices, price_field(currency, "", await locale_of(self))]
            self.further_chosen = ""
            await self._list_further()

    @rx.event
    @staff(*DECIDERS)
    async def drop_price(self, currency: Any) -> None:
        """Let the package have no price in this currency any more."""
        if await self._decider() and currency in CURRENCIES:
            self.prices = [price for price in self.prices if price.currency != currency]
            self._typed = {name: value for name, value in self._typed.items() if name != PRICE + currency}
            await self._list_further()
            await self._preview()

    @rx.event
    @staff()
    async def choose_currency(self, currency: Any) -> None:
        """Show the preview in another currency."""
        user = await signed_in_user(self)
        if user and user.role.is_staff and currency in self.currencies:
            self.currency = currency
            await self._preview()

    @rx.event
    @staff(*DECIDERS)
    async def keep(self, form: Any) -> AsyncIterator[Any]:
        """Sell the package on the terms in the form from now on."""
        user = await self._decider()
        if user is None or not isinstance(form, dict):
            return
        self.said = self.failed = ""
        self.conflicts = []
        locale = await locale_of(self)
        found = read_terms(form, locale)
        self.errors = dict(found.errors)
        if self.adding and read_slug(form) is None:
            self.errors["slug"] = text(locale, "admin.packages.error.slug")
        if self.errors:
            self.failed = text(locale, "admin.packages.error")
        elif kept := await self._keep(user, form, PackageTerms(**found.values)):
            yield rx.redirect(f"/admin/package/?id={kept}&added=1")
        self.answer += 1

    async def _keep(self, user: SignedIn, form: Mapping[str, Any], terms: PackageTerms) -> str:
        """Keep the terms; the id of the package if it is a new one."""
        locale, by = await locale_of(self), actor(self, user)
        try:
            if self.adding:
                return (await transact(add_package, by, read_slug(form) or "", terms, now=utcnow())).id
            kept = await transact(change_package, by, self._wanted(), read_version(form), terms, now=utcnow())
        except PackageExists as error:
            self.errors = {"slug": text(locale, "admin.packages.error.exists", slug=error.slug)}
        except PackageNotFound:
            self.found = False
        except PackageChanged:
            await self._meet(terms)
        else:
            await self._begin(kept)
            self.said = text(locale, "admin.packages.kept", name=terms.name)
        return ""

    async def _meet(self, mine: PackageTerms) -> None:
        """Somebody else was faster: show what there is now, and where it is not what was wanted here."""
        locale = await locale_of(self)
        self.failed = text(locale, "admin.packages.conflict")
        now = await self._package()
        if now:
            await self._begin(now)
            self.conflicts = conflict_lines(now.terms, mine, locale)

    async def _show(self, user: SignedIn) -> None:
        self.may_change = user.role in DECIDERS
        self.adding = self.router.url.query_parameters.get("id") == _ADD
        package = await self._package()
        self.found = self.adding or package is not None
        if self.found and not self.visit:  # a change by somebody else does not disturb who is typing
            await self._begin(package)
        if self.found:
            await self._preview()
        self.loaded = True

    async def _begin(self, package: PackageView | None) -> None:
        """Fill the form with what is kept."""
        locale, terms = await locale_of(self), package.terms if package else NEW
        self.slug, self.version = (package.slug, package.version) if package else ("", 0)
        self._typed = self.begins = written(terms, locale)
        usual = terms.prices if package else await read(currencies)
        self.prices = [price_field(code, self.begins.get(PRICE + code, ""), locale) for code in usual]
        self.errors = {}
        self.visit += 1
        if "added" in self.router.url.query_parameters and self.visit == 1:
            self.said = text(locale, "admin.packages.added", name=terms.name)
        await self._list_further()
        await self._preview()

    async def _list_further(self) -> None:
        self.further = further_currencies({price.currency for price in self.prices}, await locale_of(self))

    async def _preview(self) -> None:
        """The pricing page with what is typed; what cannot be read yet is as it is kept."""
        locale, shop = await locale_of(self), await read(packages)
        kept = next((package for package in shop if package.id == self._wanted()), PackageView(_ADD, "", 0, NEW))
        edited = replace(kept, terms=replace(kept.terms, **read_terms(self._typed, locale).values))
        shop = with_edited(shop, edited)
        self.currencies = sorted({code for package in shop if package.terms.active for code in package.terms.prices})
        if self.currency not in self.currencies:
            self.currency = next((code for code in ("usd", *self.currencies) if code in self.currencies), "")
        self.offers = [offer_card(offer, locale) for offer in as_offered(shop, self.currency)]

    async def _package(self) -> PackageView | None:
        wanted = self._wanted()
        return next((package for package in await read(packages) if package.id == wanted), None)

    async def _decider(self) -> SignedIn | None:
        user = await signed_in_user(self)
        return user if user and user.role in DECIDERS else None
