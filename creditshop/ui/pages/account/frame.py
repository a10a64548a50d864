"""What the account's pages have in common: the way between them."""

from typing import Any

import reflex as rx

from creditshop.ui.components.navigation import tabs
from creditshop.ui.components.surface import message
from creditshop.ui.layout import page
from creditshop.ui.states.session import SessionState
from creditshop.ui.words import t

OVERVIEW, PAYMENTS, MOVEMENTS, SETTINGS = "/account/", "/account/history/", "/account/movements/", "/account/settings/"
USAGE, GRANTS, KEYS = "/account/usage/", "/account/grants/", "/account/keys/"
WEBHOOKS, TWO_FACTOR, CLOSE = "/account/webhooks/", "/account/two-factor/", "/account/close/"


def account_page(*children: Any, here: str) -> rx.Component:
    """A page of the account; `here` is its address."""
    links: list[tuple[str | rx.Var[str], str]] = [
        (t("private.overview"), OVERVIEW),
        (t("history.payments"), PAYMENTS),
        (t("private.movements"), MOVEMENTS),
        (t("usage.nav"), USAGE),
        (t("grants.nav"), GRANTS),
        (t("keys.title"), KEYS),
        (t("webhooks.title"), WEBHOOKS),
        (t("private.settings"), SETTINGS),
    ]
    return page(
        tabs(t("private.nav"), links, here),
        rx.cond(SessionState.held_back, held_back(class_name="mt-6")),
        *children,
        here=OVERVIEW,
        class_name="pt-2 pb-20",
    )


def held_back(class_name: str = "") -> rx.Component:
    """For staff who must set up a second factor before they can work."""
    link = rx.el.a(t("two_factor.begin"), href=TWO_FACTOR, class_name="underline underline-offset-2")
    return message(rx.fragment(t("two_factor.held_back"), " ", link), "warn", class_name=class_name)


def heading(title: Any, *actions: rx.Component) -> rx.Component:
    """The page's title, and what can be done on it."""
    return rx.el.div(
        rx.el.h1(title, class_name="text-2xl"),
        *actions,
        class_name="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 mt-8 mb-5 min-h-[42px]",
    )
