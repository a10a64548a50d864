"""The frame around staff's pages: navigation at the side, on a phone above. Customers meet a missing page."""

from typing import Any

import reflex as rx

from creditshop.config import settings
from creditshop.ui.components.brand import brand
from creditshop.ui.components.connection import connection_lost
from creditshop.ui.components.form import native_form
from creditshop.ui.components.leaving import leaving_link
from creditshop.ui.components.sandbox import ribbon
from creditshop.ui.components.surface import card, empty
from creditshop.ui.pages.errors import missing
from creditshop.ui.states.session import SessionState
from creditshop.ui.words import t

PAYMENTS, EVENTS, ENDPOINTS, JOBS = "/admin/", "/admin/events/", "/admin/endpoints/", "/admin/jobs/"
_ENTRIES = (
    ("admin.payments.title", PAYMENTS),
    ("admin.events.title", EVENTS),
    ("admin.endpoints.title", ENDPOINTS),
    ("admin.jobs.title", JOBS),
)
_SKIP = "sr-only focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:z-20 focus:bg-surface focus:p-3"
_ENTRY = "px-3 py-2 rounded-sm no-underline whitespace-nowrap text-left "
_HERE = _ENTRY + "bg-accent-soft text-accent font-medium"
_ELSEWHERE = _ENTRY + "text-muted hover:text-ink"


def admin_page(*children: Any, here: str) -> rx.Component:
    """A page for staff; `here` is the address of its navigation entry."""
    return rx.cond(SessionState.known & ~SessionState.staff, missing(), _shell(*children, here=here))


def _shell(*children: Any, here: str) -> rx.Component:
    return rx.el.div(
        rx.el.a(t("nav.skip"), href="#content", class_name=_SKIP),
        ribbon(),
        _navigation(here),
        rx.el.main(
            rx.cond(SessionState.staff, rx.fragment(*children)),
            id="content",
            tab_index=-1,
            class_name="min-w-0 px-4 lg:px-8 pt-5 lg:pt-14 pb-20 outline-none",
        ),
        connection_lost(t("connection.lost")),
        lang=SessionState.locale,
        class_name="min-h-screen grid content-start lg:content-stretch lg:grid-cols-[208px_1fr]",
    )


def _navigation(here: str) -> rx.Component:
    entries = [
        rx.el.a(t(key), href=href, class_name=_HERE if href == here else _ELSEWHERE, **_current(href == here))
        for key, href in _ENTRIES
    ]
    panel = rx.cond(SessionState.sandbox, leaving_link(t("admin.panel"), href="/sandbox/", class_name=_ELSEWHERE))
    out = native_form(
        rx.el.button(t("nav.sign_out"), type="submit", class_name=f"{_ELSEWHERE} w-full"),
        action="/auth/logout",
        class_name="flex-none",
    )
    return rx.el.header(
        rx.el.div(brand(settings().shop_name), class_name="px-3 pb-2 lg:pb-4"),
        rx.el.nav(
            *entries,
            panel,
            rx.el.a(t("nav.account"), href="/account/", class_name=f"{_ELSEWHERE} lg:mt-6"),
            out,
            class_name="flex lg:grid gap-1 overflow-x-auto",
            custom_attrs={"aria-label": t("admin.nav")},
        ),
        class_name="min-w-0 px-3 pt-12 pb-4 border-b lg:border-b-0 lg:border-r border-line",
    )


def _current(here: bool) -> dict[str, Any]:
    return {"custom_attrs": {"aria-current": "page"}} if here else {}


def title(words: Any, *actions: Any) -> rx.Component:
    """The page's title, and what can be done on it."""
    return rx.el.div(
        rx.el.h1(words, class_name="text-2xl"),
        *actions,
        class_name="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 mb-5 min-h-[42px]",
    )


def not_found() -> rx.Component:
    """Instead of a thing that is not there."""
    return card(empty(t("admin.not_found"), t("admin.not_found.words")), class_name="")
