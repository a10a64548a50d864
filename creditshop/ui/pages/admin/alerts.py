"""What is wrong now, and what was: alerts with the rows behind them."""

import reflex as rx

from creditshop.ui.components.button import button
from creditshop.ui.components.detail import LINK, moment
from creditshop.ui.components.dialog import dialog
from creditshop.ui.components.dialog_form import dialog_form, note_field
from creditshop.ui.components.navigation import tabs
from creditshop.ui.components.paging import turning
from creditshop.ui.components.surface import badge, card, empty, skeleton, status
from creditshop.ui.components.table import Column, table
from creditshop.ui.pages.admin.shell import ALERT_RULES, ALERTS, admin_page, title
from creditshop.ui.states.admin_alerts import AdminAlertsState as Alerts
from creditshop.ui.states.alert_rows import AlertRow, CauseRow
from creditshop.ui.words import t

_SIDE = "justify-items-end sm:justify-items-start"  # on a phone a row's values are on the right


def view() -> rx.Component:
    """What is open as cards, what is over as a list."""
    nothing = card(empty(t("alerts.none"), t("alerts.none.words")))
    return admin_page(
        alerts_title(ALERTS),
        status(Alerts.said, class_name="[&>*]:mb-4"),
        rx.cond(
            Alerts.loaded,
            rx.cond(
                Alerts.now.length() > 0,
                rx.el.ul(rx.foreach(Alerts.now, _open), class_name="grid gap-3"),
                nothing,
            ),
            skeleton("h-40"),
        ),
        rx.el.h2(t("alerts.past"), class_name="text-lg mt-8 mb-3"),
        table(
            (
                Column(t("admin.when"), lambda row: moment(row.since)),
                Column(t("alerts.what"), _what),
                Column(t("alerts.lasted"), lambda row: row.lasted),
                Column(t("alerts.end"), lambda row: rx.el.span(row.resolved, class_name="[overflow-wrap:anywhere]")),
            ),
            Alerts.past,
            caption=t("alerts.past"),
            loaded=Alerts.loaded,
            empty=empty(t("alerts.past.none")),
            footer=turning(Alerts),
        ),
        _resolving(),
        here=ALERTS,
    )


def alerts_title(here: str) -> rx.Component:
    """The title over alerts and their rules, and the way between them."""
    both = [(t("alerts.title"), ALERTS), (t("alerts.rules.title"), ALERT_RULES)]
    return rx.fragment(title(t("alerts.title")), rx.el.div(tabs(t("alerts.title"), both, here), class_name="mb-5"))


def _open(row: rx.Var[AlertRow]) -> rx.Component:
    taken = rx.cond(row.acknowledged != "", badge(t("alerts.acknowledged"), "warn"), badge(t("alerts.open"), "bad"))
    return rx.el.li(
        card(
            rx.el.div(
                rx.el.h2(row.title, class_name="text-base"),
                taken,
                class_name="flex flex-wrap items-center justify-between gap-x-4 gap-y-1",
            ),
            rx.el.p(row.says, class_name="mt-1.5"),
            rx.el.p(
                t("alerts.since", when=row.since),
                rx.cond(row.acknowledged != "", rx.fragment(" · ", row.acknowledged)),
                class_name="text-sm text-muted mt-1 [overflow-wrap:anywhere]",
            ),
            _causes(row),
            rx.el.div(
                rx.cond(row.acknowledged == "", _take_on(row)),
                rx.cond(Alerts.may_resolve, _resolver(row)),
                class_name="flex flex-wrap gap-2 mt-4 empty:hidden",
            ),
            class_name="px-5 py-4",
        )
    )


def _causes(row: rx.Var[AlertRow]) -> rx.Component:
    return rx.cond(
        row.causes.length() > 0,
        rx.el.ul(
            rx.foreach(row.causes, _cause),
            custom_attrs={"aria-label": t("alerts.causes")},
            class_name="flex flex-wrap gap-x-4 gap-y-1 mt-3 text-sm",
        ),
    )


def _cause(cause: rx.Var[CauseRow]) -> rx.Component:
    link = rx.el.a(cause.words, href=cause.href, class_name=LINK)
    return rx.el.li(rx.cond(cause.href != "", link, rx.el.span(cause.words, class_name="[overflow-wrap:anywhere]")))


def _take_on(row: rx.Var[AlertRow]) -> rx.Component:
    named = {"aria-label": rx.Var.create(t("alerts.acknowledge")) + ": " + row.title}
    return button(t("alerts.acknowledge"), on_click=Alerts.take_on(row.id), custom_attrs=named)


def _resolver(row: rx.Var[AlertRow]) -> rx.Component:
    named = {"aria-label": rx.Var.create(t("flags.resolve")) + ": " + row.title}
    return button(t("flags.resolve"), on_click=Alerts.open(row.id), custom_attrs=named)


def _what(row: rx.Var[AlertRow]) -> rx.Component:
    return rx.el.div(
        rx.el.div(row.title, class_name="font-medium"),
        rx.el.div(row.says, class_name="text-sm text-muted max-w-[60ch]"),
        class_name=f"grid {_SIDE}",
    )


def _resolving() -> rx.Component:
    form = dialog_form(
        rx.el.p(Alerts.alert.says, class_name="text-muted"),
        note_field(t("flags.note"), "alert-note"),
        failed=Alerts.failed,
        close=Alerts.close,
        submit=t("flags.resolve"),
        busy=t("flags.resolve.busy"),
        answer=Alerts.answer,
        key=f"alert-{Alerts.visit}",
        on_submit=Alerts.resolve,
    )
    return dialog(
        "alert",
        t("alerts.resolve.title"),
        rx.cond(Alerts.alert.id != "", form),
        open=Alerts.alert.id != "",
        on_close=Alerts.close,
    )
