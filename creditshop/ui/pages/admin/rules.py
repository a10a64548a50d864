"""The rules against fraud: what each looks for and does, and the form that sets it."""

from typing import Any

import reflex as rx

from creditshop.ui.components.button import button
from creditshop.ui.components.dialog import dialog
from creditshop.ui.components.dialog_form import dialog_form
from creditshop.ui.components.form import CONTROL, field
from creditshop.ui.components.surface import badge, empty, status
from creditshop.ui.components.table import Column, table
from creditshop.ui.pages.admin.shell import RULES, admin_page, title
from creditshop.ui.states.admin_rules import AdminRulesState, Choice, RuleRow
from creditshop.ui.words import t

_ACTIONS = ("flag", "hold", "block")


def view() -> rx.Component:
    """What actions mean, the list, and the form in a dialog."""
    return admin_page(
        title(t("admin.rules.title")),
        rx.el.p(t("admin.rules.words"), class_name="text-muted max-w-[72ch] mb-3"),
        rx.el.dl(*(_meaning(action) for action in _ACTIONS), class_name="grid gap-1.5 max-w-[72ch] mb-5"),
        status(AdminRulesState.said, class_name="[&>*]:mb-4"),
        table(
            _columns(),
            AdminRulesState.rows,
            caption=t("admin.rules.title"),
            loaded=AdminRulesState.loaded,
            empty=empty(t("admin.rules.title")),
        ),
        dialog(
            "rule",
            t("admin.rules.change_of", rule=AdminRulesState.chosen.title),
            rx.cond(AdminRulesState.chosen.name != "", _form()),
            open=AdminRulesState.chosen.name != "",
            on_close=AdminRulesState.close,
        ),
        here=RULES,
    )


def _meaning(action: str) -> rx.Component:
    return rx.el.div(
        rx.el.dt(t(f"fraud.action.{action}"), class_name="font-medium sm:w-[14ch] flex-none"),
        rx.el.dd(t(f"admin.rules.{action}"), class_name="text-muted"),
        class_name="sm:flex gap-3",
    )


def _columns() -> tuple[Column, ...]:
    return (
        Column(t("admin.rules.rule"), _rule),
        Column(t("admin.rules.when"), lambda row: row.when),
        Column(t("admin.action"), lambda row: badge(row.does, row.tone)),
        Column(t("admin.rules.change"), lambda row: rx.cond(AdminRulesState.may_change, _change(row)), right=True),
    )


def _rule(row: rx.Var[RuleRow]) -> rx.Component:
    return rx.el.div(
        rx.el.div(row.title, class_name="font-medium"),
        rx.el.div(row.words, class_name="text-sm text-muted max-w-[60ch]"),
    )


def _change(row: rx.Var[RuleRow]) -> rx.Component:
    return button(
        t("admin.rules.change"),
        on_click=AdminRulesState.open(row.name),
        custom_attrs={"aria-label": t("admin.rules.change_of", rule=row.title)},
    )


def _form() -> rx.Component:
    chosen = AdminRulesState.chosen
    limit = _number("threshold", chosen.limit, chosen.threshold, chosen.most)
    minutes = _number("window_minutes", t("admin.rules.minutes"), chosen.minutes, chosen.longest)
    return dialog_form(
        rx.el.p(chosen.words, class_name="text-muted"),
        _action(),
        rx.cond(chosen.most > 0, limit),
        rx.cond(chosen.longest > 0, minutes),
        failed=AdminRulesState.failed,
        close=AdminRulesState.close,
        submit=t("admin.rules.keep"),
        busy=t("admin.rules.keep.busy"),
        answer=AdminRulesState.answer,
        key=f"rule-{AdminRulesState.visit}",
        on_submit=AdminRulesState.keep,
    )


def _action() -> rx.Component:
    return rx.el.div(
        rx.el.label(t("admin.action"), html_for="rule-action", class_name="font-medium"),
        rx.el.select(
            rx.foreach(AdminRulesState.choices, _choice),
            id="rule-action",
            name="action",
            default_value=AdminRulesState.chosen.action,
            class_name=CONTROL,
        ),
        class_name="grid gap-1.5",
    )


def _choice(choice: rx.Var[Choice]) -> rx.Component:
    return rx.el.option(choice.words, value=choice.value)


def _number(name: str, label: Any, value: rx.Var[int], most: rx.Var[int]) -> rx.Component:
    return field(
        name,
        label,
        type="number",
        min=1,
        max=most,
        default_value=value,
        hint=t("admin.rules.up_to", most=most),
        required=True,
        input_mode="numeric",
        auto_complete="off",
    )
