"""What the form of a package says beside what is typed into it: its prices, what somebody else wrote, the preview."""

from dataclasses import dataclass, replace
from typing import Any

from babel.numbers import get_currency_name

from creditshop.catalog import PackageTerms, PackageView, differences
from creditshop.payments.charges import CURRENCIES
from creditshop.ui import format as fmt
from creditshop.ui.states.package_form import PRICE
from creditshop.ui.texts import text


@dataclass(frozen=True)
class PriceField:
    """The field for a package's price in one currency, with what it begins with."""

    currency: str
    code: str
    about: str
    amount: str


def price_field(currency: str, amount: str, locale: str) -> PriceField:
    """The field of a price; `amount` is what it begins with."""
    return PriceField(currency, currency.upper(), get_currency_name(currency.upper(), locale=locale), amount)


def further_currencies(there: set[str], locale: str) -> list[dict[str, str]]:
    """What may be added to the currencies that are `there`."""
    names = {code: get_currency_name(code.upper(), locale=locale) for code in CURRENCIES if code not in there}
    return [{"currency": code, "words": f"{code.upper()} · {name}"} for code, name in names.items()]


def conflict_lines(now: PackageTerms, mine: PackageTerms, locale: str) -> list[str]:
    """Where what is kept now is not what was wanted here, line by line."""
    return [
        text(
            locale,
            "admin.packages.conflict.line",
            what=_called(name, locale),
            now=_told(name, theirs, locale),
            yours=_told(name, wanted, locale),
        )
        for name, (theirs, wanted) in differences(now, mine).items()
    ]


def with_edited(shop: tuple[PackageView, ...], edited: PackageView) -> tuple[PackageView, ...]:
    """The shop's packages as they would be with this one: in its place, or at the end."""
    if edited.terms.popular:
        shop = tuple(replace(package, terms=replace(package.terms, popular=False)) for package in shop)
    if all(package.id != edited.id for package in shop):
        return (*shop, edited)
    return tuple(edited if package.id == edited.id else package for package in shop)


def _told(name: str, value: Any, locale: str) -> str:
    """The value of a term, by its name in `differences`, as people read it."""
    if value is None:
        return text(locale, "admin.packages.none")
    if isinstance(value, bool):
        return text(locale, "admin.packages.yes" if value else "admin.packages.no")
    if name.startswith(PRICE):
        return fmt.money(value, name.removeprefix(PRICE), locale)
    return fmt.credits(value, locale) if isinstance(value, int) else str(value)


def _called(name: str, locale: str) -> str:
    """What a term is called, by its name in `differences`."""
    if name.startswith(PRICE):
        return text(locale, "admin.packages.price_in", currency=name.removeprefix(PRICE).upper())
    return text(locale, f"admin.packages.term.{name}")
