"""The rules that watch the shop: what each reads now, and the form that sets one and tries it out."""

from typing import Any

import reflex as rx

from creditshop.ui.components.button import busy_button, button
from creditshop.ui.components.dialog import dialog
from creditshop.ui.components.form import CONTROL, field
from creditshop.ui.components.surface import badge, empty, failure, status
from creditshop.ui.components.table import Column, table
from creditshop.ui.pages.admin.alerts import alerts_title
from creditshop.ui.pages.admin.shell import ALERT_RULES, ALERTS, admin_page
from creditshop.ui.states.admin_alert_rules import AdminAlertRulesState as Rules
from creditshop.ui.states.alert_rows import AlertRuleRow, EpisodeRow
from creditshop.ui.words import t


def view() -> rx.Component:
    """The rules, and the form that sets and tries out one of them."""
    return admin_page(
        alerts_title(ALERT_RULES),
        rx.el.p(t("alerts.rules.words"), class_name="text-muted max-w-[72ch] mb-4"),
        status(Rules.said, class_name="[&>*]:mb-4"),
        table(
            (
                Column(t("admin.rules.rule"), _rule),
                Column(
                    t("alerts.fires"), lambda row: rx.cond(row.is_on, row.when, badge(t("fraud.action.off"), "plain"))
                ),
                Column(t("alerts.now"), lambda row: rx.cond(row.firing, badge(row.now, "bad"), row.now)),
                Column(t("admin.rules.change"), lambda row: rx.cond(Rules.may_change, _change(row)), right=True),
            ),
            Rules.rows,
            caption=t("alerts.rules.title"),
            loaded=Rules.loaded,
            empty=empty(t("alerts.rules.title")),
        ),
        dialog(
            "alert-rule",
            t("admin.rules.change_of", rule=Rules.chosen.title),
            rx.cond(Rules.chosen.name != "", _form()),
            open=Rules.chosen.name != "",
            on_close=Rules.close,
        ),
        here=ALERTS,
    )


def _rule(row: rx.Var[AlertRuleRow]) -> rx.Component:
    return rx.el.div(
        rx.el.div(row.title, class_name="font-medium"),
        rx.el.div(row.words, class_name="text-sm text-muted max-w-[52ch]"),
    )


def _change(row: rx.Var[AlertRuleRow]) -> rx.Component:
    named = {"aria-label": t("admin.rules.change_of", rule=row.title)}
    return button(t("admin.rules.change"), on_click=Rules.open(row.name), custom_attrs=named)


def _form() -> rx.Component:
    chosen = Rules.chosen
    return rx.el.form(
        rx.el.p(chosen.words, class_name="text-muted"),
        _switch(),
        _number("threshold", chosen.limit, chosen.threshold, lowest=0),
        rx.cond(chosen.has_window, _number("minutes", t("alerts.minutes"), chosen.minutes)),
        rx.cond(chosen.has_least, _number("least", t("alerts.least"), chosen.least, hint=t("alerts.least.hint"))),
        failure(Rules.failed),
        status(Rules.said_of, "plain"),
        rx.cond(Rules.episodes.length() > 0, rx.el.ul(rx.foreach(Rules.episodes, _episode), class_name="grid gap-2")),
        rx.el.div(
            button(t("alerts.replay"), on_click=Rules.replay),
            button(t("alerts.test"), on_click=Rules.test),
            class_name="flex flex-wrap gap-2",
        ),
        rx.el.div(
            button(t("admin.cancel"), on_click=Rules.close),
            busy_button(t("admin.rules.keep"), t("admin.rules.keep.busy"), answer=Rules.answer),
            class_name="flex flex-wrap justify-end gap-2 mt-2",
        ),
        key=f"alert-rule-{Rules.visit}",
        on_submit=lambda _: Rules.keep(),
        class_name="grid gap-4",
    )


def _switch() -> rx.Component:
    return rx.el.div(
        rx.el.label(t("alerts.switch"), html_for="alert-rule-on", class_name="font-medium"),
        rx.el.select(
            rx.el.option(t("alerts.on"), value="true"),
            rx.el.option(t("fraud.action.off"), value="false"),
            id="alert-rule-on",
            default_value=rx.cond(Rules.chosen.is_on, "true", "false"),
            on_change=lambda value: Rules.write("is_on", value),
            class_name=CONTROL,
        ),
        class_name="grid gap-1.5",
    )


def _number(name: str, label: Any, value: rx.Var[int], *, lowest: int = 1, hint: Any = None) -> rx.Component:
    return field(
        name,
        label,
        id_=f"alert-rule-{name}",
        type="number",
        min=lowest,
        default_value=value,
        hint=hint,
        on_change=lambda typed: Rules.write(name, typed),
        required=True,
        input_mode="numeric",
        auto_complete="off",
    )


def _episode(row: rx.Var[EpisodeRow]) -> rx.Component:
    return rx.el.li(
        rx.el.span(row.when, class_name="text-muted"),
        rx.el.span(row.says),
        class_name="grid text-sm",
    )
