"""The frame around staff's pages: navigation at the side, on a phone above. Customers meet a missing page."""

from collections.abc import Iterable
from typing import Any

import reflex as rx

from creditshop.config import settings
from creditshop.ui.components.brand import brand
from creditshop.ui.components.connection import connection_lost
from creditshop.ui.components.detail import LINK
from creditshop.ui.components.form import CONTROL, native_form
from creditshop.ui.components.leaving import leaving_link
from creditshop.ui.components.navigation import PLACE, folded, place, tabs
from creditshop.ui.components.sandbox import ribbon
from creditshop.ui.components.surface import badge, skeleton
from creditshop.ui.layout import page
from creditshop.ui.pages.account.frame import held_back
from creditshop.ui.pages.errors import missing
from creditshop.ui.states.session import SessionState
from creditshop.ui.words import t

PACKAGES, FEATURES, KEYS, CUSTOMERS = "/admin/packages/", "/admin/features/", "/admin/keys/", "/admin/customers/"
OVERVIEW, PAYMENTS, DISPUTES = "/admin/", "/admin/payments/", "/admin/disputes/"
ALERTS, ALERT_RULES = "/admin/alerts/", "/admin/alert-rules/"
RECONCILIATION = "/admin/reconciliation/"
FLAGS, RULES = "/admin/flags/", "/admin/rules/"
EVENTS, ENDPOINTS, JOBS = "/admin/events/", "/admin/endpoints/", "/admin/jobs/"
MAILS, TEAM, AUDIT = "/admin/mails/", "/admin/team/", "/admin/audit/"
_ENTRIES = (
    ("admin.overview.title", OVERVIEW),
    ("alerts.title", ALERTS),
    ("admin.payments.title", PAYMENTS),
    ("admin.disputes.title", DISPUTES),
    ("admin.flags.title", FLAGS),
    ("admin.customers.title", CUSTOMERS),
    ("admin.catalog.title", PACKAGES),
    ("keys.title", KEYS),
    ("reconciliation.title", RECONCILIATION),
    ("admin.events.title", EVENTS),
    ("admin.endpoints.title", ENDPOINTS),
    ("admin.jobs.title", JOBS),
    ("admin.mails.title", MAILS),
    ("admin.rules.title", RULES),
    ("team.title", TEAM),
    ("admin.audit.title", AUDIT),
)
_SKIP = "sr-only focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:z-20 focus:bg-surface focus:p-3"
_ELSEWHERE = f"{PLACE} text-muted hover:text-ink"


def admin_page(*children: Any, here: str) -> rx.Component:
    """A page for staff; `here` is the address of its navigation entry."""
    closed = rx.cond(SessionState.held_back, page(held_back(), here="/account/", class_name="py-16"), missing())
    return rx.cond(SessionState.known & ~SessionState.staff, closed, _shell(*children, here=here))


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
    now = next(key for key, href in _ENTRIES if href == here)
    return rx.el.header(
        rx.el.div(brand(settings().shop_name), class_name="lg:px-3 pb-4"),
        rx.el.nav(
            folded(t(now), *_entries(here), class_name="lg:hidden"),
            rx.el.div(*_entries(here), class_name="hidden lg:grid gap-1"),
            custom_attrs={"aria-label": t("admin.nav")},
        ),
        class_name="min-w-0 px-4 lg:px-3 pt-12 pb-1 lg:pb-4 lg:border-r border-line",
    )


def _entries(here: str) -> list[rx.Component]:
    return [
        *(place(_counted(t(key), href), href, here) for key, href in _ENTRIES),
        rx.cond(SessionState.sandbox, leaving_link(t("admin.panel"), href="/sandbox/", class_name=_ELSEWHERE)),
        rx.el.a(t("nav.account"), href="/account/", class_name=f"{_ELSEWHERE} lg:mt-6"),
        native_form(
            rx.el.button(t("nav.sign_out"), type="submit", class_name=f"{_ELSEWHERE} w-full"),
            action="/auth/logout",
            class_name="contents",
        ),
    ]


def _counted(words: rx.Var[str], href: str) -> rx.Component:
    """An entry with how much waits behind it."""
    name = href.split("/")[2]
    if name not in ("alerts", "disputes", "flags", "events", "reconciliation"):
        return rx.fragment(words)
    count = SessionState.waiting[name]
    return rx.el.span(words, rx.cond(count, badge(count, "warn")), class_name="flex items-center justify-between gap-2")


def title(words: Any, *actions: Any) -> rx.Component:
    """The page's title, and what can be done on it."""
    return rx.el.div(
        rx.el.h1(words, class_name="text-2xl min-w-0 [overflow-wrap:anywhere]"),
        *actions,
        class_name="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 mb-5 min-h-[42px]",
    )


def catalog_title(here: str, *actions: Any) -> rx.Component:
    """The title over the two lists of the catalog, and the way between them."""
    lists = [(t("admin.packages.title"), PACKAGES), (t("admin.features.title"), FEATURES)]
    return rx.fragment(
        title(t("admin.catalog.title"), *actions),
        rx.el.div(tabs(t("admin.catalog.title"), lists, here), class_name="mb-5"),
    )


def state_filter(list_state: Any, words: str, states: Iterable[str]) -> rx.Component:
    """A choice of one of `states` for a list; their names are the texts under the key `words`."""
    return rx.el.select(
        rx.el.option(t("admin.all"), value=""),
        *(rx.el.option(t(f"{words}.{state}"), value=str(state)) for state in states),
        value=list_state.state,
        on_change=list_state.find,
        class_name=f"{CONTROL} w-auto!",
        custom_attrs={"aria-label": t("admin.state")},
    )


def detail_page(state: Any, thing: rx.Component, *, back: Any, here: str) -> rx.Component:
    """A page about one thing of the list at `here`: `thing`, once `state` (states/detail.py) has found it."""
    nothing = rx.fragment(title(t("admin.not_found")), rx.el.p(t("admin.not_found.words"), class_name="text-muted"))
    return admin_page(
        rx.el.a(f"← {back}", href=here, class_name=f"inline-block text-muted mb-4 {LINK}"),
        rx.cond(state.loaded, rx.cond(state.found, thing, nothing), skeleton("h-96")),
        here=here,
    )
