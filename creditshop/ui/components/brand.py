"""The mark: a stack of coins, drawn with the accent."""

import reflex as rx


def mark(size: int = 26) -> rx.Component:
    """The mark alone."""
    return rx.el.svg(
        rx.el.svg.ellipse(cx="13", cy="6.5", rx="9", ry="3.5"),
        rx.el.svg.path(d="M4 6.5v6.5c0 1.9 4 3.5 9 3.5s9-1.6 9-3.5V6.5M4 13v6.5C4 21.4 8 23 13 23s9-1.6 9-3.5V13"),
        view_box="0 0 26 26",
        width=str(size),
        height=str(size),
        fill="none",
        stroke="var(--accent)",
        stroke_width="2",
        custom_attrs={"aria-hidden": "true"},
    )


def brand(name: str) -> rx.Component:
    """The mark and the shop's name, leading home."""
    return rx.el.a(
        mark(),
        rx.el.span(name, class_name="truncate"),
        href="/",
        class_name=(
            "inline-flex items-center gap-2.5 min-w-0 font-[650] text-base sm:text-lg tracking-tight no-underline"
        ),
    )
