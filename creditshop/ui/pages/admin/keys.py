"""The shop's own API keys: its apps use every wallet."""

import reflex as rx

from creditshop.apikeys import Scope
from creditshop.ui.pages.admin.shell import KEYS, admin_page, title
from creditshop.ui.pages.keys import add_button, content
from creditshop.ui.states.admin_keys import AdminKeysState
from creditshop.ui.words import t


def view() -> rx.Component:
    """The list of keys."""
    return admin_page(
        title(t("keys.title"), add_button(AdminKeysState)),
        content(AdminKeysState, t("admin.keys.words"), tuple(Scope)),
        here=KEYS,
    )
