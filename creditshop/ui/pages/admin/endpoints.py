"""The shop's own endpoints: its apps hear of every wallet."""

import reflex as rx

from creditshop.ui.pages.admin.shell import ENDPOINTS, admin_page, title
from creditshop.ui.pages.webhooks import add_button, content
from creditshop.ui.states.admin_endpoints import AdminEndpointsState
from creditshop.ui.words import t


def view() -> rx.Component:
    """Endpoints and the log of deliveries."""
    return admin_page(
        title(t("admin.endpoints.title"), add_button(AdminEndpointsState)),
        content(AdminEndpointsState, t("admin.endpoints.words")),
        here=ENDPOINTS,
    )
