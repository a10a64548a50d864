"""What a package is and costs, as a value: what a form holds, what is checked, what the audit log compares."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from creditshop.catalog.errors import PriceMissing
from creditshop.payments.charges import check_charge

Value = str | int | bool | None


@dataclass(frozen=True, slots=True)
class PackageTerms:
    """All of a package that staff decide. `prices` are minor units by currency (lower-case ISO 4217)."""

    name: str
    description: str
    credits: int
    bonus_credits: int
    validity_days: int
    popular: bool
    active: bool
    prices: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class PackageView:
    """A package, on sale or not; `version` counts its changes, and its slug never changes."""

    id: str
    slug: str
    version: int
    terms: PackageTerms


def check(terms: PackageTerms) -> None:
    """Make sure that a package on these terms can be bought.

    Raises PriceMissing, CurrencyNotCharged, AmountNotChargeable. The database refuses the rest.
    """
    if terms.active and not terms.prices:
        raise PriceMissing
    for currency, amount_minor in terms.prices.items():
        check_charge(amount_minor, currency)


def plain(terms: PackageTerms) -> dict[str, Value]:
    """The terms one by one, each price as `price.` and its currency."""
    named: dict[str, Value] = {field.name: getattr(terms, field.name) for field in fields(terms)}
    del named["prices"]
    return named | {f"price.{currency}": amount for currency, amount in sorted(terms.prices.items())}


def differences(old: PackageTerms, new: PackageTerms) -> dict[str, tuple[Value, Value]]:
    """What differs, by the names of `plain`, old and new; None is a price that there is not."""
    before, after = plain(old), plain(new)
    both = {name: (before.get(name), after.get(name)) for name in before | after}
    return {name: (was, becomes) for name, (was, becomes) in both.items() if was != becomes}
