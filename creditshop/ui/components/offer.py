"""A package as the shop window shows it: on the pricing page, and in the catalog's preview of it."""

from typing import Any

import reflex as rx

from creditshop.ui.components.button import look
from creditshop.ui.words import t

_BADGE = (
    "absolute -top-3 left-6 lg:left-4 xl:left-6 inline-flex items-center h-6 px-2.5 rounded-full "
    "bg-accent text-accent-ink text-sm font-medium leading-none"
)


def offer_card(offer: rx.Var[Any], action: Any) -> rx.Component:
    """The card of an offer, whose words and figures `ui/states/offers.py` makes; `action` is its button."""
    return rx.el.article(
        rx.cond(offer["popular"], rx.el.span(t("pricing.popular"), class_name=_BADGE)),
        rx.el.h3(offer["name"], class_name="text-base font-medium tracking-normal text-muted"),
        rx.el.p(
            rx.el.span(offer["credits"], class_name="text-3xl font-[650] tracking-tight"),
            rx.el.span(t("pricing.credits"), class_name="text-muted"),
            class_name="flex items-baseline gap-2 mt-2",
        ),
        rx.el.p(
            rx.cond(offer["bonus"] != "", t("pricing.bonus", credits=offer["bonus"]), ""),
            class_name="text-accent font-medium min-h-[22px]",
        ),
        _price(offer),
        rx.el.p(offer["description"], class_name="text-muted mt-3 mb-5 flex-1 lg:min-h-[67px]"),
        action,
        class_name=[
            "relative flex flex-col p-6 lg:px-4 xl:px-6 bg-surface border rounded tabular-nums",
            rx.cond(offer["popular"], "border-accent ring-1 ring-accent shadow", "border-line"),
        ],
    )


def offer_action(offer: rx.Var[Any]) -> rx.Var[str]:
    """The classes of an offer's button: the most popular one has the primary."""
    return rx.cond(offer["popular"], look("primary", "w-full"), look("plain", "w-full"))


def _price(offer: rx.Var[Any]) -> rx.Component:
    return rx.el.p(
        rx.el.span(offer["price"], class_name="text-2xl font-[650] tracking-tight"),
        rx.el.span(
            t("pricing.per_credit", price=offer["per_credit"]), class_name="ml-auto text-sm text-muted text-right"
        ),
        class_name="flex items-baseline gap-2 mt-5 pt-5 border-t border-dashed border-line",
    )
