"""The ribbon of sandbox mode. Its facts come from the server: the same build shows none of it with real keys."""

from typing import Any

import reflex as rx

from creditshop.ui.components.dialog import closer, dialog
from creditshop.ui.components.leaving import leaving_link
from creditshop.ui.states.session import SessionState
from creditshop.ui.words import t

_CARDS = "sandbox-cards"
_LINK = "underline underline-offset-2 whitespace-nowrap"


def ribbon() -> rx.Component:
    """Above the header, whose upper edge is kept free for it, so that nothing moves when it appears."""
    return rx.cond(
        SessionState.sandbox,
        rx.fragment(
            rx.el.aside(
                rx.el.span(t("sandbox.ribbon"), class_name="font-medium"),
                rx.el.button(
                    t("sandbox.cards"),
                    type="button",
                    class_name=_LINK,
                    custom_attrs={"command": "show-modal", "commandfor": _CARDS},
                ),
                rx.el.a(t("sandbox.mailbox"), href="/mailbox/", class_name=_LINK),
                leaving_link(t("sandbox.panel"), href="/sandbox/", class_name=_LINK),
                class_name=(
                    "absolute top-0 inset-x-0 h-8 flex items-center justify-center gap-x-3 sm:gap-x-4 px-2 "
                    "text-sm bg-warn-soft text-warn whitespace-nowrap overflow-hidden"
                ),
            ),
            _cards(),
        ),
    )


def _cards() -> rx.Component:
    return dialog(
        _CARDS,
        t("sandbox.cards"),
        rx.el.dl(rx.foreach(SessionState.test_cards, _card), class_name="grid tabular-nums"),
        rx.el.p(t("sandbox.cards_hint"), class_name="text-sm text-muted mt-4"),
        rx.el.div(closer(_CARDS, t("sandbox.close")), class_name="flex justify-end mt-4"),
    )


def _card(card: rx.Var[Any]) -> rx.Component:
    return rx.el.div(
        rx.el.dt(card["number"], class_name="font-mono text-sm select-all whitespace-nowrap"),
        rx.el.dd(card["does"], class_name="text-sm text-muted text-right"),
        class_name="flex justify-between gap-4 py-2 border-b border-line",
    )
