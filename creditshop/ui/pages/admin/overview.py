"""How the shop is doing: figures at a glance, charts by day, the funnel, and what happened last."""

from typing import Any

import reflex as rx

from creditshop.ui.components.button import link_button
from creditshop.ui.components.detail import LINK, meter
from creditshop.ui.components.graph import Series, bars, curves
from creditshop.ui.components.segmented import segmented
from creditshop.ui.components.surface import card, empty, message, section, skeleton, stat
from creditshop.ui.components.table import Column, table
from creditshop.ui.pages.admin.shell import OVERVIEW, PAYMENTS, admin_page, title
from creditshop.ui.states.admin_overview import PERIODS, AdminOverviewState, NewsRow
from creditshop.ui.states.overview_rows import Step, Tile
from creditshop.ui.words import t

State = AdminOverviewState
_ROW = "flex justify-between gap-4"
_QUIET = "text-sm text-muted"
_TILES = "grid grid-cols-2 gap-2 sm:gap-3 xl:grid-cols-4 mb-4"


def view() -> rx.Component:
    """The period and the currency are chosen beside the title."""
    return admin_page(
        title(t("admin.overview.title"), rx.el.div(_currency(), _period(), class_name="flex flex-wrap gap-2")),
        rx.el.div(rx.cond(State.behind, message(t("overview.behind"), "warn", "mb-4")), role="status"),
        rx.cond(State.loaded, rx.cond(_is_new(), _welcome(), _figures()), _waiting()),
        here=OVERVIEW,
    )


def _is_new() -> rx.Var[bool]:
    return (State.currency == "") & (State.news.length() == 0)


def _period() -> rx.Component:
    return segmented(
        t("overview.period"),
        rx.Var.create(list(PERIODS)),
        State.days,
        State.choose_days,
        words=lambda days: t("overview.days", days=days),
    )


def _currency() -> rx.Component:
    choice = segmented(
        t("overview.currency"),
        State.currencies,
        State.currency,
        State.choose_currency,
        words=lambda currency: currency.upper(),
    )
    return rx.cond(State.currencies.length() > 1, choice)


def _figures() -> rx.Component:
    return rx.fragment(
        rx.el.h2(t("overview.figures"), class_name="sr-only"),
        rx.el.div(rx.foreach(State.tiles, _tile), class_name=_TILES),
        rx.el.div(
            rx.el.div(*_charts(), class_name="grid grid-cols-[minmax(0,1fr)] gap-4 min-w-0"),
            rx.el.div(_funnel(), _news(), class_name="grid gap-4 min-w-0 content-start"),
            class_name="grid gap-4 xl:grid-cols-[2fr_1fr] items-start",
        ),
        rx.el.p(State.note, class_name=f"{_QUIET} mt-4"),
    )


def _tile(tile: rx.Var[Tile]) -> rx.Component:
    return stat(tile.label, tile.value, rx.fragment(rx.el.div(tile.detail), rx.el.div(tile.change)))


def _charts() -> list[rx.Component]:
    revenue = t("overview.revenue_by_day", currency=State.currency.upper())
    credits_, outstanding = t("overview.credits_by_day"), t("overview.outstanding_by_day")
    sold = Series("sold", t("overview.series.sold"))
    spent = Series("spent", t("overview.series.spent"), dashed=True)
    left = Series("outstanding", t("overview.series.outstanding"))
    return [
        rx.cond(
            State.currency != "",
            section(revenue, bars(State.rows, Series("revenue", t("overview.series.revenue")), about=revenue)),
        ),
        section(credits_, curves(State.rows, sold, spent, about=credits_)),
        section(outstanding, curves(State.rows, left, about=outstanding)),
        _table(),
    ]


def _table() -> rx.Component:
    columns = (
        Column(t("overview.day"), lambda row: rx.el.span(row.date, class_name="whitespace-nowrap")),
        Column(t("overview.revenue"), lambda row: row.revenue_says, right=True),
        Column(t("overview.payments"), lambda row: row.payments, right=True),
        Column(t("overview.sold"), lambda row: row.sold_says, right=True),
        Column(t("overview.spent"), lambda row: row.spent_says, right=True),
        Column(t("overview.series.outstanding"), lambda row: row.outstanding_says, right=True),
    )
    days = table(columns, State.rows[::-1], caption=t("overview.table"), loaded=State.loaded, empty=rx.fragment())
    return rx.el.details(
        rx.el.summary(t("overview.table"), class_name="px-6 py-4 font-medium bg-surface border border-line rounded"),
        rx.el.div(
            days,
            tab_index=0,
            role="region",
            class_name="max-h-[480px] overflow-auto mt-2",
            custom_attrs={"aria-label": t("overview.table")},
        ),
    )


def _funnel() -> rx.Component:
    return section(
        t("overview.funnel"),
        rx.el.ol(rx.foreach(State.steps, _step), class_name="grid gap-4"),
        rx.el.p(t("overview.funnel.words"), class_name=f"{_QUIET} mt-4"),
    )


def _step(step: rx.Var[Step]) -> rx.Component:
    return rx.el.li(
        rx.el.div(rx.el.span(step.label), rx.el.span(step.count, class_name="font-[650]"), class_name=_ROW),
        meter(step.percent),
        rx.el.div(step.share, class_name=f"{_QUIET} text-right mt-1"),
        class_name="tabular-nums",
    )


def _news() -> rx.Component:
    some = rx.el.ul(rx.foreach(State.news, _one))
    none = rx.el.p(t("overview.news.none"), class_name="text-muted")
    return section(
        t("overview.news"),
        rx.cond(State.news.length() > 0, some, none),
        action=rx.el.a(t("overview.news.all"), href=PAYMENTS, class_name=f"{_QUIET} {LINK} whitespace-nowrap"),
    )


def _one(row: rx.Var[NewsRow]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.a(row.what, href=f"/admin/payment/?id={row.purchase}", class_name=LINK),
            rx.el.span(row.amount, class_name="whitespace-nowrap"),
            class_name=_ROW,
        ),
        rx.el.div(
            rx.el.span(row.email, class_name="[overflow-wrap:anywhere]"),
            rx.el.span(row.when, class_name="whitespace-nowrap"),
            class_name=f"{_ROW} {_QUIET}",
        ),
        class_name="py-3 border-t border-line first:border-t-0 first:pt-0 last:pb-0 tabular-nums",
    )


def _welcome() -> rx.Component:
    action = link_button(t("overview.empty.action"), href="/", kind="primary")
    return card(empty(t("overview.empty.title"), t("overview.empty.words"), action), class_name="p-0")


def _waiting() -> rx.Component:
    charts: list[Any] = [skeleton("h-[270px]") for _ in range(3)]
    return rx.fragment(
        rx.el.div(*(skeleton("h-[106px]") for _ in range(8)), class_name=_TILES),
        rx.el.div(
            rx.el.div(*charts, class_name="grid gap-4"),
            skeleton("h-[540px]"),
            class_name="grid gap-4 xl:grid-cols-[2fr_1fr] items-start",
        ),
    )
