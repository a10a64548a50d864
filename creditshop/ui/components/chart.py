"""A small chart of bars, made of boxes: it weighs nothing, and follows light and dark by itself."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

Text = str | rx.Var[str]


@dataclass(frozen=True)
class Bar:
    """One bar: what it says when pointed at, and its height in percent of the highest."""

    says: str
    percent: float


def bar_chart(bars: rx.Var[list[Bar]], *, about: Text, highest: Text, first: Text, last: Text) -> rx.Component:
    """`bars` from left to right. `about` says the whole to those who cannot see it; a table should have the figures.

    `highest`, `first` and `last` are written at the axes.
    """
    return rx.el.figure(
        rx.el.div(highest, class_name="text-sm text-muted border-b border-line border-dashed"),
        rx.el.div(rx.foreach(bars, _bar), class_name="flex items-end gap-px sm:gap-[3px] h-40 border-b border-line"),
        rx.el.div(
            rx.el.span(first), rx.el.span(last), class_name="flex justify-between gap-4 text-sm text-muted mt-1.5"
        ),
        role="img",
        class_name="tabular-nums",
        custom_attrs={"aria-label": about},
    )


def _bar(bar: rx.Var[Any]) -> rx.Component:
    filled = rx.el.div(
        class_name="w-full rounded-t-[2px] bg-accent forced-colors:bg-[CanvasText]",
        style={"height": f"{bar.percent}%", "min-height": rx.cond(bar.percent > 0, "2px", "0")},
    )
    return rx.el.div(filled, title=bar.says, class_name="flex-1 h-full flex items-end hover:bg-sunken")
