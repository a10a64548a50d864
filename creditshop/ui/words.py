"""Words on a page: prerendered in English, and in the reader's language as soon as the server knows it."""

from typing import Any

import reflex as rx

from creditshop.ui.states.session import SessionState
from creditshop.ui.texts import CATALOGUES, DEFAULT


def t(key: str, **values: Any) -> rx.Var[str]:
    """The words of `key`, changing with the reader's language; `values` fill `{placeholders}` and may be Vars."""
    words: Any = CATALOGUES[DEFAULT][key].format(**values)
    for locale, catalogue in CATALOGUES.items():
        if locale != DEFAULT:
            words = rx.cond(SessionState.locale == locale, catalogue[key].format(**values), words)
    return words
