"""Both languages say everything, with the same placeholders; the reader gets the one they asked for."""

from string import Formatter

import pytest

from creditshop.ui.texts import CATALOGUES, DEFAULT, NAMES, best_locale, text


def placeholders(words: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(words) if name is not None}


def test_every_language_has_a_name() -> None:
    assert set(NAMES) == set(CATALOGUES)


@pytest.mark.parametrize("locale", [locale for locale in CATALOGUES if locale != DEFAULT])
def test_languages_say_the_same_things(locale: str) -> None:
    assert set(CATALOGUES[locale]) == set(CATALOGUES[DEFAULT])
    for key, words in CATALOGUES[locale].items():
        assert placeholders(words) == placeholders(CATALOGUES[DEFAULT][key]), key
        assert words.strip(), key


def test_placeholders_are_filled_in() -> None:
    assert text("en", "pricing.bonus", credits="1,500") == "+ 1,500 bonus"
    with pytest.raises(KeyError):
        text("en", "pricing.bonus")


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", "en"),
        ("de", "de"),
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("fr-FR, fr;q=0.9, de;q=0.3, en;q=0.2", "de"),
        ("de;q=0, en;q=0.1", "en"),
        ("en-US,en;q=0.5", "en"),
        ("ja", "en"),
        ("de;q=many", "en"),
        (",;q=,,", "en"),
    ],
)
def test_the_best_language_is_the_one_liked_most_of_ours(header: str, expected: str) -> None:
    assert best_locale(header) == expected
