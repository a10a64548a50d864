"""Money, credits and dates look as the reader writes them."""

from datetime import UTC, datetime, timedelta

import pytest

from creditshop.ui import format as show


@pytest.mark.parametrize(
    ("amount", "currency", "locale", "long", "short"),
    [
        (2200, "usd", "en", "$22.00", "$22"),
        (2250, "usd", "en", "$22.50", "$22.50"),
        (2200, "eur", "de", "22,00\xa0€", "22\xa0€"),
        (36000, "gbp", "en", "£360.00", "£360"),
        (123456, "usd", "en", "$1,234.56", "$1,234.56"),
        (500, "jpy", "en", "¥500", "¥500"),
        (1500, "kwd", "en", "KWD\xa01.500", "KWD\xa01.500"),
    ],
)
def test_money_has_the_digits_of_its_currency(amount: int, currency: str, locale: str, long: str, short: str) -> None:
    assert show.money(amount, currency, locale) == long
    assert show.short_money(amount, currency, locale) == short


def test_the_price_of_a_credit_goes_one_digit_further() -> None:
    assert show.price_per_credit(2200, "usd", 2750, "en") == "$0.008"
    assert show.price_per_credit(500, "eur", 500, "de") == "0,010\xa0€"


def test_credits_and_changes_have_their_signs() -> None:
    assert show.credits(2750, "en") == "2,750"
    assert show.credits(-2750, "de") == "−2.750"
    assert show.change(240, "en") == "+ 240"
    assert show.change(-2750, "en") == "− 2,750"


def test_shares_are_told_to_a_tenth() -> None:
    assert show.percent(0.0312, "en") == "3.1%"
    assert show.percent(0.12, "de") == "12\xa0%"
    assert show.tenths(4.04, "de") == "4"
    assert show.tenths(1.25, "de") == "1,2"


def test_times_say_their_zone() -> None:
    moment = datetime(2026, 11, 22, 14, 2, tzinfo=UTC)
    assert show.day(moment, "en") == "Nov 22, 2026"
    assert show.short_day(moment, "en") == "Nov 22"
    assert show.day_and_time(moment, "de").endswith("UTC")
    assert show.lately(moment, moment, "de") == "14:02 UTC"
    assert show.lately(moment, moment + timedelta(days=1), "de") == "22. Nov."
