"""Money as people type it, read exactly."""

from decimal import Decimal

from babel.numbers import NumberFormatError, parse_decimal

from creditshop.payments.money import exponent

_LONGEST = 20


def parse_money(written: str, currency: str, locale: str) -> int | None:
    """The amount in minor units of `currency` that was typed in the reader's way, as in 1,234.50 or 1.234,50.

    None for what is no amount above 0, or has more decimals than the currency.
    """
    try:
        amount: Decimal = parse_decimal(written.strip()[:_LONGEST], locale=locale, strict=True)
    except NumberFormatError:
        return None
    minor = amount.scaleb(exponent(currency))
    return int(minor) if minor.is_finite() and minor > 0 and minor == minor.to_integral_value() else None
