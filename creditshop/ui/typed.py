"""Reading what people type, as they write it in their language. The other way is format.py."""

import re
from typing import Any

from babel.numbers import get_currency_symbol, parse_decimal

from creditshop.payments.money import exponent, minor_units

_AMOUNT = re.compile(r"[0-9.,]{1,20}")


def words(value: Any, longest: int) -> str:
    """What somebody wrote in a form, cut to `longest` characters; nothing for what is no text.

    Without what no database keeps: NUL, and halves of characters (lone surrogates).
    """
    if not isinstance(value, str):
        return ""
    return value.replace("\0", "").encode(errors="ignore").decode().strip()[:longest]


def money(typed: str, currency: str, locale: str) -> int:
    """The amount in minor units of `currency` (lower-case ISO 4217): 1,234.50 of usd in English is 123450.

    The currency's own sign may stand beside it. Raises ValueError for anything else, such as separators in places where
    the reader's language has none: 22.00 is no German number, and 1,50 no English one.
    """
    code = currency.upper()
    for sign in (get_currency_symbol(code, locale), code):
        typed = typed.replace(sign, "")
    typed = typed.strip()
    if not _AMOUNT.fullmatch(typed):
        raise ValueError("not an amount of money")
    found = parse_decimal(typed, locale=locale, strict=True)
    decimals = found.as_tuple().exponent
    if not isinstance(decimals, int) or -decimals > exponent(currency):
        raise ValueError("more decimals than the currency has")
    return minor_units(found, currency)
