"""Every grant in the order in which it is spent, and what is reserved."""

import reflex as rx

from creditshop.ui.components.button import link_button
from creditshop.ui.components.detail import LINK, meter
from creditshop.ui.components.surface import empty
from creditshop.ui.components.table import Column, pager, table
from creditshop.ui.pages.account.frame import GRANTS, account_page, heading
from creditshop.ui.states.grants import GrantsState, HoldRow
from creditshop.ui.states.rows import GrantRow
from creditshop.ui.words import t


def view() -> rx.Component:
    """Grants, and below them open holds, if there are any."""
    return account_page(
        heading(t("grants.title")),
        rx.el.p(t("grants.words"), class_name="text-muted max-w-[72ch] mb-5"),
        _grants(),
        rx.cond(GrantsState.holds.length() > 0, _holds()),
        here=GRANTS,
    )


def _grants() -> rx.Component:
    columns = (
        Column(t("grants.source"), _source),
        Column(t("grants.left"), left, right=True),
        Column(t("grants.held"), lambda row: row.held, right=True),
        Column(t("grants.until"), lambda row: row.expires),
    )
    return table(
        columns,
        GrantsState.rows,
        caption=t("grants.title"),
        loaded=GrantsState.loaded,
        empty=empty(t("grants.empty.title"), t("grants.empty.words"), link_button(t("account.buy"), href="/")),
        footer=pager(
            t("grants.sooner"),
            t("grants.later"),
            on_newer=GrantsState.newer,
            on_older=GrantsState.older,
            has_newer=GrantsState.has_newer,
            has_older=GrantsState.has_older,
        ),
    )


def _source(row: rx.Var[GrantRow]) -> rx.Component:
    receipt = rx.el.a(row.name, href=f"/account/receipt/?purchase={row.receipt}", class_name=LINK)
    return rx.cond(row.receipt != "", receipt, rx.el.span(row.name))


def left(row: rx.Var[GrantRow]) -> rx.Component:
    """What is left of a grant, and what of it is frozen."""
    figures = rx.el.div(
        rx.el.span(row.left, class_name="font-[650]"), rx.el.span(row.of, class_name="text-sm text-muted ml-1.5")
    )
    frozen = rx.cond(row.frozen != "", rx.el.div(row.frozen, class_name="text-sm text-muted mt-1"))
    return rx.el.div(figures, meter(row.percent), frozen, class_name="min-w-[140px]")


def _holds() -> rx.Component:
    columns = (
        Column(t("grants.for"), _what),
        Column(t("movements.change"), lambda row: row.credits, right=True),
        Column(t("grants.since"), lambda row: row.since),
        Column(t("grants.ends"), lambda row: row.until),
    )
    return rx.fragment(
        rx.el.h2(t("grants.holds"), class_name="text-xl mt-10 mb-2"),
        rx.el.p(t("grants.holds.words"), class_name="text-muted max-w-[72ch] mb-4"),
        table(columns, GrantsState.holds, caption=t("grants.holds"), loaded=GrantsState.loaded, empty=rx.fragment()),
    )


def _what(row: rx.Var[HoldRow]) -> rx.Component:
    return rx.el.a(row.what, href=f"/account/movement/?id={row.operation}", class_name=LINK)
