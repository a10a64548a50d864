"""Every word the pages say, by dotted key, once a language. English is complete; the others have the same keys.

A language is a folder here with one module for each part of the shop, each holding a dict named TEXTS.
"""

from collections.abc import Mapping

from creditshop.ui.texts import de, en

CATALOGUES: Mapping[str, Mapping[str, str]] = {"en": en.TEXTS, "de": de.TEXTS}
NAMES = {"en": "English", "de": "Deutsch"}
DEFAULT = "en"


def text(locale: str, key: str, **values: object) -> str:
    """The words of `key` in the reader's language, with `{placeholders}` filled in.

    Raises KeyError for a key or a placeholder that is not there: a mistake of ours, found by the first test that looks.
    """
    return CATALOGUES[locale][key].format(**values)


def text_or(locale: str, key: str, otherwise: str) -> str:
    """The words of `key`; `otherwise` for what programs name freely and nobody has given words yet."""
    return CATALOGUES[locale].get(key, otherwise)


def best_locale(accept_language: str) -> str:
    """The language of ours that an Accept-Language header (RFC 9110, 12.5.4) likes most; English when none is liked."""
    wishes = []
    for part in accept_language.split(","):
        tag, _, weight = part.partition(";q=")
        wishes.append((_quality(weight), tag.strip().lower().partition("-")[0]))
    liked = [tag for quality, tag in sorted(wishes, key=lambda wish: -wish[0]) if quality > 0 and tag in CATALOGUES]
    return liked[0] if liked else DEFAULT


def _quality(weight: str) -> float:
    try:
        return float(weight) if weight else 1.0
    except ValueError:
        return 0.0
