"""Which amounts the payment provider charges. Source: Stripe's "Supported currencies", minimum and maximum amounts.

The least amounts are those for an account that is paid out in the same currency; where it is paid out in another one,
the equivalent of that one's least amount counts, which nobody can know beforehand.
"""

from creditshop.payments.errors import AmountNotChargeable, CurrencyNotCharged

CURRENCIES = tuple(
    """
    aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bhd bif bmd bnd bob brl bsd bwp byn bzd cad cdf chf clp cny
    cop crc cve czk djf dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gnf gtq gyd hkd hnl htg huf idr ils inr isk jmd
    jod jpy kes kgs khr kmf krw kwd kyd kzt lak lbp lkr lrd lsl mad mdl mga mkd mmk mnt mop mur mvr mwk mxn myr mzn nad
    ngn nio nok npr nzd omr pab pen pgk php pkr pln pyg qar ron rsd rub rwf sar sbd scr sek sgd shp sle sos srd std szl
    thb tjs tnd top try ttd twd tzs uah ugx usd uyu uzs vnd vuv wst xaf xcd xof xpf yer zar zmw
    """.split()  # noqa: SIM905 - five lines rather than 139
)
MOST_MINOR = 99_999_999  # eight digits; a few currencies may have more, no price of a package needs them
_LEAST_MINOR = {
    **dict.fromkeys(("ars", "aud", "brl", "cad", "chf", "cop", "eur", "idr", "ils", "inr", "jpy", "krw", "nzd"), 50),
    **dict.fromkeys(("php", "rub", "sgd", "usd", "zar"), 50),
    **{"aed": 2_00, "bgn": 1_00, "czk": 15_00, "dkk": 2_50, "gbp": 30, "hkd": 4_00, "huf": 175_00, "mxn": 10_00},
    **{"myr": 2_00, "nok": 3_00, "pln": 2_00, "ron": 2_00, "sek": 3_00, "thb": 10_00},
}
_STEP = {
    **dict.fromkeys(("isk", "ugx"), 100),  # no fractions any more, though amounts still have two digits for them
    **dict.fromkeys(("bhd", "jod", "kwd", "omr", "tnd"), 10),  # the last of three digits is 0
}


def step_minor(currency: str) -> int:
    """Amounts of `currency` that move are multiples of this, in its minor units."""
    return _STEP.get(currency, 1)


def check_charge(amount_minor: int, currency: str) -> None:
    """Make sure that the provider charges this amount of `currency` (lower-case ISO 4217), in its minor units.

    Raises CurrencyNotCharged, AmountNotChargeable.
    """
    if currency not in CURRENCIES:
        raise CurrencyNotCharged(currency)
    least, step = _LEAST_MINOR.get(currency, 1), step_minor(currency)
    if amount_minor < least:
        raise AmountNotChargeable(amount_minor, currency, "least", least)
    if amount_minor > MOST_MINOR:
        raise AmountNotChargeable(amount_minor, currency, "most", MOST_MINOR)
    if amount_minor % step:
        raise AmountNotChargeable(amount_minor, currency, "step", step)
