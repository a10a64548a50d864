"""The shop window."""

from typing import Any

import reflex as rx

from creditshop.ui.components.button import busy_button
from creditshop.ui.components.dialog import closer, dialog
from creditshop.ui.components.form import hidden, tick
from creditshop.ui.components.offer import offer_action, offer_card
from creditshop.ui.components.segmented import segmented
from creditshop.ui.components.surface import card, empty, failure, message, skeleton
from creditshop.ui.layout import page
from creditshop.ui.states.pricing import PricingState
from creditshop.ui.states.session import SessionState
from creditshop.ui.words import t

_GRID = "grid gap-4 sm:grid-cols-2 lg:grid-cols-4"
_USES = (("resize", "one"), ("page", "two"), ("audio", "five"), ("own", "yours"))
_QUESTIONS = ("arrive", "expire", "refund", "card")


def view() -> rx.Component:
    """Headline, packages, what they are good for, questions."""
    return page(_hero(), _cancelled(), _bar(), _packages(), _trust(), _details(), here="/")


def _hero() -> rx.Component:
    return rx.el.section(
        rx.el.h1(t("pricing.headline"), class_name="text-[clamp(34px,5vw,46px)]"),
        rx.el.p(t("pricing.lead"), class_name="mt-4 text-lg text-muted"),
        class_name="max-w-text pt-10 sm:pt-[72px] pb-10",
    )


def _cancelled() -> rx.Component:
    return rx.el.div(
        rx.cond(PricingState.cancelled, message(t("pricing.cancelled"), "plain")),
        role="status",
        class_name="[&>*]:mb-6",
    )


def _bar() -> rx.Component:
    return rx.el.div(
        segmented(
            t("pricing.currency"),
            PricingState.currencies,
            PricingState.currency,
            PricingState.choose_currency,
            words=lambda currency: currency.upper(),
        ),
        rx.el.span(t("pricing.tax"), class_name="text-sm text-muted"),
        class_name="flex flex-col items-start sm:flex-row sm:items-center justify-between gap-x-4 gap-y-3 mb-6",
    )


def _packages() -> rx.Component:
    offers = rx.el.div(rx.foreach(PricingState.offers, _package), class_name=_GRID)
    nothing = card(empty(t("pricing.empty.title"), t("pricing.empty.words")))
    waiting = rx.el.div(*(_waiting() for _ in range(4)), class_name=_GRID)
    return rx.el.section(
        rx.el.h2(t("pricing.packages"), class_name="sr-only"),
        rx.cond(PricingState.loaded, rx.cond(PricingState.offers.length() > 0, offers, nothing), waiting),
    )


def _waiting() -> rx.Component:
    """As tall as a package, so that nothing moves when the packages come."""
    return card(
        skeleton("h-5 w-20"),
        skeleton("h-9 w-40 mt-3"),
        skeleton("h-8 w-24 mt-14"),
        class_name="p-6 h-[310px] sm:h-[333px] lg:h-[356px]",
    )


def _package(offer: rx.Var[Any]) -> rx.Component:
    return offer_card(offer, rx.cond(SessionState.signed_in, _buy(offer), _sign_in_first(offer)))


def _sign_in_first(offer: rx.Var[Any]) -> rx.Component:
    return rx.el.a(t("pricing.buy", name=offer["name"]), href=offer["login"], class_name=offer_action(offer))


def _buy(offer: rx.Var[Any]) -> rx.Component:
    return rx.fragment(
        rx.el.button(
            t("pricing.buy", name=offer["name"]),
            type="button",
            class_name=offer_action(offer),
            custom_attrs={"command": "show-modal", "commandfor": offer["dialog"]},
        ),
        _before_you_pay(offer),
    )


def _before_you_pay(offer: rx.Var[Any]) -> rx.Component:
    return dialog(
        offer["dialog"],
        t("buy.title"),
        rx.el.form(
            hidden("package", offer["id"]),
            hidden("currency", PricingState.currency),
            _summary(offer),
            tick("terms", _terms(), id_=f"terms-{offer['id']}", required=True),
            tick("withdrawal", t("buy.withdrawal"), id_=f"withdrawal-{offer['id']}", required=True),
            failure(rx.cond(PricingState.failed == offer["id"], PricingState.error, "")),
            rx.el.div(
                closer(offer["dialog"], t("buy.cancel"), kind="quiet", class_name="max-sm:w-full"),
                busy_button(
                    t("buy.pay", total=offer["total"]),
                    t("buy.opening"),
                    answer=PricingState.answers,
                    class_name="flex-1",
                ),
                class_name="flex flex-wrap-reverse gap-2 mt-2",
            ),
            on_submit=PricingState.buy,
            class_name="grid gap-4",
        ),
        open=PricingState.wanted == offer["id"],
        on_close=PricingState.put_away,
    )


def _summary(offer: rx.Var[Any]) -> rx.Component:
    gets = rx.cond(
        offer["bonus"] != "",
        t("buy.with_bonus", credits=offer["all_credits"], bonus=offer["bonus"]),
        t("buy.credits", credits=offer["credits"]),
    )
    return rx.el.dl(
        _line(t("buy.package"), offer["name"]),
        _line(t("buy.you_get"), gets),
        _line(t("buy.valid"), t("buy.twelve_months")),
        _line(t("buy.total"), offer["total"], "border-t border-line mt-1 pt-3 text-lg font-[650]"),
        class_name="grid tabular-nums",
    )


def _line(label: Any, value: Any, class_name: str = "") -> rx.Component:
    return rx.el.div(
        rx.el.dt(label, class_name="text-muted font-normal text-base whitespace-nowrap"),
        rx.el.dd(value, class_name="text-right"),
        class_name=f"flex items-baseline justify-between gap-4 py-1.5 {class_name}",
    )


def _terms() -> rx.Component:
    link = rx.el.a(t("buy.terms_link"), href="/terms/", target="_blank", class_name="underline underline-offset-2")
    return rx.fragment(t("buy.terms"), link, ".")


def _trust() -> rx.Component:
    return rx.el.ul(
        *(_assurance(t(f"pricing.trust.{point}")) for point in ("stripe", "refund", "receipt")),
        class_name="flex flex-wrap gap-x-6 gap-y-2 mt-5 mb-[72px] text-sm text-muted",
    )


def _assurance(words: rx.Var[str]) -> rx.Component:
    return rx.el.li(rx.el.span("✓", class_name="text-accent mr-2", aria_hidden="true"), words)


def _details() -> rx.Component:
    return rx.el.div(
        _column("pricing.uses.title", _uses()),
        _column("pricing.faq.title", rx.el.div(*(_question(name, first=name == "arrive") for name in _QUESTIONS))),
        class_name="grid md:grid-cols-2 gap-12 py-14 border-t border-line",
    )


def _column(title: str, content: rx.Component) -> rx.Component:
    return rx.el.section(rx.el.h2(t(title), class_name="text-2xl mb-5"), content)


def _uses() -> rx.Component:
    return rx.el.dl(
        *(
            rx.el.div(
                rx.el.dt(t(f"pricing.uses.{what}")),
                rx.el.dd(t(f"pricing.uses.{price}"), class_name="text-right"),
                class_name="flex justify-between gap-4 py-3 border-b border-line",
            )
            for what, price in _USES
        ),
        class_name="tabular-nums",
    )


def _question(name: str, *, first: bool) -> rx.Component:
    return rx.el.details(
        rx.el.summary(t(f"pricing.faq.{name}.q"), class_name="font-medium"),
        rx.el.p(t(f"pricing.faq.{name}.a"), class_name="text-muted mt-2"),
        open=first,
        class_name="py-3 border-b border-line",
    )
