"""The reader's API keys: their apps spend from their wallet."""

import reflex as rx

from creditshop.apikeys import CUSTOMER_SCOPES
from creditshop.ui.pages.account.frame import KEYS, account_page, heading
from creditshop.ui.pages.keys import add_button, content
from creditshop.ui.states.keys import KeysState
from creditshop.ui.words import t


def view() -> rx.Component:
    """The list of keys."""
    return account_page(
        heading(t("keys.title"), add_button(KeysState)),
        content(KeysState, t("keys.words"), CUSTOMER_SCOPES),
        here=KEYS,
    )
