"""The frame around every page: header, messages, what the page is about, footer, and the sandbox's ribbon."""

from typing import Any

import reflex as rx

from creditshop.config import settings
from creditshop.ui.components.brand import brand
from creditshop.ui.components.button import link_button
from creditshop.ui.components.connection import connection_lost
from creditshop.ui.components.form import native_form
from creditshop.ui.components.navigation import current
from creditshop.ui.components.sandbox import ribbon
from creditshop.ui.components.surface import status
from creditshop.ui.states.session import SessionState
from creditshop.ui.texts import NAMES
from creditshop.ui.words import t

_WRAP = "w-full max-w-page mx-auto px-4 sm:px-6"
_SKIP = "sr-only focus:not-sr-only focus:absolute focus:top-10 focus:left-2 focus:z-20 focus:bg-surface focus:p-3"
_LINK = "no-underline text-muted hover:text-ink whitespace-nowrap aria-[current]:text-ink"


def page(*children: Any, here: str = "", class_name: str = "") -> rx.Component:
    """A whole page. `here` is the address of the navigation entry it belongs to; `class_name` is for its main part."""
    return rx.el.div(
        rx.el.a(t("nav.skip"), href="#content", class_name=_SKIP),
        ribbon(),
        _header(here),
        status(SessionState.notice, class_name=f"{_WRAP} [&>*]:mb-6"),
        rx.el.main(*children, id="content", tab_index=-1, class_name=f"{_WRAP} flex-1 outline-none {class_name}"),
        _footer(),
        connection_lost(t("connection.lost")),
        lang=SessionState.locale,
        class_name="min-h-screen flex flex-col",
    )


def narrow_page(title: Any, *children: Any) -> rx.Component:
    """A page with one small card in the middle: signing in, a question, an error."""
    return page(
        rx.el.div(
            rx.el.h1(title, class_name="text-2xl mb-6"),
            *children,
            class_name="w-full max-w-[420px] mx-auto mt-6 sm:mt-16 mb-16",
        )
    )


def prose_page(title: Any, *children: Any) -> rx.Component:
    """A page to read."""
    return page(
        rx.el.article(rx.el.h1(title, class_name="text-3xl mb-8"), *children, class_name="prose max-w-text pt-10 pb-20")
    )


def _header(here: str) -> rx.Component:
    return rx.el.header(
        brand(settings().shop_name),
        rx.el.nav(
            rx.el.div(_nav_link("nav.pricing", "/", here), class_name="hidden sm:block"),
            rx.el.div(
                rx.cond(SessionState.signed_in, _member_links(here), _visitor_links(here)),
                class_name=["flex items-center gap-3 sm:gap-5", rx.cond(SessionState.known, "", "until-known")],
            ),
            class_name="flex items-center gap-5",
            custom_attrs={"aria-label": t("nav.main")},
        ),
        class_name=f"{_WRAP} flex items-center justify-between gap-3 pt-8 h-24 flex-none",
    )


def _member_links(here: str) -> rx.Component:
    return rx.fragment(
        rx.cond(SessionState.staff, _nav_link("nav.admin", "/admin/", here)),
        _nav_link("nav.account", "/account/", here),
        native_form(
            rx.el.button(t("nav.sign_out"), type="submit", class_name=_LINK),
            action="/auth/logout",
            class_name="contents",
        ),
    )


def _visitor_links(here: str) -> rx.Component:
    return rx.fragment(
        _nav_link("nav.sign_in", "/login/", here),
        link_button(t("nav.create_account"), href="/register/", class_name="max-sm:hidden"),
    )


def _nav_link(key: str, href: str, here: str) -> rx.Component:
    return rx.el.a(t(key), href=href, class_name=_LINK, **current(href == here))


def _footer() -> rx.Component:
    links = (("imprint", "/imprint/"), ("terms", "/terms/"), ("privacy", "/privacy/"))
    return rx.el.footer(
        rx.el.div(
            rx.el.span(f"© {settings().legal_name or settings().shop_name}"),
            *(rx.el.a(t(f"footer.{name}"), href=href, class_name="hover:text-ink") for name, href in links),
            _languages(),
            class_name="flex flex-wrap items-center gap-x-5 gap-y-3 text-sm text-muted border-t border-line pt-6 pb-10",
        ),
        class_name=_WRAP,
    )


def _languages() -> rx.Component:
    return rx.el.div(
        *(
            rx.el.button(
                name,
                type="button",
                lang=locale,
                on_click=SessionState.choose_locale(locale),
                class_name="text-muted hover:text-ink aria-pressed:text-ink aria-pressed:font-medium",
                custom_attrs={"aria-pressed": rx.cond(SessionState.locale == locale, "true", "false")},
            )
            for locale, name in NAMES.items()
        ),
        role="group",
        class_name="flex gap-4 sm:ml-auto",
        custom_attrs={"aria-label": t("footer.language")},
    )
