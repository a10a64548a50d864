"""What was used: figures, a chart by day, a table by day and feature."""

import reflex as rx

from creditshop.ui.components.chart import bar_chart
from creditshop.ui.components.detail import mono
from creditshop.ui.components.paging import turning
from creditshop.ui.components.segmented import segmented
from creditshop.ui.components.surface import empty, section, skeleton, stat
from creditshop.ui.components.table import Column, table
from creditshop.ui.pages.account.frame import USAGE, account_page, heading
from creditshop.ui.states.usage import PERIODS, UsageState, UseRow
from creditshop.ui.words import t


def view() -> rx.Component:
    """The period is chosen beside the title."""
    return account_page(
        heading(
            t("usage.title"),
            segmented(
                t("usage.period"),
                rx.Var.create(list(PERIODS)),
                UsageState.days,
                UsageState.choose,
                words=lambda days: t("usage.days", days=days),
            ),
        ),
        rx.cond(UsageState.loaded, _figures(), skeleton("h-[92px] mb-4")),
        rx.cond(UsageState.loaded & (UsageState.rows.length() == 0), rx.fragment(), _by_day()),
        _table(),
        here=USAGE,
    )


def _figures() -> rx.Component:
    return rx.el.div(
        stat(t("usage.used"), UsageState.used, t("usage.spends", count=UsageState.spends)),
        stat(t("account.available"), UsageState.available, UsageState.lasts),
        class_name="grid gap-4 sm:grid-cols-2 mb-4",
        aria_live="polite",
    )


def _by_day() -> rx.Component:
    chart = bar_chart(
        UsageState.bars,
        about=UsageState.about,
        highest=UsageState.most,
        first=UsageState.since,
        last=UsageState.until,
    )
    return section(t("usage.by_day"), rx.cond(UsageState.loaded, chart, skeleton("h-[210px]")), class_name="mb-4")


def _table() -> rx.Component:
    columns = (
        Column(t("usage.day"), lambda row: row.day),
        Column(t("usage.feature"), _feature),
        Column(t("usage.count"), lambda row: row.spends, right=True),
        Column(t("movements.change"), lambda row: row.credits, right=True),
    )
    return table(
        columns,
        UsageState.rows,
        caption=t("usage.title"),
        loaded=UsageState.loaded,
        empty=empty(t("usage.empty.title"), t("usage.empty.words")),
        footer=turning(UsageState),
    )


def _feature(row: rx.Var[UseRow]) -> rx.Component:
    return rx.el.div(rx.el.div(row.name), rx.cond(row.slug != "", mono(row.slug)), class_name="min-w-0")
