"""Said when the websocket is gone, because until it is back no button works."""

from typing import Any

import reflex as rx
from reflex_components_core.core.banner import has_too_many_connection_errors

from creditshop.ui.components.surface import message


def connection_lost(words: Any) -> rx.Component:
    """A message at the lower edge from the second failed attempt on; Reflex goes on trying by itself."""
    return rx.el.div(
        rx.cond(has_too_many_connection_errors, message(words, "bad", class_name="shadow")),
        role="status",
        class_name="fixed bottom-12 inset-x-4 mx-auto max-w-text z-20",
    )
