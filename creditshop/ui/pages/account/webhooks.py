"""The reader's endpoints: their apps hear of their wallet."""

import reflex as rx

from creditshop.ui.pages.account.frame import WEBHOOKS, account_page, heading
from creditshop.ui.pages.webhooks import add_button, content
from creditshop.ui.states.webhooks import WebhooksState
from creditshop.ui.words import t


def view() -> rx.Component:
    """Endpoints and the log of deliveries."""
    return account_page(
        heading(t("webhooks.title"), add_button(WebhooksState)),
        content(WebhooksState, t("webhooks.words")),
        here=WEBHOOKS,
    )
