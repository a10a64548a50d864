"""One thing in detail: names and values, and what a program wrote."""

from typing import Any

import reflex as rx

Text = str | rx.Var[str]

_LINE = "flex justify-between gap-6 py-2.5 border-t border-line first:border-t-0 first:pt-0 last:pb-0"
LINK = "underline underline-offset-2 hover:text-accent"


def fact(label: Text, value: Any) -> rx.Component:
    """A line of `facts`: a short name, and a value that may be long."""
    return rx.el.div(
        rx.el.dt(label, class_name="text-muted whitespace-nowrap"),
        rx.el.dd(value, class_name="text-right min-w-0 [overflow-wrap:anywhere]"),
        class_name=_LINE,
    )


def figure(label: Text, value: Any, *, strong: bool = False) -> rx.Component:
    """A line of `facts`: a name that may be long, and a figure."""
    weight = "font-[650]" if strong else ""
    return rx.el.div(
        rx.el.dt(label, class_name="text-muted min-w-0"),
        rx.el.dd(value, class_name=f"whitespace-nowrap {weight}"),
        class_name=_LINE,
    )


def facts(*lines: Any, class_name: str = "") -> rx.Component:
    """Names on the left, values on the right; lines are made by `fact` and `figure`."""
    return rx.el.dl(*lines, class_name=f"tabular-nums {class_name}")


def code_block(text: Text, label: Text, class_name: str = "") -> rx.Component:
    """What a program wrote, as it wrote it; scrolls within itself, by keyboard too."""
    return rx.el.pre(
        text,
        tab_index=0,
        class_name=f"bg-sunken rounded-sm p-4 text-sm font-mono overflow-auto max-h-[480px] {class_name}".strip(),
        custom_attrs={"aria-label": label, "role": "region"},
    )


def mono(text: Text) -> rx.Component:
    """An id."""
    return rx.el.span(text, class_name="font-mono text-sm text-muted [overflow-wrap:anywhere]")


def moment(words: Text, href: Text | None = None) -> rx.Component:
    """When something happened, in a table: on one line where there is room for it; `href` leads to what it was."""
    look = "inline-block sm:min-w-[13ch] xl:whitespace-nowrap"
    return (
        rx.el.span(words, class_name=look) if href is None else rx.el.a(words, href=href, class_name=f"{LINK} {look}")
    )


def long_word(text: Text) -> rx.Component:
    """An e-mail address or a name of a program's in a table: broken only where there is no room for most of them."""
    return rx.el.span(text, class_name="inline-block sm:min-w-[17ch] xl:min-w-[22ch] [overflow-wrap:anywhere]")


def remark(text: Text) -> rx.Component:
    """What a program said, in small."""
    return rx.el.span(text, class_name="text-sm text-muted [overflow-wrap:anywhere]")


def meter(percent: rx.Var[int]) -> rx.Component:
    """How much is left, for the eye; the figures beside it say it to everybody."""
    bar = rx.el.div(class_name="h-full rounded-full bg-accent", style={"width": f"{percent}%"})
    return rx.el.div(bar, class_name="h-1.5 rounded-full bg-sunken overflow-hidden mt-2", aria_hidden="true")
