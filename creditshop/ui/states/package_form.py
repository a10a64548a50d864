"""The form of a package: what it begins with, and what becomes of what people type into it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StringConstraints, TypeAdapter, ValidationError

from creditshop.catalog import MOST_CREDITS, PackageTerms
from creditshop.payments.charges import CURRENCIES, check_charge
from creditshop.payments.errors import AmountNotChargeable
from creditshop.ui import format as fmt
from creditshop.ui import typed
from creditshop.ui.texts import text

SLUG = r"[a-z0-9]([a-z0-9\-]{0,38}[a-z0-9])?"
LONGEST_NAME, LONGEST_DESCRIPTION, LONGEST_VALIDITY = 60, 160, 3650
PRICE = "price."  # and a currency: the name of a price's field
NEW = PackageTerms("", "", 1_000, 0, 365, popular=False, active=True, prices={})  # what a new package begins with
_EXAMPLE = 2150  # when somebody must be shown how an amount is written
_PLAIN = r"^[^\x00-\x1f\x7f]+$"
_ERRORS = "admin.packages.error."


def _words(longest: int) -> Any:
    return Annotated[str, StringConstraints(strip_whitespace=True, max_length=longest, pattern=_PLAIN)]


def _whole(least: int, most: int) -> Any:
    return Annotated[int, Field(ge=least, le=most)]


_FIELDS: dict[str, TypeAdapter[Any]] = {
    "name": TypeAdapter(_words(LONGEST_NAME)),
    "description": TypeAdapter(_words(LONGEST_DESCRIPTION)),
    "credits": TypeAdapter(_whole(1, MOST_CREDITS)),
    "bonus_credits": TypeAdapter(_whole(0, MOST_CREDITS)),
    "validity_days": TypeAdapter(_whole(1, LONGEST_VALIDITY)),
    "popular": TypeAdapter(Annotated[bool, BeforeValidator(bool)]),  # a box sends anything or nothing
    "active": TypeAdapter(Annotated[bool, BeforeValidator(bool)]),
}
_SLUG: TypeAdapter[str] = TypeAdapter(Annotated[str, StringConstraints(pattern=f"^{SLUG}$")])
_VERSION: TypeAdapter[int] = TypeAdapter(_whole(1, 2**31 - 1))


@dataclass(frozen=True)
class Read:
    """What was made of a form: values by the name of a term, and what is wrong with the rest, by field, in words."""

    values: dict[str, Any]
    errors: dict[str, str]


def is_field(name: Any) -> bool:
    """Whether the form has, or may have, a field of this name."""
    return isinstance(name, str) and (name in _FIELDS or name.removeprefix(PRICE) in CURRENCIES)


def read_slug(form: Mapping[str, Any]) -> str | None:
    """The slug of a new package; None when it is none."""
    try:
        return _SLUG.validate_python(form.get("slug"))
    except ValidationError:
        return None


def read_version(form: Mapping[str, Any]) -> int:
    """Which version of the package the form was made from; 0, which none has, when it does not say."""
    try:
        return _VERSION.validate_python(form.get("version"))
    except ValidationError:
        return 0


def read_terms(form: Mapping[str, Any], locale: str) -> Read:
    """The terms in a form that a reader of this language has filled in; fields that it lacks are wrong."""
    values: dict[str, Any] = {}
    errors = dict[str, str]()
    for name, field in _FIELDS.items():
        try:
            values[name] = field.validate_python(form.get(name))
        except ValidationError:
            errors[name] = text(locale, f"{_ERRORS}{name}")
    prices = dict[str, int]()
    for currency in (currency for currency in CURRENCIES if PRICE + currency in form):
        try:
            prices[currency] = _read_price(form[PRICE + currency], currency, locale)
        except ValueError:
            example = fmt.amount(_EXAMPLE, currency, locale)
            errors[PRICE + currency] = text(locale, f"{_ERRORS}price", example=example)
        except AmountNotChargeable as error:
            amount = fmt.money(error.bound_minor, currency, locale)
            errors[PRICE + currency] = text(locale, f"{_ERRORS}{error.bound}", amount=amount)
    if values.get("active") and not prices and not errors:
        errors["prices"] = text(locale, f"{_ERRORS}prices")
    return Read({**values, "prices": prices}, errors)


def _read_price(value: Any, currency: str, locale: str) -> int:
    """The price that was typed, which can be charged. Raises ValueError, AmountNotChargeable."""
    amount_minor = typed.money(value if isinstance(value, str) else "", currency, locale)
    check_charge(amount_minor, currency)
    return amount_minor


def written(terms: PackageTerms, locale: str) -> dict[str, Any]:
    """The terms as they stand in the form's fields; what `read_terms` makes of it are the same terms."""
    fields = {name: getattr(terms, name) for name in _FIELDS}
    return fields | {PRICE + code: fmt.amount(minor, code, locale) for code, minor in terms.prices.items()}
