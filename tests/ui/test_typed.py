"""Money is read as the reader writes it, exactly, or not at all."""

import pytest

from creditshop.ui import format as show
from creditshop.ui import typed


@pytest.mark.parametrize(
    ("written", "currency", "locale", "minor"),
    [
        ("22", "usd", "en", 2200),
        ("22.5", "usd", "en", 2250),
        (" $1,234.56 ", "usd", "en", 123456),
        ("22,00\xa0€", "eur", "de", 2200),
        ("1.234,56", "eur", "de", 123456),
        ("CHF 5", "chf", "en", 500),
        ("0.07", "usd", "en", 7),
        ("3,500", "jpy", "en", 3500),
        ("1.500", "kwd", "en", 1500),
        ("1.500", "eur", "de", 150000),
        ("999999999999.99", "usd", "en", 99999999999999),
    ],
)
def test_an_amount_is_read_exactly(written: str, currency: str, locale: str, minor: int) -> None:
    assert typed.money(written, currency, locale) == minor
    assert typed.money(show.amount(minor, currency, locale), currency, locale) == minor


@pytest.mark.parametrize(
    ("written", "currency", "locale"),
    [
        ("", "usd", "en"),
        ("free", "usd", "en"),
        ("-5", "usd", "en"),
        ("1e3", "usd", "en"),
        ("NaN", "usd", "en"),
        ("٣", "usd", "en"),
        ("22.00", "eur", "de"),
        ("1,50", "usd", "en"),
        ("5.001", "usd", "en"),
        ("5.000", "usd", "en"),
        ("500.5", "jpy", "en"),
        ("1.5005", "kwd", "en"),
        ("1.2.3", "usd", "en"),
        ("9" * 5000, "usd", "en"),
    ],
)
def test_what_might_mean_something_else_is_not_read(written: str, currency: str, locale: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        typed.money(written, currency, locale)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [(" because\n", "because"), ("a\0b", "ab"), ("\ud800!", "!"), ("x" * 11, "x" * 10), (None, ""), ({"a": 1}, "")],
)
def test_words_are_kept_as_a_database_can_keep_them(sent: object, kept: str) -> None:
    assert typed.words(sent, 10) == kept
