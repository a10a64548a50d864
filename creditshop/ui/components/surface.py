"""Cards, badges, figures, empty and loading states, status messages: what a page is laid out with."""

from typing import Any, Literal

import reflex as rx

Tone = Literal["good", "warn", "bad", "plain"]
Text = str | rx.Var[str]

_TONES: dict[str, str] = {
    "good": "bg-accent-soft text-accent",
    "warn": "bg-warn-soft text-warn",
    "bad": "bg-bad-soft text-bad",
    "plain": "bg-sunken text-muted",
}


def card(*children: Any, class_name: str = "p-6", **props: Any) -> rx.Component:
    """A surface with a hairline."""
    return rx.el.div(*children, class_name=f"bg-surface border border-line rounded {class_name}", **props)


def section(title: Text, *children: Any, action: rx.Component | None = None, class_name: str = "") -> rx.Component:
    """A card with a heading, and perhaps one quiet link beside it."""
    head = rx.el.div(
        rx.el.h2(title, class_name="text-base"), action or rx.fragment(), class_name="flex justify-between gap-4 mb-3.5"
    )
    return rx.el.section(head, *children, class_name=f"bg-surface border border-line rounded px-6 py-5 {class_name}")


def _toned(tone: Tone | rx.Var[str]) -> str | rx.Var[str]:
    if isinstance(tone, rx.Var):
        return rx.match(tone, *_TONES.items(), _TONES["plain"])
    return _TONES[tone]


def badge(text: Text, tone: Tone | rx.Var[str] = "good") -> rx.Component:
    """A small word of state; `tone` may be a Var that holds one of the tones."""
    shape = (
        "inline-flex items-center gap-1.5 h-6 px-2.5 rounded-full text-sm font-medium leading-none whitespace-nowrap"
    )
    return rx.el.span(text, class_name=[shape, _toned(tone)])


def stat(label: Text, value: Any, note: Any = None) -> rx.Component:
    """One figure with its name, and perhaps what it means."""
    return card(
        rx.el.div(label, class_name="text-sm text-muted"),
        rx.el.div(value, class_name="text-lg sm:text-xl font-[650] tracking-tight mt-0.5 [overflow-wrap:anywhere]"),
        rx.el.div(note, class_name="text-sm text-muted") if note is not None else rx.fragment(),
        class_name="px-3.5 sm:px-4 py-3.5 tabular-nums",
    )


def empty(title: Text, words: Text = "", action: rx.Component | None = None) -> rx.Component:
    """What stands where nothing is yet: says why, and what to do."""
    return rx.el.div(
        rx.el.p(title, class_name="font-medium"),
        rx.el.p(words, class_name="text-muted max-w-[44ch]"),
        rx.el.div(action, class_name="mt-3") if action is not None else rx.fragment(),
        class_name="grid justify-items-center gap-2 text-center px-6 py-12",
    )


def skeleton(class_name: str) -> rx.Component:
    """A grey place for something that is loading; give it the size of what comes, so that nothing moves."""
    return rx.el.div(class_name=f"skeleton {class_name}", aria_hidden="true")


def message(text: Any, tone: Tone | rx.Var[str] = "good", class_name: str = "") -> rx.Component:
    """A line that says what happened."""
    return rx.el.div(text, class_name=[f"rounded px-4 py-3 font-medium {class_name}", _toned(tone)])


def status(text: rx.Var[str], tone: Tone | rx.Var[str] = "good", class_name: str = "") -> rx.Component:
    """A place where a message from State appears and is read out; it takes no room while the Var is empty.

    The live region itself is always there: one that comes with its text is not announced.
    """
    return rx.el.div(rx.cond(text != "", message(text, tone)), role="status", class_name=class_name)


def failure(text: rx.Var[str], class_name: str = "") -> rx.Component:
    """Beside what failed: an error from State in the reader's words, read out at once."""
    return rx.el.div(
        rx.cond(text != "", rx.el.p(text, class_name="text-sm text-bad")), role="alert", class_name=class_name
    )
