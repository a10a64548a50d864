"""The packages for staff: all of them, in the shop's order."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from creditshop.accounts import DECIDERS, SignedIn
from creditshop.catalog import PackageNotFound, PackageView, move_package, packages
from creditshop.clock import utcnow
from creditshop.database import read, transact
from creditshop.ui import format as fmt
from creditshop.ui.gate import staff
from creditshop.ui.states.live_page import StaffPage
from creditshop.ui.states.session import actor, signed_in_user
from creditshop.ui.states.visit import is_id, locale_of
from creditshop.ui.texts import text


@dataclass(frozen=True)
class PackageRow:
    """A package in the list."""

    id: str
    slug: str
    name: str
    credits: str
    bonus: str
    prices: str
    validity: str
    popular: bool
    active: bool
    first: bool
    last: bool


class AdminPackagesState(StaffPage, rx.State):
    """The list, and the places in it."""

    rows: list[PackageRow] = []  # noqa: RUF012 - Reflex copies the default for every client
    may_change: bool = False

    @rx.event
    @staff(*DECIDERS)
    async def move(self, package_id: Any, up: Any) -> None:
        """Put a package before its neighbour (`up`), or behind it."""
        user = await signed_in_user(self)
        if user is None or user.role not in DECIDERS or not is_id(package_id):
            return
        try:
            place = await transact(move_package, actor(self, user), package_id, up=up is True, now=utcnow())
        except PackageNotFound:
            self.said = ""
        else:
            name = next((row.name for row in self.rows if row.id == package_id), "")
            self.said = text(await locale_of(self), "admin.packages.moved", name=name, place=place)
        await self._show(user)

    async def _show(self, user: SignedIn) -> None:
        found, locale = await read(packages), await locale_of(self)
        self.may_change = user.role in DECIDERS
        self.rows = [_row(package, locale, place, len(found)) for place, package in enumerate(found, 1)]
        self.loaded = True


def _row(package: PackageView, locale: str, place: int, places: int) -> PackageRow:
    terms = package.terms
    return PackageRow(
        id=package.id,
        slug=package.slug,
        name=terms.name,
        credits=fmt.credits(terms.credits, locale),
        bonus=text(locale, "pricing.bonus", credits=fmt.credits(terms.bonus_credits, locale))
        if terms.bonus_credits
        else "",
        prices=" · ".join(fmt.short_money(minor, currency, locale) for currency, minor in terms.prices.items()),
        validity=text(locale, "admin.packages.days", days=fmt.credits(terms.validity_days, locale)),
        popular=terms.popular,
        active=terms.active,
        first=place == 1,
        last=place == places,
    )
