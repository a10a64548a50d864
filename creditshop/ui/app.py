"""The Reflex app: its pages, its look, and the gate in front of its handlers."""

from typing import Any

import reflex as rx
import structlog

from creditshop.ui.door import mind
from creditshop.ui.gate import guard
from creditshop.ui.identified import Identified
from creditshop.ui.locks import keep_locks
from creditshop.ui.pages.errors import error_boundary
from creditshop.ui.routes import add_pages

log = structlog.get_logger(__name__)
_LONGEST_ERROR = 500


def make_app(**options: Any) -> rx.App:
    """The app with every page, guarded. `options` are rx.App's, such as `api_transformer`."""
    app = rx.App(
        stylesheets=["/shop.css"],
        reset_style=False,
        toaster=None,  # messages are State shown in live regions: a strict Content-Security-Policy stops toasts
        app_wraps={(55, "ErrorBoundary"): lambda _: error_boundary()},
        head_components=_head(),
        frontend_exception_handler=_note,
        **options,
    )
    add_pages(app)
    app.add_middleware(Identified())
    guard(app)
    mind(app)
    keep_locks(app)
    return app


def _note(exception: Exception) -> None:
    """Keep what went wrong in a browser, cut short: anybody can send it."""
    log.warning("frontend failed", error=str(exception)[:_LONGEST_ERROR])


def _head() -> list[rx.Component]:
    return [
        rx.el.link(rel="icon", href="/favicon.ico", sizes="32x32"),
        rx.el.link(rel="icon", href="/favicon.svg", type="image/svg+xml"),
        rx.el.meta(name="theme-color", content="#fbfaf7", media="(prefers-color-scheme: light)"),
        rx.el.meta(name="theme-color", content="#10130f", media="(prefers-color-scheme: dark)"),
    ]
