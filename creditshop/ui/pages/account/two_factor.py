"""Two-factor authentication: set up with an authenticator app, recovery codes, turned off again."""

from typing import Any

import reflex as rx

from creditshop.ui.components.button import Kind, busy_button, button
from creditshop.ui.components.detail import LINK
from creditshop.ui.components.form import field
from creditshop.ui.components.surface import badge, failure, section, skeleton, status
from creditshop.ui.pages.account.frame import SETTINGS, account_page, heading
from creditshop.ui.states.two_factor import TwoFactorState as State
from creditshop.ui.words import t


def view() -> rx.Component:
    """What it is, and the one thing to do next."""
    return account_page(
        rx.el.a(f"← {t('settings.title')}", href=SETTINGS, class_name=f"inline-block text-muted mt-6 {LINK}"),
        heading(t("two_factor.title")),
        rx.el.div(
            status(State.said),
            rx.cond(State.codes.length() > 0, _codes()),
            rx.cond(State.loaded, rx.cond(State.on, _is_on(), _is_off()), skeleton("h-40")),
            class_name="grid gap-4 max-w-[640px]",
        ),
        here=SETTINGS,
    )


def _is_off() -> rx.Component:
    begin = rx.el.div(button(t("two_factor.begin"), kind="primary", on_click=State.begin))
    return section(
        t("two_factor.off"),
        rx.el.p(t("two_factor.words"), class_name="text-muted mb-4"),
        rx.cond(State.required, rx.el.p(t("two_factor.required"), class_name="font-medium mb-4")),
        rx.cond(State.picture != "", _set_up(), begin),
        rx.cond(State.picture == "", failure(State.failed, class_name="mt-2")),
    )


def _set_up() -> rx.Component:
    return rx.el.div(
        rx.el.p(t("two_factor.scan")),
        rx.el.img(src=State.picture, alt=t("two_factor.picture"), class_name="bg-white rounded-sm w-[200px] h-[200px]"),
        rx.el.p(t("two_factor.type_it"), class_name="text-sm text-muted"),
        rx.el.p(State.secret, class_name="font-mono [overflow-wrap:anywhere]"),
        _form(State.confirm, "confirm", t("two_factor.confirm"), "primary"),
        class_name="grid gap-3",
    )


def _is_on() -> rx.Component:
    return rx.fragment(
        section(
            t("two_factor.recovery"),
            rx.el.p(t("two_factor.recovery_words"), class_name="text-muted mb-4"),
            _form(State.renew, "renew", t("two_factor.renew"), "plain"),
            action=badge(t("two_factor.on")),
        ),
        rx.cond(
            State.required,
            rx.el.p(t("two_factor.required"), class_name="text-muted"),
            section(
                t("two_factor.turn_off"),
                rx.el.p(t("two_factor.turn_off_words"), class_name="text-muted mb-4"),
                _form(State.remove, "remove", t("two_factor.turn_off"), "danger"),
            ),
        ),
        failure(State.failed),
    )


def _form(act: Any, name: str, words: Any, kind: Kind) -> rx.Component:
    return rx.el.form(
        field(
            "code",
            t("two_factor.code"),
            id_=f"code-{name}",
            required=True,
            max_length=20,
            input_mode="numeric" if name == "confirm" else "text",
            auto_complete="one-time-code",
        ),
        rx.cond(State.picture != "", failure(State.failed)),
        rx.el.div(busy_button(words, t("auth.working"), answer=State.answer, kind=kind)),
        on_submit=act,
        class_name="grid gap-3",
    )


def _codes() -> rx.Component:
    return section(
        t("two_factor.codes"),
        rx.el.p(t("two_factor.codes_words"), class_name="mb-3"),
        rx.el.ul(
            rx.foreach(State.codes, rx.el.li),
            class_name="grid sm:grid-cols-2 gap-x-8 gap-y-1 font-mono tabular-nums",
        ),
    )
