"""Currencies: which exist, how small their unit is, how an amount reads."""

import re

# https://docs.stripe.com/currencies
SUPPORTED = frozenset(
    [
        "aed",
        "afn",
        "all",
        "amd",
        "ang",
        "aoa",
        "ars",
        "aud",
        "awg",
        "azn",
        "bam",
        "bbd",
        "bdt",
        "bgn",
        "bhd",
        "bif",
        "bmd",
        "bnd",
        "bob",
        "brl",
        "bsd",
        "bwp",
        "byn",
        "bzd",
        "cad",
        "cdf",
        "chf",
        "clp",
        "cny",
        "cop",
        "crc",
        "cve",
        "czk",
        "djf",
        "dkk",
        "dop",
        "dzd",
        "egp",
        "etb",
        "eur",
        "fjd",
        "fkp",
        "gbp",
        "gel",
        "gip",
        "gmd",
        "gnf",
        "gtq",
        "gyd",
        "hkd",
        "hnl",
        "htg",
        "huf",
        "idr",
        "ils",
        "inr",
        "isk",
        "jmd",
        "jod",
        "jpy",
        "kes",
        "kgs",
        "khr",
        "kmf",
        "krw",
        "kwd",
        "kyd",
        "kzt",
        "lak",
        "lbp",
        "lkr",
        "lrd",
        "lsl",
        "mad",
        "mdl",
        "mga",
        "mkd",
        "mmk",
        "mnt",
        "mop",
        "mur",
        "mvr",
        "mwk",
        "mxn",
        "myr",
        "mzn",
        "nad",
        "ngn",
        "nio",
        "nok",
        "npr",
        "nzd",
        "omr",
        "pab",
        "pen",
        "pgk",
        "php",
        "pkr",
        "pln",
        "pyg",
        "qar",
        "ron",
        "rsd",
        "rub",
        "rwf",
        "sar",
        "sbd",
        "scr",
        "sek",
        "sgd",
        "shp",
        "sle",
        "sos",
        "srd",
        "std",
        "szl",
        "thb",
        "tjs",
        "tnd",
        "top",
        "try",
        "ttd",
        "twd",
        "tzs",
        "uah",
        "ugx",
        "usd",
        "uyu",
        "uzs",
        "vnd",
        "vuv",
        "wst",
        "xaf",
        "xcd",
        "xof",
        "xpf",
        "yer",
        "zar",
        "zmw",
    ]
)
_WITHOUT_MINOR_UNIT = frozenset(
    ["bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "ugx", "vnd", "vuv", "xaf", "xof", "xpf"]
)
_WITH_THREE_DIGITS = frozenset(["bhd", "jod", "kwd", "omr", "tnd"])
_SIGNS = {"usd": "$", "eur": "€", "gbp": "£", "jpy": "¥"}
# https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts
MINIMUM_CHARGE = {"usd": 50, "eur": 50, "gbp": 30, "jpy": 50, "chf": 50, "aud": 50, "cad": 50}
MAXIMUM_CHARGE = 99_999_999


def digits(currency: str) -> int:
    """How many decimals the currency's minor unit has."""
    if currency in _WITHOUT_MINOR_UNIT:
        return 0
    return 3 if currency in _WITH_THREE_DIGITS else 2


def format_money(amount_minor: int, currency: str) -> str:
    """``2200, "usd"`` reads ``$22.00``; a currency without a sign of its own reads ``22.00 CHF``."""
    places = digits(currency)
    whole, part = divmod(abs(amount_minor), 10**places)
    figure = f"{whole:,}" + (f".{part:0{places}d}" if places else "")
    minus = "-" if amount_minor < 0 else ""
    sign = _SIGNS.get(currency)
    return f"{minus}{sign}{figure}" if sign else f"{minus}{figure} {currency.upper()}"


def parse_money(text: str, currency: str) -> int | None:
    """The minor units of an amount that a person typed: ``22``, ``22.5`` or ``22,50``; None if it is no amount."""
    places = digits(currency)
    found = re.fullmatch(r"([0-9]{1,9})(?:[.,]([0-9]{1,3}))?", text.strip())
    if not found or len(found[2] or "") > places:
        return None
    return int(found[1] + (found[2] or "").ljust(places, "0"))


def plain_money(amount_minor: int, currency: str) -> str:
    """``2200, "usd"`` as a person would type it: ``22.00``."""
    places = digits(currency)
    whole, part = divmod(amount_minor, 10**places)
    return f"{whole}.{part:0{places}d}" if places else str(whole)
