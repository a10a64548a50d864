"""A choice of a few, all visible: currencies, periods."""

from collections.abc import Callable
from typing import Any

import reflex as rx

_SHAPE = (
    "px-2.5 sm:px-3.5 py-[7px] rounded-sm text-base font-medium leading-none whitespace-nowrap "
    "text-muted hover:text-ink aria-pressed:bg-surface aria-pressed:text-ink aria-pressed:shadow"
)


def segmented(
    label: str | rx.Var[str],
    options: rx.Var[list[str]],
    chosen: rx.Var[str],
    on_choose: Any,
    *,
    words: Callable[[rx.Var[str]], rx.Var[str]] = lambda option: option,
) -> rx.Component:
    """Buttons for `options`, `chosen` pressed; `on_choose(option)` is the event of a click. `label` names the group.

    `words` are what a button says for its option.
    """
    return rx.el.div(
        rx.foreach(options, lambda option: _segment(option, words(option), chosen, on_choose)),
        role="group",
        class_name="inline-flex gap-0.5 min-h-[37px] bg-sunken border border-line rounded p-[3px]",
        custom_attrs={"aria-label": label},
    )


def _segment(option: rx.Var[str], words: rx.Var[str], chosen: rx.Var[str], on_choose: Any) -> rx.Component:
    return rx.el.button(
        words,
        type="button",
        on_click=on_choose(option),
        class_name=_SHAPE,
        custom_attrs={"aria-pressed": rx.cond(option == chosen, "true", "false")},
    )
