"""Searching a list: fields and choices in a row, and a button. The form begins each visit with what State holds."""

from typing import Any

import reflex as rx

from creditshop.ui.components.button import button
from creditshop.ui.components.form import CONTROL

Text = str | rx.Var[str]


def search_form(*controls: Any, submit: Text, on_submit: Any) -> rx.Component:
    """The form; `controls` are made by `sought` and `narrowed`, whose values `on_submit` gets by their names."""
    return rx.el.form(
        *controls,
        button(submit, type="submit"),
        on_submit=on_submit,
        role="search",
        class_name="flex flex-wrap gap-2 mb-3 items-end",
    )


def sought(name: str, label: Text, value: rx.Var[str], visit: Any, **props: Any) -> rx.Component:
    """A field to type into; a change of `visit` makes it anew with `value`."""
    return rx.el.input(
        **{"type": "search", "max_length": 255, "placeholder": label} | props,
        name=name,
        default_value=value,
        key=f"{name}-{visit}",
        class_name=f"{CONTROL} flex-1 min-w-[240px]",
        custom_attrs={"aria-label": label},
    )


def dated(name: str, label: Text, value: rx.Var[str], visit: Any) -> rx.Component:
    """A day; its label is seen, since browsers show no placeholder there."""
    return rx.el.label(
        rx.el.span(label, class_name="text-sm text-muted max-sm:w-10"),
        rx.el.input(
            type="date", name=name, default_value=value, key=f"{name}-{visit}", class_name=f"{CONTROL} sm:w-auto!"
        ),
        class_name="flex items-center gap-2 max-sm:basis-full",
    )


def narrowed(name: str, label: Text, options: Any, value: rx.Var[str], visit: Any) -> rx.Component:
    """A choice; `options` are `rx.el.option`s or one `rx.foreach` of them, the first for everything.

    It is as wide as it is whatever options there are, so that nothing moves when they come.
    """
    return rx.el.select(
        *options,
        name=name,
        default_value=value,
        key=f"{name}-{visit}",
        class_name=f"{CONTROL} w-auto! sm:w-[200px]! max-sm:flex-1 max-sm:basis-[160px]",
        custom_attrs={"aria-label": label},
    )
