"""What people prove with that it is them: their password, or a code where they have a second factor."""

import reflex as rx

from creditshop.ui.components.form import field
from creditshop.ui.words import t


def own_password(id_: str, *, name: str = "password") -> rx.Component:
    """The reader's current password; `id_` is unique on the page."""
    return field(
        name,
        t("settings.current"),
        id_=id_,
        type="password",
        required=True,
        max_length=128,
        auto_complete="current-password",
    )


def own_code(id_: str) -> rx.Component:
    """A code of the reader's app, or a recovery code."""
    return field("code", t("two_factor.code"), id_=id_, required=True, max_length=20, auto_complete="one-time-code")
