"""Money, credits and dates as the reader writes them. Done on the server; pages show finished strings."""

from datetime import date, datetime
from decimal import Decimal

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import format_currency, format_decimal, format_percent, get_currency_symbol

from creditshop.payments.money import exponent, major_units


def money(amount_minor: int, currency: str, locale: str) -> str:
    """An amount in minor units of `currency` (lower-case ISO 4217), as in $22.00."""
    return _money(major_units(amount_minor, currency), currency, locale, exponent(currency))


def amount(amount_minor: int, currency: str, locale: str) -> str:
    """An amount in minor units of `currency` without its sign, as it stands in a field, as in 22.00."""
    digits = exponent(currency)
    return format_decimal(major_units(amount_minor, currency), f"0.{'0' * digits}" if digits else "0", locale)


def short_money(amount_minor: int, currency: str, locale: str) -> str:
    """`money` without the cents when there are none, as in $22: for price tags."""
    amount = major_units(amount_minor, currency)
    whole = amount == amount.to_integral_value()
    return _money(amount, currency, locale, 0 if whole else exponent(currency))


def price_per_credit(amount_minor: int, currency: str, count: int, locale: str) -> str:
    """What one credit costs, to a tenth of a cent, as in $0.008."""
    return _money(major_units(amount_minor, currency) / count, currency, locale, exponent(currency) + 1)


def _money(amount: Decimal, currency: str, locale: str, digits: int) -> str:
    code, standard = currency.upper(), Locale.parse(locale).currency_formats["standard"].pattern
    pattern = standard.replace("0.00", f"0.{'0' * digits}" if digits else "0")
    if get_currency_symbol(code, locale).isalpha():
        pattern = pattern.replace("¤#", "¤\xa0#")  # CHF 5, but $5
    return format_currency(amount, code, format=pattern, locale=locale, currency_digits=False)


def credits(count: int, locale: str) -> str:  # noqa: A001 - hides only a joke of the interactive shell
    """A number of credits, as in 2,750; a negative one with a real minus sign."""
    return format_decimal(count, locale=locale).replace("-", "−")


def change(count: int, locale: str) -> str:
    """A movement with its sign, as in + 2,750 and − 240."""
    return f"{'+' if count >= 0 else '−'} {format_decimal(abs(count), locale=locale)}"


def percent(share: float, locale: str) -> str:
    """A share of 1, as in 3.1%: to a tenth, unless it is whole."""
    pattern = Locale.parse(locale).percent_formats[None].pattern.replace("0", "0.#")
    return format_percent(share, format=pattern, locale=locale)


def tenths(number: float, locale: str) -> str:
    """A number to a tenth, as in 1.2."""
    return format_decimal(number, format="#,##0.#", locale=locale)


def day(moment: date, locale: str) -> str:
    """A date, as in Nov 22, 2026."""
    return format_date(moment, "medium", locale=locale)


def short_day(moment: date, locale: str) -> str:
    """A date without its year, as in Nov 22: for axes."""
    return format_skeleton("MMMd", moment, locale=locale)


def lately(moment: datetime, now: datetime, locale: str) -> str:
    """The time in UTC of something of today, as in 2:02 PM UTC; of anything before its day, as in Nov 22."""
    if moment.date() != now.date():
        return short_day(moment, locale)
    return f"{format_time(moment, 'short', locale=locale)} UTC"


def day_and_time(moment: datetime, locale: str) -> str:
    """A date with its time in UTC, said so, as in Nov 22, 2026, 2:02 PM UTC."""
    return f"{format_date(moment, 'medium', locale=locale)}, {format_time(moment, 'short', locale=locale)} UTC"
