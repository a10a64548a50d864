"""What is suspicious about one payment or customer, and the question that resolves it."""

from typing import Any

import reflex as rx

from creditshop.ui.components.button import button
from creditshop.ui.components.dialog import dialog
from creditshop.ui.components.dialog_form import dialog_form, note_field
from creditshop.ui.components.surface import badge, section, status
from creditshop.ui.words import t


def flags(state: Any, class_name: str = "") -> rx.Component:
    """A card with the flags of a page's State (states/flags.py), resolved ones too, and their dialog; nothing without
    any.
    """
    return rx.fragment(
        rx.cond(
            state.flags.length() > 0,
            section(
                t("flags.title"),
                status(state.flag_said, class_name="[&>*]:mb-3"),
                rx.el.ul(rx.foreach(state.flags, lambda row: _flag(state, row))),
                class_name=class_name,
            ),
        ),
        resolving(state),
    )


def _flag(state: Any, row: rx.Var[Any]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            badge(row.rule, rx.cond(row.open, "warn", "plain")),
            rx.el.span(rx.cond(row.open, row.when, row.resolved), class_name="text-sm text-muted"),
            class_name="flex flex-wrap items-center justify-between gap-x-4 gap-y-1",
        ),
        why(row),
        rx.cond(row.open & state.may_resolve, resolver(state, row)),
        class_name="grid gap-2 justify-items-stretch py-3 border-t border-line first:border-t-0 first:pt-0 last:pb-0",
    )


def why(row: rx.Var[Any]) -> rx.Component:
    """A flag's reason, and what to do about it."""
    return rx.el.div(
        rx.el.p(row.reason, class_name="[overflow-wrap:anywhere]"),
        rx.cond(
            row.advice != "",
            rx.el.p(row.advice, class_name=rx.cond(row.refundable, "font-medium text-warn", "text-muted")),
        ),
    )


def resolver(state: Any, row: rx.Var[Any]) -> rx.Component:
    """The button that asks about this flag."""
    return button(
        t("flags.resolve"),
        on_click=state.open_flag(row.id),
        custom_attrs={"aria-label": rx.Var.create(t("flags.resolve")) + ": " + row.reason},
        class_name="justify-self-start",
    )


def resolving(state: Any) -> rx.Component:
    """The dialog about the flag that was chosen."""
    return dialog(
        "flag",
        t("flags.resolve.title"),
        rx.cond(state.flag.id != "", _question(state)),
        open=state.flag.id != "",
        on_close=state.close_flag,
    )


def _question(state: Any) -> rx.Component:
    return dialog_form(
        why(state.flag),
        note_field(t("flags.note"), "flag-note"),
        failed=state.flag_failed,
        close=state.close_flag,
        submit=t("flags.resolve"),
        busy=t("flags.resolve.busy"),
        answer=state.flag_answer,
        key=f"flag-{state.flag_visit}",
        on_submit=state.resolve_flag,
    )
