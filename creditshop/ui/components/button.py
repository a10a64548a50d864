"""Buttons, and links that look like them. One primary action a view."""

from typing import Any, Literal

import reflex as rx

Kind = Literal["plain", "primary", "danger", "quiet"]

_SHAPE = (
    "inline-flex items-center justify-center gap-2 h-[42px] px-4 rounded-sm border text-base font-medium leading-none "
    "whitespace-nowrap no-underline transition-colors disabled:opacity-55 disabled:cursor-progress"
)
_KINDS: dict[Kind, str] = {
    "plain": "bg-surface border-line text-ink hover:border-muted",
    "primary": "bg-accent border-accent text-accent-ink hover:brightness-110",
    "danger": "bg-surface border-bad text-bad hover:bg-bad-soft",
    "quiet": "bg-transparent border-transparent text-muted hover:text-ink",
}


def look(kind: Kind, class_name: str = "") -> str:
    """The classes of a button of this kind."""
    return f"{_SHAPE} {_KINDS[kind]} {class_name}".strip()


def button(*children: Any, kind: Kind = "plain", class_name: str = "", **props: Any) -> rx.Component:
    """A button; `disabled` may be a Var. For work that takes time use `busy_button`."""
    return rx.el.button(*children, **{"type": "button", **props}, class_name=look(kind, class_name))


def link_button(*children: Any, href: str | rx.Var[str], kind: Kind = "plain", class_name: str = "") -> rx.Component:
    """A link that looks like a button: it goes somewhere, it does nothing."""
    return rx.el.a(*children, href=href, class_name=look(kind, class_name))


class _BusyButton(rx.Component):
    """The component of assets/kit.js."""

    library = "$/public/kit.js"
    tag = "BusyButton"

    busy_label: rx.Var[str]
    answer: rx.Var[Any]
    type: rx.Var[str]
    disabled: rx.Var[bool]


def busy_button(
    label: str | rx.Var[str],
    busy_label: str | rx.Var[str],
    *,
    answer: rx.Var[Any] | int = 0,
    kind: Kind = "primary",
    class_name: str = "",
    **props: Any,
) -> rx.Component:
    """A button that is disabled and says `busy_label` from the click on, without waiting for the server.

    It is free again when `answer` changes: any Var that the handler changes with each of its answers. In a form it
    submits; the form's own validation comes first.
    """
    return _BusyButton.create(
        label, busy_label=busy_label, answer=answer, class_name=look(kind, class_name), **{"type": "submit", **props}
    )
