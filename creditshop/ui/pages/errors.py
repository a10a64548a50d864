"""An address without a page, and a page that broke."""

from typing import Any

import reflex as rx
from reflex_components_core.base.error_boundary import ErrorBoundary

from creditshop.ui.components.button import link_button
from creditshop.ui.layout import narrow_page
from creditshop.ui.words import t


def missing() -> rx.Component:
    """404."""
    return narrow_page(
        t("missing.title"),
        rx.el.p(t("missing.words"), class_name="text-muted mb-6"),
        link_button(t("home"), href="/", kind="primary"),
    )


def error_boundary() -> rx.Component:
    """Catches a page that fails in the browser and says so in words; the error itself goes to the server's log."""
    view = rx.el.main(
        rx.el.h1(t("error.title"), class_name="text-2xl mb-4"),
        rx.el.p(t("error.words"), class_name="text-muted mb-6"),
        link_button(t("error.reload"), href="", kind="primary"),
        role="alert",
        class_name="max-w-[420px] mx-auto px-4 pt-24",
    )
    shown: rx.Var[Any] = rx.Var.create(view)
    return ErrorBoundary.create(fallback_render=shown)
