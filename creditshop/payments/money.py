"""Minor units and what they are worth. Source: Stripe's "Supported currencies" (zero-decimal, three-decimal).

ISK and UGX have no minor unit any more, but Stripe still takes them as if they had two digits.
"""

from decimal import Decimal

_NO_DIGITS = {"bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf", "xof", "xpf"}
_THREE_DIGITS = {"bhd", "jod", "kwd", "omr", "tnd"}


def exponent(currency: str) -> int:
    """How many digits of an amount in Stripe's minor units of `currency` (lower-case ISO 4217) are decimals."""
    if currency in _NO_DIGITS:
        return 0
    return 3 if currency in _THREE_DIGITS else 2


def major_units(amount_minor: int, currency: str) -> Decimal:
    """The amount as people write it: 2200 of usd is 22.00."""
    return Decimal(amount_minor).scaleb(-exponent(currency))


def minor_units(amount: Decimal, currency: str) -> int:
    """The amount as the provider counts it: 22.00 of usd is 2200. Raises ValueError when it has a finer fraction."""
    minor = amount.scaleb(exponent(currency))
    if minor != minor.to_integral_value():
        raise ValueError(f"{amount} is no amount of {currency}")
    return int(minor)
