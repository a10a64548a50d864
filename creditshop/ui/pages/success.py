"""Back from paying."""

import reflex as rx

from creditshop.ui.components.button import Kind, link_button, look
from creditshop.ui.components.detail import LINK, fact, facts
from creditshop.ui.components.leaving import leaving_link
from creditshop.ui.components.surface import card, skeleton
from creditshop.ui.layout import page
from creditshop.ui.states.success import SuccessState
from creditshop.ui.words import t

_PHASES = ("created", "open", "processing", "paid", "failed", "expired", "review", "held", "missing")
_CHECKED = ("processing", "review", "held")  # what takes its time, at a bank or with a person
_CLOCK = "M12 6v6.5l4 2.5"
_HISTORY, _ACCOUNT, _SHOP = "/account/history/", "/account/", "/"


def view() -> rx.Component:
    """One card that says where the payment is, and changes by itself."""
    return page(
        card(
            _story(),
            rx.cond(SuccessState.phase == "paid", _balance()),
            rx.cond((SuccessState.phase != "") & (SuccessState.phase != "missing"), _facts()),
            _ways_on(),
            class_name="w-full max-w-[520px] mx-auto mt-4 sm:mt-12 mb-16 p-6 sm:p-10 grid gap-6",
        )
    )


def _story() -> rx.Component:
    """Read out whenever it changes: the region is there from the start."""
    told = rx.fragment(
        rx.el.h1(rx.match(SuccessState.phase, *((p, t(f"success.{p}")) for p in _PHASES), ""), class_name="text-2xl"),
        rx.el.p(rx.match(SuccessState.phase, *((p, _words(p)) for p in _PHASES), ""), class_name="text-muted mt-2"),
    )
    looking = rx.fragment(
        rx.el.h1(t("success.look"), class_name="text-2xl text-muted"),
        skeleton("h-5 w-full mt-3"),
        skeleton("h-5 w-2/3 mt-2"),
    )
    return rx.el.div(
        _sign(), rx.cond(SuccessState.phase == "", looking, told), role="status", class_name="min-h-[132px]"
    )


def _words(phase: str) -> rx.Var[str]:
    return t(f"success.{phase}.words", credits=SuccessState.credits, email=SuccessState.email)


def _sign() -> rx.Component:
    """A tick once it is paid, a cross when it failed, a clock for what takes days, else a breathing dot."""
    return rx.el.div(
        rx.match(
            SuccessState.phase,
            (
                "paid",
                _dot("grid place-items-center bg-accent-soft text-accent", _drawn("M5 12.5l4.5 4.5L19 7.5")),
            ),
            ("failed", _dot("grid place-items-center bg-bad-soft text-bad", _drawn("M7 7l10 10M17 7L7 17"))),
            *((phase, _dot("grid place-items-center bg-warn-soft text-warn", _drawn(_CLOCK))) for phase in _CHECKED),
            ("expired", rx.fragment()),
            ("missing", rx.fragment()),
            _dot("bg-warn-soft animate-pulse"),
        ),
        class_name="mb-5 empty:hidden",
        aria_hidden="true",
    )


def _drawn(path: str) -> rx.Component:
    return rx.el.svg(
        rx.el.svg.path(d=path),
        view_box="0 0 24 24",
        width="24",
        height="24",
        fill="none",
        stroke="currentColor",
        stroke_width="2.5",
        stroke_linecap="round",
        stroke_linejoin="round",
    )


def _dot(class_name: str, *inside: rx.Component) -> rx.Component:
    return rx.el.div(*inside, class_name=f"size-12 rounded-full {class_name}")


def _balance() -> rx.Component:
    return rx.el.div(
        rx.el.p(t("success.balance"), class_name="text-muted"),
        rx.el.p(
            rx.el.span(SuccessState.balance, class_name="text-4xl font-[650] tracking-tight text-accent"),
            rx.el.span(t("success.credits"), class_name="text-lg text-muted"),
            class_name="flex items-baseline gap-2.5 tabular-nums",
        ),
        aria_live="polite",
    )


def _facts() -> rx.Component:
    receipt = rx.el.a(
        t("success.receipt_show"), href=f"/account/receipt/?purchase={SuccessState.purchase_id}", class_name=LINK
    )
    return facts(
        fact(t("success.package"), SuccessState.package),
        fact(t("success.added"), SuccessState.credits),
        fact(t("success.amount"), SuccessState.amount),
        rx.cond(SuccessState.phase == "paid", fact(t("success.receipt"), receipt)),
    )


def _ways_on() -> rx.Component:
    retry = _ways(("success.again", _SHOP, "primary"), ("success.account", _ACCOUNT, "plain"))
    wait = _ways(("success.account", _ACCOUNT, "primary"))
    pay = rx.fragment(
        rx.cond(
            SuccessState.pay_url != "",
            leaving_link(t("success.pay"), href=SuccessState.pay_url, class_name=look("primary")),
        ),
        link_button(t("success.account"), href=_ACCOUNT),
    )
    return rx.el.div(
        rx.match(
            SuccessState.phase,
            ("", rx.fragment()),
            ("paid", _ways(("success.account", _ACCOUNT, "primary"), ("success.more", _SHOP, "plain"))),
            ("open", pay),
            ("failed", retry),
            ("expired", retry),
            ("missing", _ways(("success.history", _HISTORY, "primary"), ("success.more", _SHOP, "plain"))),
            wait,
        ),
        class_name="flex flex-wrap gap-2 min-h-[42px]",
    )


def _ways(*ways: tuple[str, str, Kind]) -> rx.Component:
    return rx.fragment(*(link_button(t(words), href=href, kind=kind) for words, href, kind in ways))
